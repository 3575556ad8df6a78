/** The line to the hub: how live it is, and what leaves the page when it is gone, hidden, locked or signed out. */
import { batch, computed, effect, signal } from '@preact/signals';
import { language } from '../../data/language';
import { openLive, type Link, type Live } from '../../data/live';
import type { SessionView } from '../../data/people';
import { alertList } from './alertList';
import { hubSpoke, runClock, silentMs, sinceStartMs } from './clock';
import { clearSelection } from './selection';
import { forgotten, me, myId, myself, type Forgetting } from './signedIn';
import { agreements, applyChanges, applyHeartbeat, applySnapshot, arrangeList, current, forgetCustomers } from './store';

// Without the hub nobody can tell us of a withdrawal: after this lease the data is not ours to show.
export const LEASE_MS = 60_000;
// Half of the lease: from here on the page says by its colours, too, that this is how it was.
const STALE_MS = 30_000;
// A restart of the hub takes a few seconds; only after it "reconnecting" becomes "offline".
const OFFLINE_AFTER_MS = 10_000;

const link = signal<Link>('connecting');
let live: Live | null = null;

export type ShownLink = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'locked';
export const shownLink = computed<ShownLink>(() => {
  const state = link.value;
  if (state === 'hidden') return 'connecting';
  if (state === 'connecting' || state === 'reconnecting') {
    const silent = silentMs.value;
    if (silent !== null && silent >= OFFLINE_AFTER_MS) return 'offline';
    if (silent === null && state === 'reconnecting') return sinceStartMs.value > OFFLINE_AFTER_MS ? 'offline' : state;
  }
  return state;
});

/** What is on the screen is how it was: nobody has told us otherwise, because nobody could. */
export const stale = computed(() => current.value && (silentMs.value ?? 0) >= STALE_MS);

export function reload(): void {
  live?.reload();
}

/** Nothing is shown or asked for until somebody has signed in again. */
export function lock(): void {
  live?.lock();
}

export function unlock(): void {
  live?.unlock();
}

/** Everybody leaves the memory of this page at once: customers, what was opened of them, and who held the handheld. */
export function forgetPeople(why: Forgetting): void {
  batch(() => {
    forgotten.value = { why, who: myself.peek() };
    forgetCustomers();
    me.value = null;
    myId.value = '';
    clearSelection();
  });
}

function changeLink(state: Link): void {
  batch(() => {
    link.value = state;
    // A hidden or locked page shows nobody; what it shows next comes from a new snapshot.
    if (state === 'hidden') forgetCustomers();
    // Whoever signs in next may be somebody else.
    if (state === 'locked') forgetPeople('locked');
  });
}

/** Called once; `told` hears who is signed in each time the hub says so. */
export function connectToHub(told: (session: SessionView) => void): void {
  let spoken = language.peek();
  effect(() => {
    if (language.value === spoken) return;
    spoken = language.value;
    reload(); // what the hub says, it says in the reader's language
  });
  runClock((slept) => {
    if (slept) {
      forgetCustomers();
      reload();
    }
    if (current.value && (silentMs.value ?? 0) >= LEASE_MS) forgetCustomers();
  });
  arrangeList();
  live = openLive({
    link: changeLink,
    session: told,
    snapshot: applySnapshot,
    changes: applyChanges,
    heartbeat: applyHeartbeat,
    alerts: (now) => (alertList.value = now),
    agreed: () => (agreements.value += 1),
    signedOut: () => forgetPeople('revoked'),
    contact: () => batch(hubSpoke),
  });
}
