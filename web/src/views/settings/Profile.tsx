/** Name, language and time zone. */
import { json } from "../../core/http";
import type { Me } from "../../core/types";
import { language, t } from "../../state/language";
import { me, takeMe } from "../../state/session";
import { notify, notifyError } from "../../state/toasts";
import { loadComing } from "../../state/coming";

const ZONES: string[] = Intl.supportedValuesOf("timeZone");

async function save(change: Partial<Me>): Promise<void> {
  try {
    takeMe({ ...me.value, ...(await json<Me>("/api/me", { method: "PATCH", body: change })) });
    notify(t("settings.saved"));
    void loadComing();
  } catch (problem) {
    notifyError(problem);
  }
}

function TimeZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const mine = me.value?.timezone ?? here;
  const zones = ZONES.includes(mine) ? ZONES : [mine, ...ZONES];
  return (
    <div class="field">
      <label for="timezone">{t("settings.timezone")}</label>
      <select id="timezone" value={mine} onChange={(event) => void save({ timezone: event.currentTarget.value })}>
        {zones.map((name) => (
          <option key={name} value={name}>
            {name.replaceAll("_", " ")}
          </option>
        ))}
      </select>
      {here && here !== mine && (
        <button type="button" class="quiet small start" onClick={() => void save({ timezone: here })}>
          {t("settings.useHere", { zone: here })}
        </button>
      )}
    </div>
  );
}

function Name() {
  const submit = (event: Event) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name")).trim();
    if (name && name !== me.value?.name) void save({ name });
  };
  return (
    <form class="field" onSubmit={submit}>
      <label for="my-name">{t("settings.name")}</label>
      <div class="inline">
        <input id="my-name" name="name" key={me.value?.name} defaultValue={me.value?.name} maxLength={80} autocomplete="name" />
        <button class="secondary">{t("save")}</button>
      </div>
    </form>
  );
}

export function Profile() {
  return (
    <section class="panel" aria-labelledby="settings-you">
      <h2 id="settings-you">{t("settings.you")}</h2>
      <Name />
      <fieldset class="field">
        <legend>{t("settings.language")}</legend>
        <div class="segments">
          {(["zh", "en"] as const).map((code) => (
            <label key={code} lang={code === "zh" ? "zh-CN" : "en"}>
              <input
                type="radio"
                name="language"
                checked={language.value === code}
                onChange={() => void save({ language: code })}
              />
              <span>{code === "zh" ? "中文" : "English"}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <TimeZone />
    </section>
  );
}
