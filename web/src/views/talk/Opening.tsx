/** Under what Steward said unasked: why it did, and one tap to hear less of it. */
import { useState } from "preact/hooks";
import { conversation } from "../../state/messages";
import { t } from "../../state/language";
import { originOf, refuse, REFUSALS, type Refusal } from "../../state/openings";

function Answers({ origin }: { origin: string }) {
  const [taught, setTaught] = useState<Refusal | null>(null);
  const press = async (answer: Refusal) => setTaught((await refuse(origin, answer)) ? answer : null);
  const takeBack = async () => {
    if (await refuse(origin, "on")) setTaught(null);
  };
  if (taught)
    return (
      <p class="hint" role="status">
        {t(`opening.taught.${taught}`)}
        {taught === "off" && (
          <button type="button" class="quiet small" onClick={() => void takeBack()}>
            {t("undo")}
          </button>
        )}
      </p>
    );
  return (
    <div class="choices" role="group" aria-label={t("opening.refuse")}>
      {REFUSALS.map((answer) => (
        <button key={answer} type="button" class="secondary small" onClick={() => void press(answer)}>
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
