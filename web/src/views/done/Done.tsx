/** The ledger in plain words: what was done, what became of it, and the way back. */
import { signal } from "@preact/signals";
import "../shelves";
import { now } from "../../core/clock";
import type { Action, Say } from "../../core/types";
import { clockWords, dayWords } from "../../core/words";
import { actions, undoAction } from "../../state/ledger";
import { inMine, known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { Arguments, toolName } from "../Arguments";
import { Empty, ListFrame, PageHead } from "../ListPage";

const withReads = signal(false);
const MARKS: Record<string, string> = { succeeded: "good", failed: "bad", unknown: "unsure", dispatched: "unsure" };

function Receipt({ receipt }: { receipt: unknown }) {
  if (!receipt || typeof receipt !== "object") return null;
  const { provider, reference, text } = receipt as { provider?: string; reference?: string; text?: string | Say };
  const parts = [inMine(text), provider, reference ? t("done.reference", { reference }) : ""].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <p class="hint">
      {t("done.receipt")}: {parts.join(" · ")}
    </p>
  );
}

function canUndo(action: Action): boolean {
  return action.undo?.possible === true;
}

/** An undone change says so; its ledger row still says that it succeeded. */
function stateWords(action: Action): string {
  const state = action.undo?.done ? "undone" : action.state;
  return known(`done.state.${state}`) ?? state;
}

function Row({ action }: { action: Action }) {
  const at = new Date(action.at);
  const effect = action.effect.toUpperCase();
  const rule = known(`done.rule.${action.rule?.split(":")[0]}`);
  return (
    <li class="row action">
      <span class={`dot ${MARKS[action.state] ?? ""}`} aria-hidden="true" />
      <div class="row-main">
        <p class="row-title">{toolName(action.tool)}</p>
        <p class="facts">
          <time dateTime={action.at}>{clockWords(at, zone(), language.value)}</time>
          {" · "}
          {stateWords(action)}
        </p>
        <details class="fine">
          <summary>{t("done.details")}</summary>
          <p class="hint">
            {known(`done.effect.${effect}`)}
            {rule && ` · ${rule}`}
          </p>
          <Arguments of={action.arguments} />
          <Receipt receipt={action.receipt} />
        </details>
      </div>
      {canUndo(action) && (
        <button type="button" class="secondary small" onClick={() => void undoAction(action)}>
          {t("done.undo")}
          <span class="sr-only">: {toolName(action.tool)}</span>
        </button>
      )}
    </li>
  );
}

function byDay(items: Action[]): [string, Action[]][] {
  const days: [string, Action[]][] = [];
  for (const action of items) {
    const name = dayWords(new Date(action.at), now(), zone(), language.value);
    const last = days[days.length - 1];
    if (last?.[0] === name) last[1].push(action);
    else days.push([name, [action]]);
  }
  return days;
}

export function Done() {
  const shown = actions.items.value.filter((action) => withReads.value || action.effect.toUpperCase() !== "READ");
  return (
    <div class="page">
      <PageHead title={t("done.title")} lead={t("done.lead")}>
        <label class="toggle">
          <input
            type="checkbox"
            role="switch"
            checked={withReads.value}
            onChange={(event) => (withReads.value = event.currentTarget.checked)}
          />
          <span>{t("done.reads")}</span>
        </label>
      </PageHead>
      <ListFrame
        list={actions}
        isEmpty={shown.length === 0}
        load={() => actions.load()}
        empty={<Empty icon="done" title={t("done.empty")} />}
      >
        {byDay(shown).map(([name, items]) => (
          <section class="day" key={name} aria-label={name}>
            <h2>{name}</h2>
            <ul class="rows">
              {items.map((action) => (
                <Row key={action.id} action={action} />
              ))}
            </ul>
          </section>
        ))}
      </ListFrame>
    </div>
  );
}
