/** How the speech model is coming along. That there is none is said by the microphone when somebody wants it. */
import { t } from "../../state/language";
import { ready } from "../../state/live";

export function Ears() {
  const ears = ready.value?.ears;
  if (ears?.status !== "fetching") return null;
  const share = typeof ears.progress === "number" ? ears.progress : null;
  return (
    <p class="ears hint">
      <span>{share === null ? t("ears.loading") : t("ears.progress", { percent: Math.round(share * 100) })}</span>
      <progress max={1} aria-label={t("ears.loading")} {...(share === null ? {} : { value: share })} />
    </p>
  );
}
