/** The hall from above: which seats are free, which are taken, which are yours. */
import type { Card } from "../../core/types";
import { inMine, t } from "../../state/language";

type State = "free" | "taken" | "mine";
interface SeatsData {
  rows?: { row: string; seats: State[] }[];
  demonstration?: boolean;
}

const PITCH = 20;
const LOOK: Record<State, { fill: string; opacity: number }> = {
  free: { fill: "none", opacity: 1 },
  taken: { fill: "currentColor", opacity: 0.25 },
  mine: { fill: "currentColor", opacity: 1 },
};

export function Seats({ card }: { card: Card }) {
  const { rows = [], demonstration } = (card.data ?? {}) as SeatsData;
  const wide = Math.max(0, ...rows.map((row) => row.seats.length));
  // The names of rows need room of their own: "F" in a hall, "05-11" on a train.
  const names = Math.max(PITCH, 8 + 7 * Math.max(1, ...rows.map((row) => row.row.length)));
  return (
    <>
      <p class="facts">{inMine(card.text)}</p>
      <svg viewBox={`0 0 ${names + wide * PITCH} ${(rows.length + 1) * PITCH}`} role="img" aria-label={inMine(card.text)} style={{ maxWidth: `${1.6 * (names + wide * PITCH)}px` }}>
        <line x1={names} x2={names + wide * PITCH} y1="6" y2="6" stroke="currentColor" stroke-width="3" />
        {rows.map((row, y) => (
          <g key={row.row}>
            <text x="2" y={(y + 1) * PITCH + 10} font-size="11" fill="currentColor">
              {row.row}
            </text>
            {row.seats.map((state, x) => (
              <rect
                key={x}
                x={names + x * PITCH + 2}
                y={(y + 1) * PITCH - 2}
                width="15"
                height="15"
                rx="3"
                stroke="currentColor"
                fill={LOOK[state].fill}
                opacity={LOOK[state].opacity}
              />
            ))}
          </g>
        ))}
      </svg>
      {demonstration && <small>{t("cards.demonstration")}</small>}
    </>
  );
}
