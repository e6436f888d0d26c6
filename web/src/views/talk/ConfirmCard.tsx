/** The question before anything leaves the house: exactly what will happen, and yes, no or change. */
import { now } from "../../core/clock";
import { moneyWords } from "../../core/text";
import type { Approval, Money, Terms } from "../../core/types";
import { whenWords } from "../../core/words";
import { answer, change } from "../../state/approvals";
import { visit } from "../../state/history";
import { busy } from "../../state/messages";
import { inMine, known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { Arguments, toolName } from "../Arguments";
import { Countdown, useNow } from "./Countdown";

function isZero(money: Money | null | undefined): boolean {
  return money ? Number(money.amount) === 0 : false;
}

function termRows(terms: Terms): [string, string][] {
  const when = terms.when ? whenWords(new Date(terms.when), now(), zone(), language.value) : "";
  const rows: [string, string][] = [
    [t("ask.what"), inMine(terms.what)],
    [t("ask.when"), when],
    [t("ask.price"), isZero(terms.price) ? t("ask.free") : moneyWords(terms.price, language.value)],
    [t("ask.fee"), isZero(terms.fee) ? "" : moneyWords(terms.fee, language.value)],
    [t("ask.provider"), terms.provider ?? ""],
  ];
  return rows.filter(([, value]) => value !== "");
}

function Buttons({ approval }: { approval: Approval }) {
  return (
    <div class="buttons">
      <button type="button" class="primary" disabled={busy.value} onClick={() => void answer(approval, "approve")}>
        {t("ask.yes")}
      </button>
      <button type="button" class="secondary" disabled={busy.value} onClick={() => void answer(approval, "reject")}>
        {t("ask.no")}
      </button>
      <button type="button" class="quiet" onClick={() => void change(approval)}>
        {t("ask.change")}
      </button>
    </div>
  );
}

/** `afar`: asked in a conversation that is not on screen, to which it leads. */
export function ConfirmCard({ approval, afar = false }: { approval: Approval; afar?: boolean }) {
  const over = Date.parse(approval.expires_at) <= useNow(1000).getTime();
  const state = approval.state === "pending" && over ? "expired" : approval.state;
  const title = `ask-${approval.id}`;
  return (
    <section class={`confirm ${state}`} aria-labelledby={title}>
      <p class="eyebrow">{toolName(approval.tool)}</p>
      <h3 id={title}>{inMine(approval.question) || t("ask.title")}</h3>
      {approval.terms && (
        <dl class="pairs terms">
          {termRows(approval.terms).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <details class="fine" open={!approval.terms}>
        <summary>{t("ask.details")}</summary>
        <Arguments of={{ ...approval.arguments, ...approval.terms?.details }} />
      </details>
      {state === "pending" ? (
        <>
          <Buttons approval={approval} />
          <div class="between">
            <Countdown to={approval.expires_at} />
            {afar && approval.conversation_id && (
              <button type="button" class="quiet small" onClick={() => void visit(approval.conversation_id ?? "")}>
                {t("ask.open")}
              </button>
            )}
          </div>
        </>
      ) : (
        <p class="verdict">{known(`ask.state.${state}`) ?? state}</p>
      )}
    </section>
  );
}
