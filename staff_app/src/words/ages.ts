/** Times and certainty as a colleague would say them. */
import { hasMessage, inLocale, say } from './words';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

/** A duration in the unit that a person would use, as the hub says it; a clock that runs ahead of ours reads as zero. */
export function duration(ms: number): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return say('screens-seconds', { count: Math.floor(age / SECOND) });
  if (age < HOUR) return say('screens-minutes', { count: Math.floor(age / MINUTE) });
  if (age < DAY) return say('screens-hours', { count: Math.floor(age / HOUR) });
  if (age < 2 * WEEK) return say('screens-days', { count: Math.floor(age / DAY) });
  if (age < 61 * DAY) return say('screens-weeks', { count: Math.floor(age / WEEK) });
  if (age < 730 * DAY) return say('screens-months', { count: Math.floor(age / MONTH) });
  return say('screens-years', { count: Math.floor(age / YEAR) });
}

/** The moment by the hub's clock, and the shop's zone, in which days are counted; without it, this device's. */
export interface Now {
  ms: number;
  zone?: string | undefined;
}

/** How long ago, as the hub says it: what is of an earlier day by the clock on the shop's wall is so many days old. */
export function since(thenMs: number | null, now: Now): string {
  if (thenMs === null) return say('screens-age-unknown');
  const days = midnightsBetween(thenMs, now);
  // Whoever came in before midnight is still here since minutes.
  if (now.ms - thenMs < HOUR || days < 1) {
    return now.ms - thenMs < SECOND ? say('screens-just-now') : say('screens-ago', { age: duration(now.ms - thenMs) });
  }
  return days === 1 ? say('screens-yesterday') : say('screens-ago', { age: duration(days * DAY) });
}

/** Of what is known to the day alone. */
export function sinceDay(thenMs: number, now: Now): string {
  return midnightsBetween(thenMs, now) < 1 ? say('screens-today') : since(thenMs, now);
}

function midnightsBetween(thenMs: number, now: Now): number {
  return Math.max(0, (dayOf(now.ms, now.zone) - dayOf(thenMs, now.zone)) / DAY);
}

// A browser takes longer to make one of these than to draw a row; a shop has one zone.
let calendar: { zone: string | undefined; days: Intl.DateTimeFormat } | null = null;

/** The day by the shop's clock, as milliseconds; without a zone by this device's. */
function dayOf(atMs: number, zone: string | undefined): number {
  if (calendar === null || calendar.zone !== zone) {
    const here = zone === undefined ? {} : { timeZone: zone };
    const how: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'numeric', day: 'numeric', ...here };
    calendar = { zone, days: new Intl.DateTimeFormat('en-GB', how) };
  }
  const parts = calendar.days.formatToParts(atMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'));
}

/** A moment to come by the clock on the shop's wall: its weekday within the next days, its date after that. */
export function moment(atMs: number, nowMs: number, zone?: string): string {
  const day: Intl.DateTimeFormatOptions = atMs - nowMs < 6 * DAY ? {} : { day: 'numeric', month: 'long' };
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const how: Intl.DateTimeFormatOptions = { weekday: 'long', ...day, ...clock, ...(zone ? { timeZone: zone } : {}) };
  return inLocale((locale) => new Intl.DateTimeFormat(locale, how).format(atMs));
}

/** Said in words, because a percentage promises a precision that a radio does not have. */
export function certaintyInWords(certainty: number): string {
  if (certainty >= 0.85) return say('screens-certainty-high');
  return certainty >= 0.6 ? say('screens-certainty-middle') : say('screens-certainty-low');
}

/** A system's own name as a person would read it: "src-online-shop" (Segment's way to name sources) is an online shop. */
export function codeInWords(family: string, code: string): string {
  const plain = code.replace(/^src[_-]/, '');
  return hasMessage(family + plain) ? say(family + plain) : plain.replace(/[_-]+/g, ' ');
}
