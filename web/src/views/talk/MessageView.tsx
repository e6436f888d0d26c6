/** One thing said, by the user or by Steward. */
import type { Message } from "../../state/messages";
import { t } from "../../state/language";
import { saying } from "../../state/voicePlayer";
import { answerOf } from "../../state/voiceTalk";
import { Cards } from "../cards/Cards";
import { Icon } from "../Icon";
import { ConfirmCard } from "./ConfirmCard";
import { Opening } from "./Opening";
import { Steps } from "./Steps";

function FromUser({ message }: { message: Message }) {
  return (
    <article class="message user">
      <h2 class="sr-only">{t("chat.you")}</h2>
      <div class="bubble plain">
        {message.voice && <Icon name="mic" size={15} />}
        {message.text || <span class="hint">{t("chat.voice")}</span>}
      </div>
    </article>
  );
}

function Problem({ message }: { message: Message }) {
  if (!message.error) return null;
  return (
    <p class="problem" role="alert">
      {message.error}{" "}
      {message.retry && (
        <button type="button" class="quiet" onClick={message.retry}>
          {t("retry")}
        </button>
      )}
    </p>
  );
}

function Thinking() {
  return (
    <p class="thinking">
      <span class="sr-only">{t("chat.thinking")}</span>
      <i />
      <i />
      <i />
    </p>
  );
}

/** The words of an answer, with the sentence marked that is being said right now. */
function Words({ message, text }: { message: Message; text: string }) {
  const now = saying.value;
  const at = now && answerOf.get(now.response) === message.id ? text.indexOf(now.text) : -1;
  if (!now || at < 0) return <>{text}</>;
  const end = at + now.text.length;
  return (
    <>
      {text.slice(0, at)}
      <mark class="saying">{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}

function FromSteward({ message }: { message: Message }) {
  const silent = message.text === "" && message.open;
  // The question is on the card already; reading it twice would be noise.
  const asked = message.pending?.question;
  const question = typeof asked === "string" ? asked : asked?.[message.language === "zh" ? "zh" : "en"];
  const text = question !== undefined && question === message.text ? "" : message.text;
  return (
    <article class="message steward" aria-busy={message.open ?? false}>
      <h2 class="sr-only">{t("chat.steward")}</h2>
      <div class="avatar" aria-hidden="true">
        <Icon name="bell" size={18} />
      </div>
      <div class="answer">
        {silent && <Thinking />}
        {text && (
          <p class="plain words" lang={message.language}>
            <Words message={message} text={text} />
            {message.open && <span class="caret" />}
          </p>
        )}
        <Cards cards={message.cards} />
        {message.pending && <ConfirmCard approval={message.pending} />}
        <Problem message={message} />
        {typeof message.unasked === "string" && <Opening why={message.unasked} />}
        <footer>
          <Steps steps={message.steps} open={message.open ?? false} />
          {message.labelled && <small class="ai-label">{t("chat.aiLabel")}</small>}
        </footer>
      </div>
    </article>
  );
}

export function MessageView({ message }: { message: Message }) {
  return message.from === "user" ? <FromUser message={message} /> : <FromSteward message={message} />;
}
