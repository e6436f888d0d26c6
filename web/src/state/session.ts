/** Who is using the page, and how they came in. */
import { signal } from "@preact/signals";
import { setClock } from "../core/clock";
import { ApiError, json, send, whenSignedOut } from "../core/http";
import type { Me } from "../core/types";
import { knownZone } from "../core/zone";
import { languageOf, setLanguage } from "./language";

export type Phase = "opening" | "signed-out" | "in" | "offline";

export const phase = signal<Phase>("opening");
export const me = signal<Me | null>(null);

const CACHE = "steward.me";
export const DRAFT = "steward.draft";

export function zone(): string {
  return knownZone(me.value?.timezone);
}

export function takeMe(next: Me): void {
  me.value = next;
  localStorage.setItem(CACHE, JSON.stringify(next));
  setLanguage(languageOf(next.language));
  setClock(next.now, next.clock_speed);
}

/** The owner's link carries the token after `#`, where no server log sees it; it leaves the address bar at once. */
function tokenFromLink(): string | null {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (!match?.[1]) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return decodeURIComponent(match[1]);
}

/** Somebody was signed in on this page before: their words are still in its memory. */
let used = false;

export async function signIn(token: string): Promise<void> {
  await json("/api/session", { method: "POST", body: { token: token.trim() } });
  if (used) location.replace("/");
  else await open();
}

async function open(): Promise<void> {
  takeMe(await json<Me>("/api/me"));
  used = true;
  phase.value = "in";
}

/** With the server away the page still opens, from what it remembers, so that its own copy can ring. */
function openOffline(): void {
  const cached = localStorage.getItem(CACHE);
  if (!cached) {
    phase.value = "offline";
    return;
  }
  me.value = JSON.parse(cached) as Me;
  setLanguage(languageOf(me.value.language));
  phase.value = "in";
}

export async function start(): Promise<void> {
  const token = tokenFromLink();
  try {
    await (token ? signIn(token) : open());
  } catch (problem) {
    if (problem instanceof ApiError && problem.isTemporary) openOffline();
    else phase.value = "signed-out";
  }
}

/** Called again when the server comes back. */
export async function refreshMe(): Promise<void> {
  if (phase.value === "in" || phase.value === "offline") await open().catch(() => undefined);
}

export async function signOut(): Promise<void> {
  await send("/api/session", { method: "DELETE" });
  leave();
  location.replace("/");
}

const OF_THE_DEVICE = new Set(["steward.theme", "steward.language"]);

/** Nothing of a person stays in a browser they signed out of. */
export function leave(keep: string[] = []): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("steward.") && !OF_THE_DEVICE.has(key) && !keep.includes(key)) localStorage.removeItem(key);
  }
  sessionStorage.clear();
  me.value = null;
  phase.value = "signed-out";
}

whenSignedOut(() => {
  // The session ended by itself: what is being written is still wanted.
  if (phase.value === "in") leave([DRAFT]);
});
