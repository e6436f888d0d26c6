/** What is coming up: alarms, timers, reminders; every change can be taken back. */
import { computed } from "@preact/signals";
import { now } from "../core/clock";
import { insist } from "../core/http";
import { copyOf } from "../core/ownRing";
import type { FollowUp, Recurrence } from "../core/types";
import { isoWithOffset } from "../core/zone";
import { t } from "./language";
import { Listing } from "./list";
import { zone } from "./session";
import { notify, notifyError } from "./toasts";

const OPEN = new Set(["scheduled", "pending", "active", "snoozed", "delivered", "escalated", "missed"]);
const COPY = "steward.coming";

export const followUps = new Listing<FollowUp>("/api/follow-ups");

export const coming = computed(() =>
  followUps.items.value
    .filter((item) => OPEN.has(item.state))
    .sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at)),
);

export async function loadComing(): Promise<void> {
  await followUps.load();
  if (followUps.state.value === "ready") localStorage.setItem(COPY, JSON.stringify(copyOf(followUps.items.value)));
}

/** The page's own copy, for when the server is away. */
export function ownCopy(): FollowUp[] {
  try {
    return JSON.parse(localStorage.getItem(COPY) ?? "[]") as FollowUp[];
  } catch {
    return [];
  }
}

async function changed(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (problem) {
    notifyError(problem);
    return false;
  } finally {
    void loadComing();
  }
}

const at = (id: string, door = ""): string => `/api/follow-ups/${encodeURIComponent(id)}${door}`;

export function done(id: string): Promise<boolean> {
  return changed(insist(at(id, "/ack"), { method: "POST" }));
}

export function snooze(id: string, minutes: number): Promise<boolean> {
  return changed(insist(at(id, "/snooze"), { method: "POST", body: { minutes } }));
}

export async function move(item: FollowUp, due: Date): Promise<void> {
  const before = item.due_at;
  const to = (due_at: string) => insist(at(item.id), { method: "PATCH", body: { due_at } });
  if (!(await changed(to(isoWithOffset(due, zone()))))) return;
  const run = () => void changed(to(before));
  notify(t("coming.moved"), { action: { label: t("undo"), run } });
}

export interface Wanted {
  kind: string;
  due: Date;
  text: string;
  recurrence: Recurrence;
}

export function add({ kind, due, text, recurrence }: Wanted): Promise<boolean> {
  const body = { kind, say: text, recurrence, timezone: zone(), due_at: isoWithOffset(due, zone()) };
  return changed(insist("/api/follow-ups", { method: "POST", body }));
}

/** Only what a user may set by hand can be put back by hand. */
const BY_HAND = new Set(["alarm", "timer", "reminder", "check_in"]);

export async function remove(item: FollowUp): Promise<void> {
  followUps.drop(item.id);
  if (!(await changed(insist(at(item.id), { method: "DELETE" })))) return;
  const { kind, due_at, timezone, recurrence, say } = item;
  const body = { kind, due_at, timezone, recurrence, say };
  const run = () => void changed(insist("/api/follow-ups", { method: "POST", body }));
  const gone = !BY_HAND.has(kind) || Date.parse(due_at) < now().getTime();
  notify(t("coming.removed"), gone ? {} : { action: { label: t("undo"), run } });
}
