/** Places that were found, numbered as they were read out. */
import type { Card } from "../../core/types";
import { distanceWords } from "../../core/words";
import { inMine, language, t } from "../../state/language";
import { CardButtons } from "./CardButtons";
import { FirstFew } from "./FirstFew";

interface PlaceData {
  metres?: number | null;
  open?: boolean | null;
  hours?: string | null;
  phone?: string | null;
  website?: string | null;
  attribution?: string | null;
}

function Place({ card }: { card: Card }) {
  const data = (card.data ?? {}) as PlaceData;
  const name = inMine(card.title);
  const open = data.open === true ? t("cards.open") : data.open === false ? t("cards.closed") : "";
  const near = typeof data.metres === "number" ? distanceWords(data.metres, language.value) : "";
  return (
    <div class="place">
      <div class="row-main">
        <strong>{name}</strong>
        <p class="facts" title={data.hours ?? ""}>
          {[near, open, inMine(card.text)].filter(Boolean).join(" · ")}
        </p>
      </div>
      <CardButtons actions={card.actions} about={name} />
    </div>
  );
}

export function Places({ cards }: { cards: Card[] }) {
  const attribution = (cards[0]?.data as PlaceData | undefined)?.attribution;
  return (
    <section class="card" aria-label={t("cards.places")}>
      <FirstFew rows={cards.map((card) => <Place card={card} />)} />
      {attribution && <small>{attribution}</small>}
    </section>
  );
}
