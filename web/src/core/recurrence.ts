/** "Every weekday" instead of `FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR`. Rules it cannot say well it calls "repeats". */
import type { Language, Recurrence } from "./types";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const ZH_DAYS = ["一", "二", "三", "四", "五", "六", "日"];
const EN_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function parse(rule: string): Record<string, string> {
  const body = rule.replace(/^RRULE:/i, "");
  return Object.fromEntries(body.split(";").map((part) => part.split("=", 2).map((text) => text.toUpperCase())));
}

function weekly(byday: string, every: number, zh: boolean): string {
  const days = byday.split(",").map((name) => DAYS.indexOf(name));
  if (days.some((day) => day < 0)) return "";
  const set = [...days].sort((a, b) => a - b).join("");
  const step = every > 1 ? (zh ? `每${every}周的` : `every ${every} weeks on `) : zh ? "每" : "every ";
  if (every === 1 && set === "01234") return zh ? "每周一到周五" : "every weekday";
  if (every === 1 && set === "56") return zh ? "每个周末" : "every weekend";
  if (every === 1 && set === "0123456") return zh ? "每天" : "every day";
  if (zh) return `${step}周${days.map((day) => ZH_DAYS[day]).join("、")}`;
  return step + new Intl.ListFormat("en").format(days.map((day) => EN_DAYS[day] ?? ""));
}

function plain(unit: string, every: number, zh: boolean): string {
  const names: Record<string, [string, string]> = {
    MINUTELY: ["分钟", "minute"],
    HOURLY: ["小时", "hour"],
    DAILY: ["天", "day"],
    WEEKLY: ["周", "week"],
    MONTHLY: ["个月", "month"],
    YEARLY: ["年", "year"],
  };
  const name = names[unit];
  if (!name) return zh ? "重复" : "repeats";
  if (every === 1) return zh ? (unit === "MONTHLY" ? "每月" : `每${name[0]}`) : `every ${name[1]}`;
  return zh ? `每${every}${name[0]}` : `every ${every} ${name[1]}s`;
}

export function recurrenceWords(recurrence: Recurrence, language: Language): string {
  const zh = language === "zh";
  const rule = typeof recurrence === "string" ? recurrence : recurrence?.rrule;
  const calendar = typeof recurrence === "object" ? recurrence?.calendar : null;
  if (calendar?.endsWith("workday")) return zh ? "每个工作日" : "every working day";
  if (!rule) return "";
  const parts = parse(rule);
  const every = Number(parts["INTERVAL"] ?? 1);
  const days = parts["FREQ"] === "WEEKLY" && parts["BYDAY"] ? weekly(parts["BYDAY"], every, zh) : "";
  if (days) return days;
  const dayOfMonth = parts["FREQ"] === "MONTHLY" && every === 1 ? parts["BYMONTHDAY"] : undefined;
  if (dayOfMonth && zh) return dayOfMonth === "-1" ? "每月最后一天" : `每月${dayOfMonth}日`;
  if (dayOfMonth) return dayOfMonth === "-1" ? "on the last day of every month" : `every month on day ${dayOfMonth}`;
  return plain(parts["FREQ"] ?? "", every, zh);
}
