/** Rings in front of the user: one queue, each slot once, answered even while the server is away. */
import { computed, effect, signal } from "@preact/signals";
import { now } from "../core/clock";
import { json } from "../core/http";
import { newId } from "../core/ids";
import { dueFrom } from "../core/ownRing";
import { Seen } from "../core/seen";
import type { Delivery } from "../core/types";
import { followUps, loadComing, ownCopy } from "./coming";
import { inMine, known, t } from "./language";
import { thank, type Refusal } from "./openings";
import { chime, silence } from "./sound";

/** Slots that some tab of this browser has sounded, and slots that were answered: those never come again. */
const sounded = new Seen(localStorage);
const answered = new Seen(localStorage, "steward.answered");
/** Slots on this page, and when they came up. */
const shown = new Map<string, number>();
const OUTBOX = "steward.outbox";
const OVER = new Set(["acknowledged", "snoozed", "missed", "cancelled"]);

export const rings = signal<Delivery[]>([]);
export const ringing = computed(() => rings.value[0] ?? null);

interface Pending {
  path: string;
  body?: unknown;
  key: string;
}

function outbox(): Pending[] {
  try {
    return JSON.parse(localStorage.getItem(OUTBOX) ?? "[]") as Pending[];
  } catch {
    return [];
  }
}

/** Answers given while the server was away reach it when it is back, each once. */
export async function sendOutbox(): Promise<void> {
  for (const pending of outbox()) {
    const { path, key, body } = pending;
    try {
      await json(path, { method: "POST", key, ...(body === undefined ? {} : { body }) });
    } catch (problem) {
      if (isAway(problem)) return;
      // The server has an opinion (already answered, gone): nothing is left to send.
    }
    localStorage.setItem(OUTBOX, JSON.stringify(outbox().filter((other) => other.key !== key)));
  }
  void loadComing();
}

function isAway(problem: unknown): boolean {
  return Boolean((problem as { isTemporary?: boolean } | null)?.isTemporary);
}

/** A ring nobody has answered comes up on every open page, also after a reload; it sounds only once. */
export function takeDelivery(delivery: Delivery): void {
  const slot = delivery.slot_id;
  if (delivery.state && OVER.has(delivery.state)) return hush(slot);
  if (answered.has(slot) || shown.has(slot)) return;
  shown.set(slot, performance.now());
  rings.value = [...rings.value, delivery];
  if (!sounded.claim(slot)) return;
  chime(delivery.kind);
  void showNotification(delivery);
}

/** Answered, here or on another device. */
function hush(slot: string): void {
  answered.claim(slot);
  const before = rings.peek();
  const left = before.filter((ring) => ring.slot_id !== slot);
  if (left.length === before.length) return;
  rings.value = left;
  if (left[0]) chime(left[0].kind);
  else silence();
}

/** The list knows what was answered elsewhere, if it was asked for after the ring came up. */
effect(() => {
  const items = followUps.items.value;
  for (const ring of rings.peek()) {
    if ((shown.get(ring.slot_id) ?? 0) > followUps.askedAt) continue;
    const item = items.find((one) => one.id === ring.follow_up_id);
    const state = item?.deliveries?.find((one) => one.slot_id === ring.slot_id)?.state;
    if (!item || (state && OVER.has(state))) hush(ring.slot_id);
  }
});

function answer(ring: Delivery, door: string, body?: unknown): void {
  tell(ring, `/api/follow-ups/${encodeURIComponent(ring.follow_up_id)}/${door}`, body);
}

function tell(ring: Delivery, path: string, body?: unknown): void {
  hush(ring.slot_id);
  const pending = { path, key: newId(), ...(body === undefined ? {} : { body }) };
  localStorage.setItem(OUTBOX, JSON.stringify([...outbox(), pending]));
  void sendOutbox();
}

export function doneRing(ring: Delivery): void {
  answer(ring, "ack");
}

/** What Steward began by itself may be sent away; it learns from that. */
export function refuseRing(ring: Delivery, reason: Refusal): void {
  tell(ring, "/api/initiative/feedback", { follow_up_id: ring.follow_up_id, answer: reason });
  thank(ring.follow_up_id, reason);
}

export function snoozeRing(ring: Delivery, minutes: number): void {
  answer(ring, "snooze", { minutes });
  const due = new Date(now().getTime() + minutes * 60_000).toISOString();
  snoozedHere.push({ ...ring, due_at: due, slot_id: `${ring.follow_up_id}:${due}` });
}

const snoozedHere: Delivery[] = [];

/** While the server is away: ring what is due by the page's own copy and its own snoozes. */
export function ringFromCopy(): void {
  for (const delivery of dueFrom(ownCopy(), now(), 3000)) takeDelivery(delivery);
  for (const ring of snoozedHere.filter((snoozed) => Date.parse(snoozed.due_at) <= now().getTime())) {
    snoozedHere.splice(snoozedHere.indexOf(ring), 1);
    takeDelivery({ ...ring, late_seconds: 0 });
  }
}

/** The server is back and counts the snoozes itself. */
export function forgetOwnSnoozes(): void {
  snoozedHere.length = 0;
}

async function showNotification(delivery: Delivery): Promise<void> {
  if (typeof Notification === "undefined" || Notification.permission !== "granted" || document.hasFocus()) return;
  const title = inMine(delivery.say) || t("ring.due");
  const options = { body: known(`kind.${delivery.kind}`) ?? "", tag: delivery.slot_id, icon: "/icon-192.png" };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) await registration.showNotification(title, options);
  else new Notification(title, options);
}
