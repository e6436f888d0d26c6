/** What belongs to this browser alone: appearance and the bell. */
import { t } from "../../state/language";
import { theme, type Theme } from "../../state/prefs";
import { chime, silence, soundBlocked } from "../../state/sound";

const THEMES: Theme[] = ["system", "light", "dark"];

function Appearance() {
  return (
    <fieldset class="field">
      <legend>{t("settings.theme")}</legend>
      <div class="segments">
        {THEMES.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" checked={theme.value === name} onChange={() => (theme.value = name)} />
            <span>{t(`settings.${name}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Device() {
  const ring = () => {
    chime("alarm");
    setTimeout(silence, 2500);
  };
  return (
    <section class="panel" aria-labelledby="settings-device">
      <h2 id="settings-device">{t("settings.device")}</h2>
      <Appearance />
      <div class="field between">
        <div>
          <strong>{t("settings.sound")}</strong>
          {soundBlocked.value && <p class="hint">{t("ring.soundBlocked")}</p>}
        </div>
        <button type="button" class="secondary" onClick={ring}>
          {t("settings.test")}
        </button>
      </div>
    </section>
  );
}
