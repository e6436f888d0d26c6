/** The arguments of a call as a person reads them: names in words, instants in the user's zone. */
import { now } from "../core/clock";
import { recurrenceWords } from "../core/recurrence";
import { durationSeconds, isInstant, moneyWords, plainToolName } from "../core/text";
import type { Money, Say } from "../core/types";
import { spanWords, whenWords } from "../core/words";
import { inMine, known, language } from "../state/language";
import { zone } from "../state/session";

export function toolName(tool: string): string {
  return known(`tool.${tool}`) ?? plainToolName(tool);
}

const OPAQUE = /^([nwr]\d{5,}|[\da-f]{16,}|[\da-f-]{36}|.*\|.*\|.*)$/;

function isMoney(value: object): value is Money {
  return "amount" in value && "currency" in value;
}

function isSay(value: object): value is Say {
  return "zh" in value || "en" in value;
}

export function valueWords(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (isInstant(value)) return whenWords(new Date(value), now(), zone(), language.value);
  const span = durationSeconds(value);
  if (span !== null) return spanWords(span, language.value);
  if (name === "duration" && typeof value === "number") return spanWords(value, language.value);
  if (name === "recurrence") return recurrenceWords(value as never, language.value);
  if (Array.isArray(value)) return value.map((item) => valueWords(name, item)).join(language.value === "zh" ? "、" : ", ");
  if (typeof value === "object" && isMoney(value)) return moneyWords(value, language.value);
  if (typeof value === "object") return isSay(value) ? inMine(value) : JSON.stringify(value);
  // An id names a thing for machines; the words above it name it for people.
  if (OPAQUE.test(String(value))) return "";
  return String(value);
}

export function argumentName(name: string): string {
  return known(`argument.${name}`) ?? name.replaceAll("_", " ");
}

export function Arguments({ of }: { of: Record<string, unknown> }) {
  const rows = Object.entries(of)
    .map(([name, value]) => [name, valueWords(name, value)] as const)
    .filter(([, words]) => words !== "");
  if (rows.length === 0) return null;
  return (
    <dl class="pairs">
      {rows.map(([name, words]) => (
        <div key={name}>
          <dt>{argumentName(name)}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
