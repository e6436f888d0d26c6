/** The conversation: what was said above, the composer below, what waits and what is next beside it. */
import { useEffect, useRef } from "preact/hooks";
import { startFresh } from "../../state/chat";
import { focusWish } from "../../state/composer";
import { announcement, conversation, messages } from "../../state/messages";
import { t } from "../../state/language";
import { Icon } from "../Icon";
import { Aside, elsewhere } from "./Aside";
import { Composer } from "./Composer";
import { Ears } from "./Ears";
import { History, historyOpen } from "./History";
import { ConfirmCard } from "./ConfirmCard";
import { MessageView } from "./MessageView";
import { Welcome } from "./Welcome";

/** Follows the talk, unless the user has scrolled up to read; a long answer is shown from its question on. */
function useFollow() {
  const pane = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const asked = useRef(0);
  useEffect(() => {
    const box = pane.current;
    const questions = box?.querySelectorAll<HTMLElement>(".message.user") ?? [];
    if (questions.length !== asked.current) follows.current = true;
    asked.current = questions.length;
    const last = questions[questions.length - 1];
    if (!box || !follows.current) return;
    box.scrollTo({ top: last ? Math.min(box.scrollHeight, last.offsetTop - 12) : box.scrollHeight });
  }, [messages.value]);
  const onScroll = () => {
    const box = pane.current;
    const last = [...(box?.querySelectorAll<HTMLElement>(".message.user") ?? [])].pop();
    const bottom = box ? box.scrollHeight - box.clientHeight : 0;
    if (box) follows.current = box.scrollTop > Math.min(bottom, last?.offsetTop ?? bottom) - 80;
  };
  return { pane, onScroll };
}

function Head() {
  const fresh = () => {
    startFresh();
    focusWish.value++;
  };
  return (
    <header class="talk-head">
      <h1 tabIndex={-1} id="page-title" class={messages.value.length === 0 ? "sr-only" : ""}>
        {t("chat.title")}
      </h1>
      <div class="talk-tools">
        {messages.value.length > 0 && (
          <button type="button" class="quiet" onClick={fresh}>
            <Icon name="plus" size={18} />
            <span>{t("chat.fresh")}</span>
          </button>
        )}
        <button
          type="button"
          class="quiet round"
          aria-label={t("chat.history")}
          title={t("chat.history")}
          onClick={() => (historyOpen.value = true)}
        >
          <Icon name="history" size={20} />
        </button>
      </div>
    </header>
  );
}

export function Talk() {
  const { pane, onScroll } = useFollow();
  // After a reload the messages are history; a question among them that still waits is shown again.
  const stillOpen = elsewhere().filter((approval) => approval.conversation_id === conversation.value);
  const empty = messages.value.length === 0;
  return (
    <div class="talk">
      <section class="talk-main" aria-labelledby="page-title">
        <Head />
        <div class="log" role="log" aria-live="off" aria-label={t("chat.log")} tabIndex={0} ref={pane} onScroll={onScroll}>
          <div class="column">
            {empty ? <Welcome /> : messages.value.map((message) => <MessageView key={message.id} message={message} />)}
            {stillOpen.map((approval) => (
              <ConfirmCard key={approval.id} approval={approval} />
            ))}
          </div>
        </div>
        <div class="sr-only" aria-live="polite" id="reply-live">
          {announcement.value}
        </div>
        <div class="column foot">
          <Ears />
          <Composer />
        </div>
      </section>
      <Aside />
      <History />
    </div>
  );
}
