/** Keeps the screen on where the device allows; a browser lets go of it by itself when the page is hidden. */

let held: WakeLockSentinel | null = null;
let wanted = false;

export function keepAwake(on: boolean): void {
  wanted = on;
  if (on) void hold();
  else void letGo();
}

export function watchWakeLock(): void {
  document.addEventListener('visibilitychange', () => {
    if (wanted && !document.hidden) void hold();
  });
}

async function hold(): Promise<void> {
  const lock = navigator.wakeLock as WakeLock | undefined;
  if (lock === undefined || document.hidden || (held !== null && !held.released)) return;
  try {
    held = await lock.request('screen');
  } catch {
    held = null; // low battery, or not allowed: the screen goes dark as it would have
  }
  if (!wanted) void letGo();
}

async function letGo(): Promise<void> {
  const last = held;
  held = null;
  await last?.release().catch(() => undefined);
}
