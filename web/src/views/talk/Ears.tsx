/** How the speech model is coming along, said once and quietly. */
import { inMine, t } from "../../state/language";
import { ready } from "../../state/live";

export function Ears() {
  const ears = ready.value?.ears;
  if (!ears || ears.status === "ready" || ears.status === "idle" || ears.status === "off") return null;
  if (ears.status === "failed" || ears.status === "missing" || ears.status === "unavailable")
    return <p class="ears hint">{t("ears.failed", { detail: inMine(ears.detail) })}</p>;
  const share = typeof ears.progress === "number" ? (ears.progress > 1 ? ears.progress / 100 : ears.progress) : null;
  return (
    <p class="ears hint">
      <span>{share === null ? t("ears.loading") : t("ears.progress", { percent: Math.round(share * 100) })}</span>
      <progress max={1} aria-label={t("ears.loading")} {...(share === null ? {} : { value: share })} />
    </p>
  );
}
