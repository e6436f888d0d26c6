/** What holds until further notice, as the server's doors say it: initiative, wishes, grants, channels, accounts. */
import type { Say } from "./types";

export interface Topic {
  topic: string;
  say: Say;
  off: boolean;
  refusals: number;
  used_today: number;
  /** Why it is silent now, if it is. */
  silent: Say | null;
  until: string | null;
}

export interface QuietHours {
  /** Wall times in the user's zone; the same twice means never quiet. */
  start: string;
  end: string;
  exceptions: string[];
  /** When the quiet of this moment ends. */
  until: string | null;
}

export interface Initiative {
  quiet_hours: QuietHours;
  per_day: number;
  per_topic: number;
  used_today: number;
  topics: Topic[];
}

export interface Wish {
  id: string;
  when: { say: Say; near?: string; [part: string]: unknown };
  say: Say;
  cooldown_minutes: number;
  expires_at: string | null;
  fired: number;
  last_fired_at: string | null;
}

export interface Grant {
  id: string;
  tools: string;
  max_price: string;
  currency: string;
  expires_at: string | null;
}

export interface Channel {
  id: string;
  kind: string;
  name: string;
  after_minutes: number;
  kinds: string[];
  person: string | null;
  last: { state: string; detail: string; at: string | null } | null;
  /** Shown once, when it is made. */
  secret?: string;
}

export interface Account {
  id: "mail" | "caldav";
  kind: "mail" | "caldav";
  name: string;
}

export interface PushSubscribed {
  id: string;
  name: string;
}

const ISP: Record<string, [string, string]> = {
  "gmail.com": ["imap.gmail.com", "smtp.gmail.com"],
  "outlook.com": ["outlook.office365.com", "smtp.office365.com"],
  "icloud.com": ["imap.mail.me.com", "smtp.mail.me.com"],
  "foxmail.com": ["imap.qq.com", "smtp.qq.com"],
};

/** A first guess at a mailbox's servers; what is typed wins. */
export function mailServers(address: string): { imap: string; smtp: string } {
  const domain = address.split("@")[1]?.trim().toLowerCase() ?? "";
  const [imap, smtp] = ISP[domain] ?? (domain ? [`imap.${domain}`, `smtp.${domain}`] : ["", ""]);
  return { imap, smtp };
}

/** The instant that many days from now, or null for "until I take it back". */
export function inDays(days: number, now: Date): string | null {
  return days > 0 ? new Date(now.getTime() + days * 86_400_000).toISOString() : null;
}
