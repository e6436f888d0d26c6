/** Free appointments, numbered as they were read out. */
import { now } from "../../core/clock";
import type { Card } from "../../core/types";
import { whenWords } from "../../core/words";
import { language, t } from "../../state/language";
import { zone } from "../../state/session";
import { FirstFew } from "./FirstFew";

interface Slot {
  place: string;
  start: string;
  address?: string | null;
}

function Row({ slot }: { slot: Slot }) {
  return (
    <div>
      <strong>{whenWords(new Date(slot.start), now(), zone(), language.value)}</strong>
      <p class="facts">{[slot.place, slot.address].filter(Boolean).join(" · ")}</p>
    </div>
  );
}

export function Slots({ card }: { card: Card }) {
  const { slots = [], demonstration } = (card.data ?? {}) as { slots?: Slot[]; demonstration?: boolean };
  return (
    <>
      <FirstFew rows={slots.map((slot) => <Row slot={slot} />)} />
      {demonstration && <small>{t("cards.demonstration")}</small>}
    </>
  );
}
