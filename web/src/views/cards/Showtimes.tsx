/** What is on, numbered as it was read out. */
import { now } from "../../core/clock";
import { moneyWords } from "../../core/text";
import type { Card, Money, Say } from "../../core/types";
import { whenWords } from "../../core/words";
import { inMine, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { FirstFew } from "./FirstFew";

interface Showing {
  title: Say | string;
  venue?: string;
  start: string;
  price?: Money | null;
}

function Row({ showing }: { showing: Showing }) {
  const when = whenWords(new Date(showing.start), now(), zone(), language.value);
  const parts = [when, showing.venue, moneyWords(showing.price, language.value)];
  return (
    <div>
      <strong>{inMine(showing.title)}</strong>
      <p class="facts">{parts.filter(Boolean).join(" · ")}</p>
    </div>
  );
}

export function Showtimes({ card }: { card: Card }) {
  const { showings = [], demonstration } = (card.data ?? {}) as { showings?: Showing[]; demonstration?: boolean };
  return (
    <>
      <FirstFew rows={showings.map((showing) => <Row showing={showing} />)} />
      {demonstration && <small>{t("cards.demonstration")}</small>}
    </>
  );
}
