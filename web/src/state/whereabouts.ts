/** Says where this device is, when its user wants that: only while the page is open, and not more often than useful. */
import { signal } from "@preact/signals";
import { json } from "../core/http";

const WISH = "steward.whereabouts";
const EVERY_MS = 60_000;
/** Worse than this tells nothing about what is near. */
const ROUGH_METRES = 300;

export const sharing = signal(localStorage.getItem(WISH) === "on");
/** The key of the words that say what is wrong, or nothing. */
export const whereaboutsProblem = signal("");

let watch: number | null = null;
let last = 0;

function tell({ coords }: GeolocationPosition): void {
  whereaboutsProblem.value = "";
  if (coords.accuracy > ROUGH_METRES || performance.now() - last < EVERY_MS) return;
  last = performance.now();
  const { latitude, longitude } = coords;
  // The next position says it again; one that is lost is no loss.
  void json("/api/observations", { method: "POST", body: { latitude, longitude } }).catch(() => undefined);
}

export function shareWhereabouts(on: boolean): void {
  sharing.value = on;
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
  last = -EVERY_MS;
  whereaboutsProblem.value = "";
  if (!on) return localStorage.removeItem(WISH);
  localStorage.setItem(WISH, "on");
  if (!window.isSecureContext || !navigator.geolocation) return refused("wish.whereInsecure");
  const failed = (problem: GeolocationPositionError) => {
    if (problem.code === problem.PERMISSION_DENIED) refused("wish.whereDenied");
  };
  watch = navigator.geolocation.watchPosition(tell, failed, { maximumAge: EVERY_MS });
}

function refused(words: string): void {
  sharing.value = false;
  localStorage.removeItem(WISH);
  whereaboutsProblem.value = words;
}
