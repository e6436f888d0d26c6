/** A day at a glance: its engagements by the clock. What has no hours is told in words. */
import type { Card } from "../../core/types";
import { clockWords } from "../../core/words";
import { inMine, language, t } from "../../state/language";
import { zone } from "../../state/session";

interface Engagement {
  id: string;
  title: string;
  start: string;
  end: string;
  place?: string | null;
  all_day?: boolean;
}

function hours(one: Engagement): string {
  if (one.all_day) return t("cards.allDay");
  const [from, to] = [one.start, one.end].map((instant) => clockWords(new Date(instant), zone(), language.value));
  return from === to ? (from ?? "") : `${from} – ${to}`;
}

export function Day({ card }: { card: Card }) {
  const { events } = (card.data ?? {}) as { events?: Engagement[] };
  if (!events?.length) return <p class="plain">{inMine(card.text)}</p>;
  return (
    <ul class="agenda">
      {events.map((one) => (
        <li key={one.id}>
          <span class="facts">{hours(one)}</span>
          <span>
            {one.title}
            {one.place && <small class="block">{one.place}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
