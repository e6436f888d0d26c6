/** The page's own alarm clock: rings from its copy of what is coming while the server cannot be reached. Pure. */
import type { Delivery, FollowUp } from "./types";

const WAITING = new Set(["scheduled", "pending", "snoozed", "active"]);
const RINGS = new Set(["alarm", "timer", "reminder", "care"]);
const OLDEST_MS = 12 * 3_600_000;

/** The same name for one ring on the server and here, whatever offset the instant was written in. */
export function slotOf(item: Pick<FollowUp, "id" | "due_at" | "slot_id">): string {
  return item.slot_id ?? `${item.id}:${item.due_at}`;
}

/** What the copy keeps: enough to ring, and nothing sensitive in clear on a shared device. */
export function copyOf(items: FollowUp[], limit = 50): FollowUp[] {
  return items
    .filter((item) => WAITING.has(item.state) && RINGS.has(item.kind))
    .sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at))
    .slice(0, limit)
    .map((item) => (item.sensitive ? { ...item, say: { zh: "有一条提醒到时间了", en: "A reminder is due" } } : item));
}

/** Rings that are due by our own clock; `grace` lets a server that is merely slow go first. */
export function dueFrom(copy: FollowUp[], now: Date, graceMs: number): Delivery[] {
  return copy.flatMap((item) => {
    const late = now.getTime() - Date.parse(item.due_at);
    if (late < graceMs || late > OLDEST_MS) return [];
    const slot = slotOf(item);
    return [
      {
        id: `own:${slot}`,
        slot_id: slot,
        follow_up_id: item.id,
        kind: item.kind,
        say: item.say,
        due_at: item.due_at,
        late_seconds: Math.floor(late / 1000),
        state: "delivered",
      },
    ];
  });
}
