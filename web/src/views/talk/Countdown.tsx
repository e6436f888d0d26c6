/** Time left to answer. The ticking digits are for the eye; a screen reader gets the moment it ends. */
import { useEffect, useState } from "preact/hooks";
import { now } from "../../core/clock";
import { clockWords, countdownDigits } from "../../core/words";
import { language, t } from "../../state/language";
import { zone } from "../../state/session";

export function useNow(everyMs: number): Date {
  const [at, setAt] = useState(now());
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return at;
}

export function Countdown({ to }: { to: string }) {
  const left = Date.parse(to) - useNow(1000).getTime();
  const until = t("ask.expiresAt", { time: clockWords(new Date(to), zone(), language.value) });
  return (
    <p class="countdown hint">
      <span class="sr-only">{until}</span>
      <span aria-hidden="true">
        {left < 3_600_000 ? t("ask.expires", { time: countdownDigits(left) }) : until}
      </span>
    </p>
  );
}
