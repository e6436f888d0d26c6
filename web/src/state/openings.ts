/** Conversations that Steward began by itself: what they came from, why, and what their user answers to that. */
import { effect, signal } from "@preact/signals";
import { insist, json } from "../core/http";
import { whyOf } from "../core/opening";
import type { Delivery, Turn } from "../core/types";
import { followUps, loadComing } from "./coming";
import { t } from "./language";
import { notify, notifyError } from "./toasts";

export type Refusal = "not_now" | "less" | "off";
export const REFUSALS: Refusal[] = ["not_now", "less", "off"];

/** By conversation: why it was begun. */
const whys = signal<Record<string, string>>({});
/** By conversation: the follow-up that began it. */
const origins = signal<Record<string, string>>({});

function learnWhy(turn: Pick<Turn, "conversation_id" | "events">): void {
  const why = whyOf(turn.events);
  if (why) whys.value = { ...whys.peek(), [turn.conversation_id]: why };
}

effect(() => {
  const rows = followUps.items.value.flatMap((item) => (item.deliveries ?? []) as Delivery[]);
  const begun = rows.flatMap((row) => (row.conversation_id ? [[row.conversation_id, row.follow_up_id] as const] : []));
  if (begun.length > 0) origins.value = { ...origins.peek(), ...Object.fromEntries(begun) };
});

/** A conversation is told of a moment before its ring is told which one it opened. */
const LOOK_AGAIN_MS = [300, 1500, 5000];

export function takeOpening(turn: Turn): void {
  if (whyOf(turn.events) === null) return;
  learnWhy(turn);
  for (const wait of LOOK_AGAIN_MS) {
    setTimeout(() => !origins.peek()[turn.conversation_id] && void loadComing(), wait);
  }
}

export function originOf(conversation: string | null): string | null {
  return origins.value[conversation ?? ""] ?? null;
}

/** The conversation a ring has opened, as soon as it is known: the ring comes a moment before it. */
export function openedBy(ring: Delivery): string | null {
  if (ring.conversation_id) return ring.conversation_id;
  const item = followUps.items.value.find((one) => one.id === ring.follow_up_id);
  const row = item?.deliveries?.find((one) => one.slot_id === ring.slot_id);
  return (row as Delivery | undefined)?.conversation_id ?? null;
}

export function whyBegun(conversation: string | null): string {
  return whys.value[conversation ?? ""] ?? "";
}

/** After a reload the reason is asked for, once. */
export async function recallWhy(conversation: string | null): Promise<void> {
  if (!conversation || whys.peek()[conversation] !== undefined) return;
  whys.value = { ...whys.peek(), [conversation]: "" };
  const path = `/api/conversations/${encodeURIComponent(conversation)}`;
  // Without it the ring says less, and rings all the same.
  const past = await json<{ turns: Turn[] }>(path).catch(() => null);
  past?.turns.forEach(learnWhy);
}

/** One tap; what was turned off can be turned on again. False when it did not reach the server. */
export async function refuse(followUp: string, answer: Refusal | "on"): Promise<boolean> {
  try {
    await insist("/api/initiative/feedback", { method: "POST", body: { follow_up_id: followUp, answer } });
    return true;
  } catch (problem) {
    notifyError(problem);
    return false;
  }
}

/** Says what was learnt from an answer that has left the screen. */
export function thank(followUp: string, answer: Refusal): void {
  const run = () => void refuse(followUp, "on");
  notify(t(`opening.taught.${answer}`), answer === "off" ? { action: { label: t("undo"), run } } : {});
}
