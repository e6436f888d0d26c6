/** Beside the talk on a wide screen: what waits for a yes, and what comes next. */
import { now } from "../../core/clock";
import { whenWords } from "../../core/words";
import { waiting } from "../../state/approvals";
import { coming } from "../../state/coming";
import { inMine, language, t } from "../../state/language";
import { conversation, messages } from "../../state/messages";
import { zone } from "../../state/session";
import { Icon, isIcon } from "../Icon";
import { ConfirmCard } from "./ConfirmCard";

/** A question that is already on screen in the talk is not shown twice. */
export function elsewhere() {
  const here = new Set(messages.value.map((message) => message.pending?.id));
  return waiting.value.filter((approval) => !here.has(approval.id));
}

export function Inbox({ beside = false }: { beside?: boolean }) {
  const list = elsewhere().filter((approval) => !beside || approval.conversation_id !== conversation.value);
  if (list.length === 0) return null;
  return (
    <section class="inbox" aria-labelledby="inbox-title">
      <h2 class="eyebrow" id="inbox-title">
        {t("ask.inbox")}
      </h2>
      {list.map((approval) => (
        <ConfirmCard key={approval.id} approval={approval} afar />
      ))}
    </section>
  );
}

function Next() {
  const items = coming.value.slice(0, 5);
  return (
    <section aria-labelledby="next-title">
      <h2 class="eyebrow" id="next-title">
        {t("coming.next")}
      </h2>
      {items.length === 0 && <p class="hint">{t("coming.empty")}</p>}
      <ul class="next">
        {items.map((item) => (
          <li key={item.id}>
            <Icon name={isIcon(item.kind) ? item.kind : "reminder"} size={18} />
            <span>
              <span class="two-lines">{inMine(item.say)}</span>
              <small>{whenWords(new Date(item.due_at), now(), zone(), language.value)}</small>
            </span>
          </li>
        ))}
      </ul>
      {items.length > 0 && (
        <a class="quiet-link" href="#/coming">
          {t("coming.all")}
        </a>
      )}
    </section>
  );
}

export function Aside() {
  return (
    <aside class="aside" aria-label={t("coming.title")}>
      <Inbox beside />
      <Next />
    </aside>
  );
}
