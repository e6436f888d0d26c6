/** Something shown only once, ready to be copied. */
import { t } from "../../state/language";
import { notify, notifyError } from "../../state/toasts";

export function Secret({ lead, label, value }: { lead: string; label: string; value: string }) {
  const copy = () => {
    navigator.clipboard?.writeText(value).then(() => notify(t("settings.copied")), notifyError);
  };
  return (
    <div class="secret" role="status">
      <p>{lead}</p>
      <div class="inline">
        <input readOnly value={value} aria-label={label} onFocus={(event) => event.currentTarget.select()} />
        {window.isSecureContext && (
          <button type="button" class="secondary" onClick={copy}>
            {t("settings.copy")}
          </button>
        )}
      </div>
    </div>
  );
}
