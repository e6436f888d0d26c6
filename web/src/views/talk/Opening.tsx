/** Under what Steward said unasked: why it did, and one tap to hear less of it. */
import { useState } from "preact/hooks";
import { conversation } from "../../state/messages";
import { t } from "../../state/language";
import { originOf, refuse, REFUSALS, type Refusal } from "../../state/openings";

function Answers({ origin }: { origin: string }) {
  const [taught, setTaught] = useState<Refusal | null>(null);
  if (taught)
    return (
      <p class="hint" role="status">
        {t(`opening.taught.${taught}`)}
      </p>
    );
  const press = (answer: Refusal) => {
    setTaught(answer);
    void refuse(origin, answer);
  };
  return (
    <div class="choices" role="group" aria-label={t("opening.refuse")}>
      {REFUSALS.map((answer) => (
        <button key={answer} type="button" class="secondary small" onClick={() => press(answer)}>
          {t(`opening.${answer}`)}
        </button>
      ))}
    </div>
  );
}

export function Opening({ why }: { why: string }) {
  const origin = originOf(conversation.value);
  return (
    <section class="opening-why" aria-label={t("opening.why")}>
      <p class="hint">
        <strong>{t("opening.why")}</strong> {why || t("opening.plain")}
      </p>
      {origin ? (
        <Answers origin={origin} />
      ) : (
        <a class="quiet-link" href="#/settings/initiative">
          {t("opening.manage")}
        </a>
      )}
    </section>
  );
}
