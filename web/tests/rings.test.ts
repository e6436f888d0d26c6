import { describe, expect, it } from "vitest";
import { copyOf, dueFrom, slotOf } from "../src/core/ownRing";
import { Seen, type Store } from "../src/core/seen";
import type { FollowUp } from "../src/core/types";

function shelf(): Store {
  const rows = new Map<string, string>();
  return {
    getItem: (key) => rows.get(key) ?? null,
    setItem: (key, value) => void rows.set(key, value),
    removeItem: (key) => void rows.delete(key),
  };
}

const DUE = "2026-11-24T07:30:00+08:00";
const alarm = (change: Partial<FollowUp> = {}): FollowUp => ({
  id: "a1",
  key: "wake",
  kind: "alarm",
  due_at: DUE,
  timezone: "Asia/Shanghai",
  recurrence: null,
  say: { zh: "起床", en: "Wake up" },
  state: "scheduled",
  ...change,
});
const after = (seconds: number) => new Date(Date.parse(DUE) + seconds * 1000);

describe("one slot", () => {
  it("is seen once, across reloads and tabs", () => {
    const store = shelf();
    expect(new Seen(store).claim("a1:x")).toBe(true);
    expect(new Seen(store).claim("a1:x")).toBe(false);
    expect(new Seen(store).claim("a1:y")).toBe(true);
  });

  it("still rings when the storage is full or broken", () => {
    const broken: Store = { getItem: () => "{not json", setItem: () => { throw new Error("full"); }, removeItem: () => undefined };
    expect(new Seen(broken).claim("a1:x")).toBe(true);
  });

  it("forgets the oldest, so that the list stays short", () => {
    const store = shelf();
    const seen = new Seen(store);
    for (let at = 0; at < 600; at++) seen.claim(`slot-${at}`);
    expect(seen.has("slot-599")).toBe(true);
    expect(seen.has("slot-0")).toBe(false);
  });

  it("rung from the copy and rung by the server is one ring", () => {
    const seen = new Seen(shelf());
    const item = alarm({ slot_id: "a1:2026-11-23T23:30:00Z" });
    const own = dueFrom(copyOf([item]), after(5), 3000)[0];
    expect(own && seen.claim(own.slot_id)).toBe(true);
    expect(seen.claim("a1:2026-11-23T23:30:00Z")).toBe(false);
  });
});

describe("the page's own copy", () => {
  it("rings what is due after its grace, and says how late", () => {
    expect(dueFrom([alarm()], after(-1), 3000)).toEqual([]);
    expect(dueFrom([alarm()], after(1), 3000)).toEqual([]);
    expect(dueFrom([alarm()], after(185), 3000)[0]).toMatchObject({ slot_id: slotOf(alarm()), late_seconds: 185, follow_up_id: "a1" });
  });

  it("does not ring what was due yesterday", () => {
    expect(dueFrom([alarm()], after(86_400), 3000)).toEqual([]);
  });

  it("keeps only what still waits, the soonest first", () => {
    const later = alarm({ id: "a2", due_at: "2026-11-25T07:30:00+08:00" });
    const answered = alarm({ id: "a3", state: "acknowledged" });
    const briefing = alarm({ id: "a4", kind: "briefing" });
    const pills = alarm({ id: "a5", kind: "care", due_at: "2026-11-24T08:00:00+08:00" });
    expect(copyOf([later, answered, briefing, pills, alarm()]).map((item) => item.id)).toEqual(["a1", "a5", "a2"]);
  });

  it("says nothing private on a shared screen", () => {
    const [item] = copyOf([alarm({ sensitive: true, say: { zh: "吃药", en: "Take your pills" } })]);
    expect(JSON.stringify(item)).not.toContain("pills");
  });
});
