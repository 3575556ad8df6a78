/** Times and certainty as a colleague would say them. */
import type { Words } from './en';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;

/** A duration in its largest fitting unit; a clock that runs ahead of ours reads as zero. */
export function duration(ms: number, words: Words): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return words.seconds(Math.floor(age / SECOND));
  if (age < HOUR) return words.minutes(Math.floor(age / MINUTE));
  if (age < DAY) return words.hours(Math.floor(age / HOUR));
  if (age < 2 * MONTH) return words.days(Math.floor(age / DAY));
  return words.months(Math.floor(age / MONTH));
}

export function since(thenMs: number | null, nowMs: number, words: Words): string {
  if (thenMs === null) return words.ageUnknown;
  return nowMs - thenMs < SECOND ? words.justNow : words.ago(duration(nowMs - thenMs, words));
}

/** Said in words, because a percentage promises a precision that a radio does not have. */
export function certaintyInWords(certainty: number, words: Words): string {
  if (certainty >= 0.85) return words.certainty.high;
  return certainty >= 0.6 ? words.certainty.middle : words.certainty.low;
}

/** A system's own name as a person would read it: "src-online-shop" (Segment's way to name sources) is an online shop. */
export function spelled(code: string, known: Readonly<Record<string, string>>): string {
  return known[code] ?? code.replace(/^src[_-]/, '').replace(/[_-]+/g, ' ');
}
