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

function placeFromAddress(): Place {
  const name = location.hash.replace(/^#\//, "");
  return (PLACES as readonly string[]).includes(name) ? (name as Place) : "talk";
}

export const place = signal<Place>(placeFromAddress());
addEventListener("hashchange", () => (place.value = placeFromAddress()));

export function go(to: Place): void {
  location.hash = `#/${to}`;
}
