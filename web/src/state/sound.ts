/** The bell, made by the browser itself: a gentle chime once for a reminder, again and again for an alarm. */
import { signal } from "@preact/signals";

/** True when the browser keeps us silent until the user has touched the page. */
export const soundBlocked = signal(false);

const REPEATS = new Set(["alarm", "timer"]);
const REPEAT_MS = 3200;
const LOUDER_EACH = 1.12;

let context: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | null = null;

function audio(): AudioContext | null {
  if (!("AudioContext" in window)) return null;
  context ??= new AudioContext();
  return context;
}

/** Browsers allow sound only after a gesture: the first one anywhere on the page unlocks it. */
export function unlockOnGesture(): void {
  const unlock = () => {
    void audio()
      ?.resume()
      .then(() => (soundBlocked.value = context?.state !== "running"));
  };
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, unlock, { capture: true, passive: true });
}

/** One struck bell: a few partials that fade, the higher the sooner. */
function strike(bell: AudioContext, at: number, pitch: number, loudness: number): void {
  const partials = [
    [1, 1, 1.6],
    [2, 0.45, 1.1],
    [3.01, 0.2, 0.7],
    [5.4, 0.08, 0.35],
  ] as const;
  for (const [ratio, level, length] of partials) {
    const tone = bell.createOscillator();
    const gain = bell.createGain();
    tone.frequency.value = pitch * ratio;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(Math.max(0.0002, loudness * level), at + 0.012);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(gain).connect(bell.destination);
    tone.start(at);
    tone.stop(at + length + 0.05);
  }
}

function play(kind: string, loudness: number): void {
  const bell = audio();
  if (!bell) return;
  soundBlocked.value = bell.state !== "running";
  if (bell.state !== "running") return;
  const start = bell.currentTime + 0.03;
  const melody = kind === "alarm" ? [659, 784, 988, 784] : kind === "timer" ? [880, 880, 880] : [659, 988];
  melody.forEach((pitch, step) => strike(bell, start + step * 0.32, pitch, loudness));
}

export function chime(kind: string): void {
  silence();
  void audio()
    ?.resume()
    .catch(() => undefined);
  let loudness = 0.16;
  play(kind, loudness);
  if (!REPEATS.has(kind)) return;
  timer = setInterval(() => {
    loudness = Math.min(0.5, loudness * LOUDER_EACH);
    play(kind, loudness);
  }, REPEAT_MS);
}

export function silence(): void {
  if (timer) clearInterval(timer);
  timer = null;
}
