/** The open line to the server: what comes by itself, and what to do while it is cut. */
import { effect, signal } from "@preact/signals";
import { setClock } from "../core/clock";
import type { Approval, Delivery, Ready, Turn } from "../core/types";
import { approvals, takeApproval } from "./approvals";
import { takeForeignTurn, whenTurnEnds } from "./chat";
import { loadComing } from "./coming";
import { resumeConversation } from "./history";
import { takeOpening } from "./openings";
import { phase, refreshMe } from "./session";
import { forgetOwnSnoozes, ringFromCopy, sendOutbox, takeDelivery } from "./ring";

export const online = signal(true);
export const ready = signal<Ready | null>(null);

/** A reconnect that takes this long is worth telling the user. */
const AWAY_AFTER_MS = 4000;

let source: EventSource | null = null;
let away: ReturnType<typeof setTimeout> | null = null;

function body<T>(event: Event): T {
  return JSON.parse((event as MessageEvent<string>).data) as T;
}

function connect(): void {
  source?.close();
  source = new EventSource("/api/events");
  source.onopen = () => void back();
  source.onerror = () => cut();
  source.addEventListener("delivery", (event) => {
    takeDelivery(body<Delivery>(event));
    void loadComing();
  });
  source.addEventListener("follow_ups_changed", () => void loadComing());
  source.addEventListener("approval", (event) => takeApproval(body<Approval>(event)));
  source.addEventListener("turn", (event) => {
    takeOpening(body<Turn>(event));
    takeForeignTurn(body<Turn>(event));
  });
}

async function back(): Promise<void> {
  if (away) clearTimeout(away);
  away = null;
  const wasAway = !online.value;
  online.value = true;
  forgetOwnSnoozes();
  await sendOutbox();
  await Promise.all([loadComing(), approvals.load(), wasAway ? refreshMe() : null, checkReady()]);
}

function cut(): void {
  away ??= setTimeout(() => (online.value = false), AWAY_AFTER_MS);
  // The browser retries a cut line, but gives up for good on an error answer.
  if (source?.readyState === EventSource.CLOSED) setTimeout(() => void again(), AWAY_AFTER_MS);
}

/** Asks who we are first: a session that has ended leads to the door instead of knocking for ever. */
async function again(): Promise<void> {
  await refreshMe();
  if (phase.value === "in") connect();
}

function hangUp(): void {
  source?.close();
  source = null;
}

async function checkReady(): Promise<void> {
  try {
    // 503 is an answer too: it says what is not ready yet.
    const response = await fetch("/readyz");
    ready.value = (await response.json()) as Ready;
    setClock(ready.value.now, ready.value.clock_speed);
  } catch {
    ready.value = null;
  }
}

/** Every two seconds while the speech model comes, now and then while there is none. */
function watchEars(): void {
  let round = 0;
  setInterval(() => {
    const status = ready.value?.ears?.status;
    const coming = status === "fetching" || status === "loading";
    if (phase.value === "in" && status !== "ready" && (coming || ++round % 10 === 0)) void checkReady();
  }, 2000);
}

export function startLive(): void {
  effect(() => {
    if (phase.value !== "in") return hangUp();
    connect();
    void resumeConversation();
  });
  addEventListener("offline", () => (online.value = false));
  setInterval(() => {
    if (!online.value) ringFromCopy();
  }, 1000);
  watchEars();
  whenTurnEnds(() => {
    void loadComing();
    void approvals.load();
  });
}

export { checkReady };
