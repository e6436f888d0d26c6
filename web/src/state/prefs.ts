/** What this device prefers: light or dark, and which page is open. */
import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
export const PLACES = ["talk", "coming", "memory", "done", "settings"] as const;
export type Place = (typeof PLACES)[number];

export const theme = signal<Theme>((localStorage.getItem("steward.theme") as Theme | null) ?? "system");

effect(() => {
  localStorage.setItem("steward.theme", theme.value);
  if (theme.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
});

/** `#/settings/reach`: the place, and the corner of it. */
function address(): string[] {
  return location.hash.replace(/^#\//, "").split("/");
}

function placeFromAddress(): Place {
  const name = address()[0] ?? "";
  return (PLACES as readonly string[]).includes(name) ? (name as Place) : "talk";
}

export const place = signal<Place>(placeFromAddress());
export const corner = signal(address()[1] ?? "");
let moved = false;

/** Somebody went from one place to another since the page was opened. */
export const hasMoved = (): boolean => moved;

addEventListener("hashchange", () => {
  moved = true;
  place.value = placeFromAddress();
  corner.value = address()[1] ?? "";
});

export function go(to: Place): void {
  location.hash = `#/${to}`;
}
