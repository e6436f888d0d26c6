/** Times and spans as people say them, in Chinese and in English. Pure. */
import type { Language } from "./types";
import { daysBetween, wallTime } from "./zone";

const ZH_WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** English has several ways to write a time; the browser's own wins where it is one of them. */
function english(): string {
  const own = typeof navigator === "undefined" ? "" : navigator.language;
  return own.startsWith("en-") ? own : "en-US";
}

function partOfDay(hour: number): string {
  if (hour < 5) return "凌晨";
  if (hour < 9) return "早上";
  if (hour < 12) return "上午";
  if (hour < 13) return "中午";
  if (hour < 18) return "下午";
  return "晚上";
}

export function clockWords(instant: Date, zone: string, language: Language): string {
  if (language === "en")
    return new Intl.DateTimeFormat(english(), { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(instant);
  const { hour, minute } = wallTime(instant, zone);
  const twelve = hour % 12 === 0 ? (hour === 0 ? 0 : 12) : hour % 12;
  return `${partOfDay(hour)}${twelve}:${String(minute).padStart(2, "0")}`;
}

function weekday(instant: Date, zone: string): number {
  const wall = wallTime(instant, zone);
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
}

export function dayWords(instant: Date, now: Date, zone: string, language: Language): string {
  const days = daysBetween(now, instant, zone);
  const near = language === "zh" ? ["昨天", "今天", "明天", "后天"] : ["Yesterday", "Today", "Tomorrow"];
  const name = near[days + 1];
  if (name !== undefined) return name;
  return days > 1 && days < 7 ? weekdayWords(instant, zone, language) : dateWords(instant, now, zone, language);
}

function weekdayWords(instant: Date, zone: string, language: Language): string {
  if (language === "zh") return ZH_WEEKDAYS[weekday(instant, zone)] ?? "";
  return new Intl.DateTimeFormat(english(), { timeZone: zone, weekday: "long" }).format(instant);
}

/** "12月3日 周四" / "Thu, Dec 3"; the year only when it is another one. */
export function dateWords(instant: Date, now: Date, zone: string, language: Language): string {
  const wall = wallTime(instant, zone);
  const otherYear = wall.year !== wallTime(now, zone).year;
  if (language === "zh") {
    const year = otherYear ? `${wall.year}年` : "";
    return `${year}${wall.month}月${wall.day}日 ${ZH_WEEKDAYS[weekday(instant, zone)] ?? ""}`;
  }
  return new Intl.DateTimeFormat(english(), {
    timeZone: zone,
    weekday: "short",
    month: "short",
    day: "numeric",
    ...(otherYear ? { year: "numeric" as const } : {}),
  }).format(instant);
}

/** "明天早上7:30" / "Tomorrow, 7:30 AM". */
export function whenWords(instant: Date, now: Date, zone: string, language: Language): string {
  const day = dayWords(instant, now, zone, language);
  const clock = clockWords(instant, zone, language);
  if (language === "en") return `${day}, ${clock}`;
  return /[日一二三四五六]$/.test(day) && day.includes(" ") ? `${day} ${clock}` : day + clock;
}

/** The same in the middle of a sentence: "until tomorrow, 7:30 AM". */
export function thenWords(instant: Date, now: Date, zone: string, language: Language): string {
  return whenWords(instant, now, zone, language).replace(/^(Yesterday|Today|Tomorrow)/, (day) => day.toLowerCase());
}

const UNITS: [number, string, string][] = [
  [86_400, "天", "day"],
  [3600, "小时", "hour"],
  [60, "分钟", "minute"],
  [1, "秒", "second"],
];

/** The two largest parts of a span: "1小时20分钟" / "1 hour 20 minutes". */
export function spanWords(seconds: number, language: Language): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, zh, en] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(language === "zh" ? `${count}${zh}` : `${count} ${en}${count === 1 ? "" : "s"}`);
    if (parts.length === 2) break;
  }
  if (parts.length === 0) return language === "zh" ? "0秒" : "0 seconds";
  return parts.join(language === "zh" ? "" : " ");
}

/** How late a ring is, in one unit; under half a minute nobody wants to hear it. */
export function latenessWords(seconds: number, language: Language): string {
  if (seconds < 30) return "";
  const size = seconds >= 129_600 ? 86_400 : seconds >= 5400 ? 3600 : 60;
  const span = spanWords(Math.max(1, Math.round(seconds / size)) * size, language);
  return language === "zh" ? `晚了${span}` : `${span} late`;
}

/** "4:05" or "1:02:03": what a countdown shows. */
export function countdownDigits(milliseconds: number): string {
  const total = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** "还有25分钟" / "in 25 minutes"; empty when it is past. */
export function untilWords(instant: Date, now: Date, language: Language): string {
  const seconds = (instant.getTime() - now.getTime()) / 1000;
  if (seconds <= 0) return "";
  const coarse = seconds > 5400 ? Math.round(seconds / 3600) * 3600 : Math.ceil(seconds / 60) * 60;
  const span = spanWords(seconds < 60 ? seconds : coarse, language);
  return language === "zh" ? `还有${span}` : `in ${span}`;
}

/** "350米" / "350 m", "1.2公里" / "1.2 km". */
export function distanceWords(metres: number, language: Language): string {
  const far = metres >= 950;
  const amount = far ? (metres / 1000).toFixed(metres < 9950 ? 1 : 0) : String(Math.round(metres / 10) * 10);
  if (language === "zh") return `${amount}${far ? "公里" : "米"}`;
  return `${amount} ${far ? "km" : "m"}`;
}
