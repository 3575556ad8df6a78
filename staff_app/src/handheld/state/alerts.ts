/** Alerts: heard and felt once each, never while a customer is served or on a break; seen in one tap. */
import { computed, effect, signal, untracked } from '@preact/signals';
import { acknowledgeAlert, takeBreak } from '../../data/alerts';
import { allowSoundWhenTouched, canVibrate, chime, vibrate } from '../../data/sound';
import { keepAwake, watchWakeLock } from '../../data/wakeLock';
import type { AlertList, StaffAlert } from '../../data/types';
import type { Answer } from '../../data/staff';
import { alertList, forgetAlerts } from './alertList';
import { reload } from './connection';
import { refusalOf } from './own';
import { onForgetting } from './signedIn';
import { withMe } from './store';

// How this device makes itself heard: of the device, and of nobody in it.
const SETTINGS = 'goddag-alerts';
// So many ids are remembered that a shift does not fill the memory.
const MOST_REMEMBERED = 500;

type Settings = { sound: boolean; vibration: boolean };

export { canVibrate };
export const settings = signal<Settings>(readSettings());
export const isOpen = signal(false);
/** Why the last tap did nothing, in words; null: it did. */
export const refused = signal<string | null>(null);
export const openAlerts = computed(() => alertList.value.open);
export const paused = computed(() => alertList.value.paused);
/** Whoever is with a customer is not interrupted. */
export const serving = computed(() => withMe.value.length > 0);

/** One that came is told once on this page, whether it could be heard or not. */
const told = new Set<string>();

export function showAlerts(): void {
  refused.value = null;
  isOpen.value = true;
}

export function closeAlerts(): void {
  isOpen.value = false;
}

export async function acknowledge(id: string): Promise<void> {
  settle(await acknowledgeAlert(id));
}

export async function pause(on: boolean): Promise<void> {
  settle(await takeBreak(on));
}

export function change(next: Partial<Settings>): void {
  settings.value = { ...settings.value, ...next };
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(settings.value));
  } catch {
    // a browser that keeps nothing forgets it with the page
  }
  ring(); // this is what it is like
}

export function watchAlerts(): void {
  allowSoundWhenTouched();
  watchWakeLock();
  effect(() => {
    const fresh = openAlerts.value.filter(({ id }) => !told.has(id));
    if (fresh.length === 0) return;
    for (const { id } of fresh) told.add(id);
    for (const id of told) if (told.size > MOST_REMEMBERED) told.delete(id);
    untracked(() => !paused.value && fresh.some(mayInterrupt) && ring());
  });
  effect(() => keepAwake(serving.value));
  onForgetting(() => {
    forgetAlerts();
    closeAlerts();
    told.clear();
  });
}

/** A customer who was just handed over is no reason to keep silent about that. */
function mayInterrupt({ visit_id }: StaffAlert): boolean {
  return withMe.peek().every((row) => row.visit_id === visit_id);
}

function ring(): void {
  const { sound, vibration } = settings.peek();
  if (sound) chime();
  if (vibration) vibrate();
}

function settle(answer: Answer<AlertList>): void {
  if (answer.kind === 'done') alertList.value = answer.value;
  // It is over meanwhile, or this page has missed something: what holds comes with a new snapshot.
  else if (answer.kind === 'ended' || answer.kind === 'locked') reload();
  refused.value = answer.kind === 'done' || answer.kind === 'ended' || answer.kind === 'locked' ? null : refusalOf(answer);
}

function readSettings(): Settings {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const usual = { sound: true, vibration: canVibrate && !still };
  try {
    const kept = JSON.parse(localStorage.getItem(SETTINGS) ?? 'null') as Partial<Settings> | null;
    return {
      sound: typeof kept?.sound === 'boolean' ? kept.sound : usual.sound,
      vibration: typeof kept?.vibration === 'boolean' ? kept.vibration && canVibrate : usual.vibration,
    };
  } catch {
    return usual;
  }
}
