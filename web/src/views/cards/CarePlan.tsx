/** What the doctor ordered, as it will be reminded: when each dose is due, for how long, and when to come back. */
import { now } from "../../core/clock";
import type { Card } from "../../core/types";
import { dateWords, whenWords } from "../../core/words";
import { inMine, language, t } from "../../state/language";
import { zone } from "../../state/session";

interface PlanData {
  until?: string | null;
  returnVisit?: string | null;
}

export function CarePlan({ card }: { card: Card }) {
  const { until, returnVisit } = (card.data ?? {}) as PlanData;
  const visit = returnVisit ? whenWords(new Date(returnVisit), now(), zone(), language.value) : "";
  const last = until ? dateWords(new Date(until), now(), zone(), language.value) : "";
  return (
    <>
      <p class="plain">{inMine(card.text)}</p>
      {last && <p class="facts">{t("cards.until", { date: last })}</p>}
      {visit && <p class="facts">{t("cards.comeBack", { when: visit })}</p>}
    </>
  );
}
