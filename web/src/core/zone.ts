/** Wall-clock time in a named zone, with nothing but the browser's own tables. */

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const digits = "2-digit";
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format;
}

/** A zone this browser does not know falls back to its own, which is better than no time at all. */
export function knownZone(zone: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  if (!zone) return own;
  try {
    formatFor(zone);
    return zone;
  } catch {
    return own;
  }
}

export function wallTime(instant: Date, zone: string): Wall {
  const part: Record<string, number> = {};
  for (const { type, value } of formatFor(zone).formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return { year, month, day, hour, minute, second };
}

function asUtc(wall: Wall): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

/** Milliseconds that the zone is ahead of UTC at this instant. */
export function offsetAt(instant: Date, zone: string): number {
  return asUtc(wallTime(instant, zone)) - Math.floor(instant.getTime() / 1000) * 1000;
}

/** The instant of a wall time. In a DST gap the clock has jumped on; in a fold the first one counts. */
export function instantOf(wall: Wall, zone: string): Date {
  const target = asUtc(wall);
  const day = 86_400_000;
  const offsets = [offsetAt(new Date(target - day), zone), offsetAt(new Date(target + day), zone)];
  for (const offset of offsets) {
    const guess = new Date(target - offset);
    if (asUtc(wallTime(guess, zone)) === target) return guess;
  }
  return new Date(target - (offsets[0] ?? 0));
}

/** ISO 8601 with the zone's own offset, as the server's doors want it. */
export function isoWithOffset(instant: Date, zone: string): string {
  const minutes = Math.round(offsetAt(instant, zone) / 60_000);
  const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const sign = minutes < 0 ? "-" : "+";
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${local}${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** What `<input type="datetime-local">` shows and hands back. */
export function toInput(instant: Date, zone: string): string {
  return isoWithOffset(instant, zone).slice(0, 16);
}

export function fromInput(value: string, zone: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute, second: 0 }, zone);
}

/** Days from `a` to `b` by the calendar of the zone: 23:59 to 00:01 is one day. */
export function daysBetween(a: Date, b: Date, zone: string): number {
  const midnight = (instant: Date) => {
    const wall = wallTime(instant, zone);
    return Date.UTC(wall.year, wall.month - 1, wall.day);
  };
  return Math.round((midnight(b) - midnight(a)) / 86_400_000);
}
