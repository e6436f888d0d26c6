/** A ticket: what, where, when, which seats, and the code to hold out at the door. */
import { now } from "../../core/clock";
import { moneyWords } from "../../core/text";
import type { Card, Money } from "../../core/types";
import { whenWords } from "../../core/words";
import { language, t } from "../../state/language";
import { zone } from "../../state/session";

interface TicketData {
  venue?: string;
  start?: string;
  seats?: string[];
  price?: Money | null;
  reference?: string;
  qr?: string[];
  demonstration?: boolean;
  pay_at?: string | null; // where it can still be paid
}

const MARGIN = 4; // modules of white around, as the standard wants

function Code({ rows, name }: { rows: string[]; name: string }) {
  const size = rows.length + 2 * MARGIN;
  const dark = rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : "")));
  return (
    <svg class="code" viewBox={`0 0 ${size} ${size}`} width="180" height="180" role="img" aria-label={name} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join("")} fill="#000" />
    </svg>
  );
}

export function Ticket({ card }: { card: Card }) {
  const data = (card.data ?? {}) as TicketData;
  const when = data.start ? whenWords(new Date(data.start), now(), zone(), language.value) : "";
  const price = moneyWords(data.price, language.value);
  const several = price && (data.seats?.length ?? 0) > 1;
  const parts = [when, data.venue, data.seats?.join(" "), several ? t("cards.each", { price }) : price];
  return (
    <>
      <p class="facts">{parts.filter(Boolean).join(" · ")}</p>
      {data.qr && <Code rows={data.qr} name={data.reference ?? ""} />}
      {data.reference && <p><code>{data.reference}</code></p>}
      {data.pay_at && /^https?:/.test(data.pay_at) && (
        <p>
          <a class="quiet-link" href={data.pay_at} target="_blank" rel="noopener noreferrer">
            {t("cards.pay")}
          </a>
        </p>
      )}
      {data.demonstration && <small>{t("cards.demonstration")}</small>}
    </>
  );
}
