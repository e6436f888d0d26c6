/** The ways there, drawn as lines (no map tiles are fetched), compared, with the chosen one step by step. */
import type { Card, Say } from "../../core/types";
import { distanceWords, spanWords } from "../../core/words";
import { frame, type Point } from "../../core/drawing";
import { inMine, language, t } from "../../state/language";

interface Variant {
  seconds: number;
  metres: number;
  lights?: number | null;
  chosen?: boolean;
  label: Say | string;
  line?: Point[];
  steps?: (Say | string)[];
}

interface RouteData {
  variants?: Variant[];
  attribution?: string | null;
}

function Drawing({ variants }: { variants: Variant[] }) {
  const lines = variants.map((variant) => variant.line ?? []);
  const drawn = frame(lines, 320, 150, 14);
  if (!drawn) return null;
  const ends = drawn[variants.findIndex((variant) => variant.chosen)] ?? drawn[0] ?? [];
  const [first, last] = [ends[0], ends[ends.length - 1]];
  return (
    <svg class="route" viewBox="0 0 320 150" role="img" aria-label={t("cards.route")}>
      {drawn.map((points, at) => (
        <polyline key={at} class={variants[at]?.chosen ? "chosen" : ""} points={points.map((p) => p.join(",")).join(" ")} />
      ))}
      {first && <circle class="from" cx={first[0]} cy={first[1]} r="5" />}
      {last && <circle class="to" cx={last[0]} cy={last[1]} r="6" />}
    </svg>
  );
}

function Compared({ variant }: { variant: Variant }) {
  const minutes = Math.max(1, Math.round(variant.seconds / 60)) * 60;
  const lights = typeof variant.lights === "number" ? t("cards.lights", { count: variant.lights }) : "";
  const parts = [spanWords(minutes, language.value), distanceWords(variant.metres, language.value), lights];
  return (
    <li class={variant.chosen ? "chosen" : ""}>
      <strong>{inMine(variant.label)}</strong> <span class="facts">{parts.filter(Boolean).join(" · ")}</span>
    </li>
  );
}

export function Route({ card }: { card: Card }) {
  const { variants = [], attribution } = (card.data ?? {}) as RouteData;
  // Drawn last, the chosen way lies on top.
  const ordered = [...variants].sort((a, b) => Number(a.chosen ?? false) - Number(b.chosen ?? false));
  const steps = variants.find((variant) => variant.chosen)?.steps ?? [];
  return (
    <>
      <Drawing variants={ordered} />
      {variants.length > 1 && (
        <ul class="variants">
          {variants.map((variant, at) => (
            <Compared key={at} variant={variant} />
          ))}
        </ul>
      )}
      {steps.length > 0 && (
        <details class="fine">
          <summary>{t("cards.steps")}</summary>
          <ol class="numbered">
            {steps.map((step, at) => (
              <li key={at}>{inMine(step)}</li>
            ))}
          </ol>
        </details>
      )}
      {attribution && <small>{attribution}</small>}
    </>
  );
}
