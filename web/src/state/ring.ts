/** Rings in front of the user: one queue, each slot once, answered even while the server is away. */
import { computed, signal } from "@preact/signals";
import { now } from "../core/clock";
import { json } from "../core/http";
import { newId } from "../core/ids";
import { dueFrom } from "../core/ownRing";
import { Seen } from "../core/seen";
import type { Delivery } from "../core/types";
import { loadComing, ownCopy } from "./coming";
import { inMine, known, t } from "./language";
import { chime, silence } from "./sound";

const seen = new Seen(localStorage);
const OUTBOX = "steward.outbox";
const ANSWERED = new Set(["acknowledged", "cancelled", "snoozed"]);

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

export function takeDelivery(delivery: Delivery): void {
  if (delivery.state && ANSWERED.has(delivery.state)) {
    hush(delivery.slot_id);
    return;
  }
  if (!seen.claim(delivery.slot_id)) return;
  rings.value = [...rings.value, delivery];
  chime(delivery.kind);
  void showNotification(delivery);
}

/** Another device answered, or we did. */
export function hush(slot: string): void {
  rings.value = rings.value.filter((ring) => ring.slot_id !== slot);
  if (rings.value.length === 0) silence();
  else chime(rings.value[0]?.kind ?? "reminder");
}

/** A follow-up that is acknowledged elsewhere stops ringing here. */
export function hushFollowUps(answered: Set<string>): void {
  for (const ring of rings.value) if (answered.has(ring.follow_up_id)) hush(ring.slot_id);
}

function answer(ring: Delivery, door: string, body?: unknown): void {
  hush(ring.slot_id);
  const path = `/api/follow-ups/${encodeURIComponent(ring.follow_up_id)}/${door}`;
  const pending = { path, key: newId(), ...(body === undefined ? {} : { body }) };
  localStorage.setItem(OUTBOX, JSON.stringify([...outbox(), pending]));
  void sendOutbox();
}

export function doneRing(ring: Delivery): void {
  answer(ring, "ack");
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
