/** Cards beside an answer: each kind that gains by it is drawn, all others show their title, words and buttons. */
import type { JSX } from "preact";
import type { Card } from "../../core/types";
import { inMine } from "../../state/language";
import { CardButtons } from "./CardButtons";
import { Places } from "./Places";
import { Route } from "./Route";
import { Seats } from "./Seats";
import { Showtimes } from "./Showtimes";
import { Ticket } from "./Ticket";

const DRAWN: Record<string, (props: { card: Card }) => JSX.Element | null> = {
  route: Route,
  seats: Seats,
  showtimes: Showtimes,
  ticket: Ticket,
};

function Plain({ card }: { card: Card }) {
  return (
    <>
      {inMine(card.text) && <p class="plain">{inMine(card.text)}</p>}
      <CardButtons actions={card.actions} />
    </>
  );
}

export function Cards({ cards }: { cards: Card[] }) {
  const places = cards.filter((card) => card.type === "place");
  const others = cards.filter((card) => card.type !== "place");
  return (
    <>
      {places.length > 0 && <Places cards={places} />}
      {others.map((card, at) => {
        const Drawn = DRAWN[card.type] ?? Plain;
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
