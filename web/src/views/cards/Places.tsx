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
  at?: [number, number] | null;
}

/** What one can do by hand: call, look at the page, see it on a map. */
function ByHand({ data, name }: { data: PlaceData; name: string }) {
  const links: [string, string][] = [];
  if (data.phone) links.push([t("cards.call"), `tel:${data.phone.replace(/[^+\d]/g, "")}`]);
  if (data.website && /^https?:\/\//.test(data.website)) links.push([t("cards.site"), data.website]);
  if (data.at) {
    const [latitude, longitude] = data.at;
    const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=18/${latitude}/${longitude}`;
    links.push([t("cards.map"), map]);
  }
  if (links.length === 0) return null;
  return (
    <p class="facts">
      {links.map(([label, href], at) => (
        <span key={label}>
          {at > 0 && " · "}
          <a href={href} target="_blank" rel="noopener noreferrer">
            {label}
            <span class="sr-only">: {name}</span>
          </a>
        </span>
      ))}
    </p>
  );
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
        <ByHand data={data} name={name} />
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
