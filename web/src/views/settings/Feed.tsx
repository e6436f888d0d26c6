/** The calendar feed for a phone: an address that is made, shown once, and closed. */
import { useState } from "preact/hooks";
import { json, send } from "../../core/http";
import { t } from "../../state/language";
import { notify, notifyError } from "../../state/toasts";
import { ForApprovers, Panel, Remove } from "./Panel";
import { Secret } from "./Secret";

const AT_HOME = /^https?:\/\/(localhost|127\.|\[::1\])/;

export function Feed() {
  const [url, setUrl] = useState("");
  const make = async () => {
    try {
      setUrl((await json<{ url: string }>("/api/calendar-feed", { method: "POST" })).url);
    } catch (problem) {
      notifyError(problem);
    }
  };
  const close = async () => {
    try {
      await send("/api/calendar-feed", { method: "DELETE" });
      setUrl("");
      notify(t("feed.closed"));
    } catch (problem) {
      notifyError(problem);
    }
  };
  return (
    <Panel id="feed" title={t("feed.title")} lead={t("feed.lead")}>
      {url && <Secret lead={t("feed.made")} label={t("feed.label")} value={url} />}
      {AT_HOME.test(url) && <p class="hint">{t("feed.local")}</p>}
      <ForApprovers>
        <div class="choices">
          <button type="button" class="secondary" onClick={() => void make()}>
            {t("feed.make")}
          </button>
          <Remove label={t("feed.close")} name={t("feed.title")} ask={t("feed.closeAsk")} run={close} />
        </div>
      </ForApprovers>
    </Panel>
  );
}
