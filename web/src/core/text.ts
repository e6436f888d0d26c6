/** Small readings of what the server sends: bilingual texts, labels, money, arguments. Pure. */
import type { Language, Money, Say } from "./types";

export function said(text: string | Say | null | undefined, language: Language): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  return text[language] ?? text.zh ?? text.en ?? "";
}

export function moneyWords(money: Money | null | undefined, language: Language): string {
  if (!money) return "";
  const amount = Number(money.amount);
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: money.currency }).format(amount);
  } catch {
    return `${money.amount} ${money.currency}`;
  }
}

export function isInstant(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value));
}

/** `PT1H30M` in seconds, or null. */
export function durationSeconds(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  if (!match || value === "P" || value === "PT") return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

/** `alarms__set_alarm` -> "set alarm": for tools whose plugin we do not know. */
export function plainToolName(tool: string): string {
  return (tool.split("__").pop() ?? tool).replaceAll("_", " ");
}
