/** The empty conversation: a greeting for the hour, and sentences that work, in the user's language. */
import { now } from "../../core/clock";
import { wallTime } from "../../core/zone";
import { whenWords } from "../../core/words";
import { waiting } from "../../state/approvals";
import { coming } from "../../state/coming";
import { say } from "../../state/chat";
import { inMine, language, list, t } from "../../state/language";
import { me, zone } from "../../state/session";
import { Icon, isIcon } from "../Icon";

function greeting(): string {
  const { hour } = wallTime(now(), zone());
  const part = hour < 5 ? "night" : hour < 11 ? "morning" : hour < 18 ? "day" : "evening";
  const name = me.value?.name;
  return name ? t(`chat.greetingTo.${part}`, { name }) : t(`chat.greeting.${part}`);
}

/** The next thing due, where the screen has no room for the list beside the talk. */
function NextUp() {
  const item = coming.value.find((one) => Date.parse(one.due_at) > now().getTime());
  if (!item) return null;
  return (
    <a class="next-up" href="#/coming">
      <Icon name={isIcon(item.kind) ? item.kind : "reminder"} size={20} />
      <span class="one-line">
        {whenWords(new Date(item.due_at), now(), zone(), language.value)} {inMine(item.say)}
      </span>
    </a>
  );
}

/** A question that waits must not hide behind a badge. */
function Waiting() {
  const count = waiting.value.length;
  if (count === 0) return null;
  return (
    <a class="next-up waits" href="#/coming">
      <Icon name="check" size={20} />
      <span>{t("ask.count", { count })}</span>
    </a>
  );
}

export function Welcome() {
  return (
    <div class="welcome">
      <p class="greeting">{greeting()}</p>
      <p class="lead">{t("chat.lead")}</p>
      <Waiting />
      <NextUp />
      <h2 class="eyebrow" id="try">
        {t("chat.try")}
      </h2>
      <ul class="examples" aria-labelledby="try">
        {list("chat.examples").map((sentence) => (
          <li key={sentence}>
            <button type="button" onClick={() => void say(sentence)}>
              {sentence}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
