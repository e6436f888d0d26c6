import { describe, expect, it } from "vitest";
import { recurrenceWords } from "../src/core/recurrence";
import { clockWords, countdownDigits, distanceWords, latenessWords, spanWords, untilWords, whenWords } from "../src/core/words";

const ZONE = "Asia/Shanghai";
const NOW = new Date("2026-11-23T18:00:00+08:00");
const at = (text: string) => new Date(`${text}+08:00`);
const spaces = (text: string) => text.replace(/\u202f/g, " ");

describe("moments in Chinese", () => {
  it.each([
    ["2026-11-24T07:30:00", "明天早上7:30"],
    ["2026-11-23T20:05:00", "今天晚上8:05"],
    ["2026-11-25T12:00:00", "后天中午12:00"],
    ["2026-11-24T00:10:00", "明天凌晨0:10"],
    ["2026-11-22T15:00:00", "昨天下午3:00"],
    ["2026-11-27T09:15:00", "周五上午9:15"],
    ["2026-12-03T09:15:00", "12月3日 周四 上午9:15"],
    ["2027-01-01T09:15:00", "2027年1月1日 周五 上午9:15"],
  ])("%s is %s", (moment, words) => {
    expect(whenWords(at(moment), NOW, ZONE, "zh")).toBe(words);
  });
});

describe("moments in English", () => {
  it.each([
    ["2026-11-24T07:30:00", "Tomorrow, 7:30 AM"],
    ["2026-11-23T20:05:00", "Today, 8:05 PM"],
    ["2026-11-27T09:15:00", "Friday, 9:15 AM"],
    ["2026-12-03T09:15:00", "Thu, Dec 3, 9:15 AM"],
  ])("%s is %s", (moment, words) => {
    expect(spaces(whenWords(at(moment), NOW, ZONE, "en"))).toBe(words);
  });

  it("are in the user's zone, not in the browser's", () => {
    expect(spaces(clockWords(at("2026-11-24T07:30:00"), "Europe/Berlin", "en"))).toBe("12:30 AM");
  });
});

describe("lateness", () => {
  it.each([
    [5, "", ""],
    [185, "晚了3分钟", "3 minutes late"],
    [60, "晚了1分钟", "1 minute late"],
    [7200, "晚了2小时", "2 hours late"],
    [200_000, "晚了2天", "2 days late"],
  ])("of %i seconds", (seconds, zh, en) => {
    expect(latenessWords(seconds, "zh")).toBe(zh);
    expect(latenessWords(seconds, "en")).toBe(en);
  });
});

describe("spans", () => {
  it("name their two largest parts", () => {
    expect(spanWords(4800, "zh")).toBe("1小时20分钟");
    expect(spanWords(4800, "en")).toBe("1 hour 20 minutes");
    expect(spanWords(0, "en")).toBe("0 seconds");
  });

  it("until something, rounded as people do", () => {
    expect(untilWords(at("2026-11-23T18:24:40"), NOW, "zh")).toBe("还有25分钟");
    expect(untilWords(at("2026-11-23T20:50:00"), NOW, "en")).toBe("in 3 hours");
    expect(untilWords(at("2026-11-23T17:00:00"), NOW, "en")).toBe("");
  });

  it("of ground are rounded as people do", () => {
    expect([66.7, 387, 960, 12_340].map((metres) => distanceWords(metres, "zh"))).toEqual(["70米", "390米", "1.0公里", "12公里"]);
    expect(distanceWords(1240, "en")).toBe("1.2 km");
  });

  it("count down", () => {
    expect(countdownDigits(245_000)).toBe("4:05");
    expect(countdownDigits(3_723_000)).toBe("1:02:03");
    expect(countdownDigits(-5)).toBe("0:00");
  });
});

describe("recurrence", () => {
  it.each([
    ["FREQ=DAILY", "每天", "every day"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每周一到周五", "every weekday"],
    ["FREQ=WEEKLY;BYDAY=SA,SU", "每个周末", "every weekend"],
    ["FREQ=WEEKLY;BYDAY=SU", "每周日", "every Sunday"],
    ["FREQ=WEEKLY;BYDAY=MO,WE,FR", "每周一、三、五", "every Monday, Wednesday, and Friday"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "每2周的周一", "every 2 weeks on Monday"],
    ["FREQ=MONTHLY;BYMONTHDAY=2", "每月2日", "every month on day 2"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天", "on the last day of every month"],
    ["RRULE:FREQ=HOURLY;INTERVAL=8", "每8小时", "every 8 hours"],
    ["FREQ=YEARLY", "每年", "every year"],
    ["nonsense", "重复", "repeats"],
  ])("%s", (rule, zh, en) => {
    expect(recurrenceWords(rule, "zh")).toBe(zh);
    expect(recurrenceWords({ rrule: rule }, "en")).toBe(en);
  });

  it("on working days says so", () => {
    expect(recurrenceWords({ rrule: "FREQ=DAILY", calendar: "CN-workday" }, "zh")).toBe("每个工作日");
  });

  it("of a one-off says nothing", () => {
    expect(recurrenceWords(null, "zh")).toBe("");
  });
});
