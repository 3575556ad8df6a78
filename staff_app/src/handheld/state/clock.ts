/** The hub's clock, and how long the hub has been silent. A wrong wall clock of this device changes neither. */
import { computed, signal } from '@preact/signals';

const TICK_MS = 1000;
// A device that was suspended tells its pages nothing: the clock has jumped, and that is all. A busy page is late by less.
const SLEPT_MS = 10_000;

// Readings of the monotonic clock.
const tick = signal(performance.now());
const heardHubAt = signal<number | null>(null);
const hubClock = signal({ nowMs: Date.now(), at: performance.now() });
const startedAt = performance.now();

/** The hub's clock, to the second: ages are computed against it. */
export const nowMs = computed(() => hubClock.value.nowMs + Math.max(0, tick.value - hubClock.value.at));

/** Milliseconds since the hub spoke, or null when it never did. */
export const silentMs = computed(() =>
  heardHubAt.value === null ? null : Math.max(0, tick.value - heardHubAt.value),
);

export const sinceStartMs = computed(() => tick.value - startedAt);

export function setHubClock(hubNowMs: number): void {
  hubClock.value = { nowMs: hubNowMs, at: performance.now() };
  tick.value = performance.now();
}

export function hubSpoke(): void {
  heardHubAt.value = performance.now();
  tick.value = performance.now();
}

/** Calls back each second; `slept` after a sleep that nobody told the page of. */
export function runClock(onTick: (slept: boolean) => void): void {
  let tickedAt = Date.now();
  setInterval(() => {
    tick.value = performance.now();
    const slept = Date.now() - tickedAt > SLEPT_MS;
    tickedAt = Date.now();
    onTick(slept);
  }, TICK_MS);
}
