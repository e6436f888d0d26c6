/** Cards beside an answer: each kind that gains by it is drawn, all others show their title, words and buttons. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Card } from "../../core/types";
import { inMine } from "../../state/language";
import { CardButtons } from "./CardButtons";

/** Drawing comes with the first card; until then, and where it does not come, the words stand for themselves. */
const art = signal<typeof import("./drawn") | null>(null);

function fetchArt(): void {
  if (!art.peek()) void import("./drawn").then((drawn) => (art.value = drawn), () => undefined);
}

function Plain({ card }: { card: Card }) {
  return (
    <>
      {inMine(card.text) && <p class="plain">{inMine(card.text)}</p>}
      <CardButtons actions={card.actions} />
    </>
  );
}

export function Cards({ cards }: { cards: Card[] }) {
  useEffect(() => {
    if (cards.length > 0) fetchArt();
  }, [cards.length]);
  const drawn = art.value;
  const places = drawn ? cards.filter((card) => card.type === "place") : [];
  const others = cards.filter((card) => !places.includes(card));
  return (
    <>
      {drawn && places.length > 0 && <drawn.Places cards={places} />}
      {others.map((card, at) => {
        const Drawn = drawn?.DRAWN[card.type] ?? Plain;
        return (
          <section class="card" key={at} aria-label={inMine(card.title) || card.type}>
            {inMine(card.title) && <h3>{inMine(card.title)}</h3>}
            <Drawn card={card} />
          </section>
        );
      })}
    </>
  );
}
