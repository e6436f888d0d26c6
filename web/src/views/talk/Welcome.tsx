/** The empty conversation: a greeting for the hour, and sentences that work, in the user's language. */
import { now } from "../../core/clock";
import { wallTime } from "../../core/zone";
import { say } from "../../state/chat";
import { language, t } from "../../state/language";
import { me, zone } from "../../state/session";
import i18next from "i18next";

function greeting(): string {
  const { hour } = wallTime(now(), zone());
  const part = hour < 5 ? "night" : hour < 11 ? "morning" : hour < 18 ? "day" : "evening";
  const words = t(`chat.greeting.${part}`);
  const name = me.value?.name;
  return name ? t("chat.greetingName", { greeting: words, name }) : words;
}

function examples(): string[] {
  const list: unknown = i18next.t("chat.examples", { lng: language.value, returnObjects: true });
  return Array.isArray(list) ? list.map(String) : [];
}

export function Welcome() {
  return (
    <div class="welcome">
      <p class="greeting">{greeting()}</p>
      <p class="lead">{t("chat.lead")}</p>
      <h2 class="eyebrow" id="try">
        {t("chat.try")}
      </h2>
      <ul class="examples" aria-labelledby="try">
        {examples().map((sentence) => (
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
