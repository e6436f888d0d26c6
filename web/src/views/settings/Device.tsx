/** What belongs to this browser alone: appearance, notifications, the bell. */
import { useState } from "preact/hooks";
import { t } from "../../state/language";
import { theme, type Theme } from "../../state/prefs";
import { subscribe } from "../../state/push";
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

function Notifications() {
  const supported = typeof Notification !== "undefined";
  const [allowed, setAllowed] = useState(supported ? Notification.permission : "denied");
  if (!supported) return null;
  const allow = async () => {
    const answer = await Notification.requestPermission();
    setAllowed(answer);
    // Without push the open page still notifies; only a closed one stays silent.
    if (answer === "granted") await subscribe().catch(() => false);
  };
  const words = { granted: "settings.notifyOn", denied: "settings.notifyDenied", default: "settings.notifyOff" }[allowed];
  return (
    <div class="field between">
      <div>
        <strong>{t("settings.notify")}</strong>
        <p class="hint">{t(words)}</p>
      </div>
      {allowed === "default" && (
        <button type="button" class="secondary" onClick={() => void allow()}>
          {t("settings.notifyAllow")}
        </button>
      )}
    </div>
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
      <Notifications />
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
