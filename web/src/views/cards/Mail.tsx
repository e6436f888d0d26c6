/** Unread mail, the pressing one first: who, what about, in a line. */
import type { Card } from "../../core/types";
import { inMine } from "../../state/language";
import { FirstFew } from "./FirstFew";

interface Letter {
  from: string;
  subject: string;
  gist?: string;
}

export function Mail({ card }: { card: Card }) {
  const { mails = [] } = (card.data ?? {}) as { mails?: Letter[] };
  const rows = mails.map(({ from, subject, gist }) => (
    <div>
      <strong>{subject}</strong> <span class="facts">{from}</span>
      {gist && gist !== subject && <p class="facts">{gist}</p>}
    </div>
  ));
  return rows.length > 0 ? <FirstFew rows={rows} /> : <p class="facts">{inMine(card.text)}</p>;
}
