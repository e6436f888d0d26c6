import { describe, expect, it } from "vitest";
import { daysBetween, fromInput, instantOf, isoWithOffset, knownZone, toInput } from "../src/core/zone";

const wall = (year: number, month: number, day: number, hour: number, minute = 0) => ({ year, month, day, hour, minute, second: 0 });

describe("wall time in a zone", () => {
  it("goes to the instant and back", () => {
    const due = fromInput("2026-11-24T07:30", "Asia/Shanghai");
    expect(due?.toISOString()).toBe("2026-11-23T23:30:00.000Z");
    expect(due && toInput(due, "Asia/Shanghai")).toBe("2026-11-24T07:30");
    expect(due && isoWithOffset(due, "Asia/Shanghai")).toBe("2026-11-24T07:30:00+08:00");
  });

  it("writes half-hour and negative offsets", () => {
    const noon = new Date("2026-01-01T12:00:00Z");
    expect(isoWithOffset(noon, "Asia/Kolkata")).toBe("2026-01-01T17:30:00+05:30");
    expect(isoWithOffset(noon, "America/St_Johns")).toBe("2026-01-01T08:30:00-03:30");
  });

  it("moves on in a spring gap: 02:30 does not exist in New York on 8 March 2026", () => {
    const due = instantOf(wall(2026, 3, 8, 2, 30), "America/New_York");
    expect(isoWithOffset(due, "America/New_York")).toBe("2026-03-08T03:30:00-04:00");
  });

  it("takes the first of two in an autumn fold", () => {
    const due = instantOf(wall(2026, 11, 1, 1, 30), "America/New_York");
    expect(isoWithOffset(due, "America/New_York")).toBe("2026-11-01T01:30:00-04:00");
  });

  it("counts days by the calendar, not by 24 hours", () => {
    const before = new Date("2026-11-23T15:59:00Z");
    const after = new Date("2026-11-23T16:01:00Z");
    expect(daysBetween(before, after, "Asia/Shanghai")).toBe(1);
    expect(daysBetween(before, after, "UTC")).toBe(0);
  });

  it("refuses what is no date and falls back from an unknown zone", () => {
    expect(fromInput("", "UTC")).toBeNull();
    expect(knownZone("Mars/Olympus")).toBe("UTC");
  });
});
