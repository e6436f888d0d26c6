import { describe, expect, it } from "vitest";
import { whyOf } from "../src/core/opening";
import { inDays, mailServers } from "../src/core/standing";
import { thenWords } from "../src/core/words";

describe("a mailbox's servers", () => {
  it("are known for the big ones, and a fair guess for the others", () => {
    expect(mailServers("a@QQ.com")).toEqual({ imap: "imap.qq.com", smtp: "smtp.qq.com" });
    expect(mailServers("a@foxmail.com").imap).toBe("imap.qq.com");
    expect(mailServers("a@firm.example")).toEqual({ imap: "imap.firm.example", smtp: "smtp.firm.example" });
  });

  it("are not guessed from half an address", () => {
    expect(mailServers("somebody")).toEqual({ imap: "", smtp: "" });
  });
});

describe("what holds for a while", () => {
  it("ends that many days from now, or not by itself", () => {
    const now = new Date("2026-11-23T01:00:00Z");
    expect(inDays(7, now)).toBe("2026-11-30T01:00:00.000Z");
    expect(inDays(0, now)).toBeNull();
  });

  it("says its end in the middle of a sentence", () => {
    const now = new Date("2026-11-23T01:00:00Z");
    const end = new Date("2026-11-23T04:10:00Z");
    expect(thenWords(end, now, "Asia/Shanghai", "zh")).toBe("今天中午12:10");
    expect(thenWords(end, now, "Asia/Shanghai", "en").replace(/\s/g, " ")).toBe("today, 12:10 PM");
  });
});

describe("why a turn was begun", () => {
  it("is told of a turn that the clock began, and of no other", () => {
    const clock = { type: "thinking", planner: "clock", why: [{ reader: "clock", text: "Because we talked about health." }] };
    expect(whyOf([clock])).toBe("Because we talked about health.");
    expect(whyOf([{ ...clock, why: [] }])).toBe("");
    expect(whyOf([{ type: "thinking", planner: "local", why: [] }])).toBeNull();
    expect(whyOf(undefined)).toBeNull();
  });
});
