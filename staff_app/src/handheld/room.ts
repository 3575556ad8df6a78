/** What this handheld knows right now. It lives in memory only, and customer data leaves when it may no longer be shown. */
import { batch, computed, effect, signal } from '@preact/signals';
import { openLive, type Change, type Link, type Live } from '../data/live';
import type { Edges, GoneReason, Nearby, VisitRow, Zone } from '../data/types';
import { language } from '../words/words';
import { frozen } from './freeze';
import { arrange, NOBODY, wantedOrder } from './order';

// Without the hub nobody can tell us of a withdrawal: after this lease the data is not ours to show.
export const LEASE_MS = 60_000;
// A restart of the hub takes a few seconds; only after it "reconnecting" becomes "offline".
const OFFLINE_AFTER_MS = 10_000;
const TICK_MS = 1000;
// A device that was suspended tells its pages nothing: the clock has jumped, and that is all. A busy page is late by less.
const SLEPT_MS = 10_000;

const NO_ROWS: ReadonlyMap<string, VisitRow> = new Map();

export const store = signal<{ id: string; name: string } | null>(null);
export const zones = signal<readonly Zone[]>([]);
export const edges = signal<Edges>({ online: 0, total: 0 });
export const lastHeardMs = signal<number | null>(null);
export const rows = signal(NO_ROWS);
/** When each visit was last heard, by the last heartbeat: rows come only when something else changes too. */
export const heard = signal<ReadonlyMap<string, number>>(new Map());
/** False until a snapshot has come, and again once it may no longer be shown. */
export const current = signal(false);

export const me = signal<string | null>(null);
export const zoneFilter = signal<string | null>(null);
export const openVisit = signal<string | null>(null);
export const ended = signal<GoneReason | 'unknown' | null>(null);

const link = signal<Link>('connecting');
// Readings of the monotonic clock, so that a wrong wall clock cannot prolong the lease.
const tick = signal(performance.now());
const contactAt = signal<number | null>(null);
const hubClock = signal({ nowMs: Date.now(), at: performance.now() });

/** The hub's clock, to the second: ages are computed against it. */
export const nowMs = computed(() => hubClock.value.nowMs + Math.max(0, tick.value - hubClock.value.at));

/** Milliseconds since the hub spoke, or null when it never did. */
export const silentMs = computed(() =>
  contactAt.value === null ? null : Math.max(0, tick.value - contactAt.value),
);

export type ShownLink = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'locked';
export const shownLink = computed<ShownLink>(() => {
  const state = link.value;
  if (state === 'hidden') return 'connecting';
  if (state === 'connecting' || state === 'reconnecting') {
    const silent = silentMs.value;
    if (silent !== null && silent >= OFFLINE_AFTER_MS) return 'offline';
    if (silent === null && state === 'reconnecting') return tick.value - startedAt > OFFLINE_AFTER_MS ? 'offline' : state;
  }
  return state;
});
const startedAt = performance.now();

/** Counts the stream's changes per visit: an answer to a POST that is older than the stream must not undo it. */
const versions = new Map<string, number>();
export const versionOf = (visitId: string): number => versions.get(visitId) ?? 0;

export const arrangement = signal(NOBODY);
let arrangedFor: string | null = null;

/** Let the newcomers in now, finger or not. */
export function letIn(): void {
  arrangement.value = { slots: wantedOrder(rows.peek().values(), zoneFilter.peek(), me.peek()), waiting: 0 };
}

/** The row of the open customer, as long as they may be shown. */
export const openRow = computed<VisitRow | undefined>(() =>
  openVisit.value === null || ended.value !== null ? undefined : rows.value.get(openVisit.value),
);

function putRow(row: VisitRow): void {
  rows.value = new Map(rows.value).set(row.visit_id, row);
}

/** What a POST answered, unless the stream has already said something newer. */
export function acceptAnswer(row: VisitRow, versionWhenSent: number): void {
  if (rows.peek().has(row.visit_id) && versionOf(row.visit_id) === versionWhenSent) putRow(row);
}

function forgetCustomers(): void {
  // A sleeping browser keeps elements of its last layout, and they their rows: so the rows themselves are emptied.
  for (const row of rows.peek().values()) Object.assign(row, { name: null, card: null });
  rows.value = NO_ROWS;
  arrangement.value = NOBODY;
  heard.value = new Map();
  current.value = false;
  versions.clear();
}

function setClock(hubNowMs: number): void {
  hubClock.value = { nowMs: hubNowMs, at: performance.now() };
  tick.value = performance.now();
}

function applySnapshot(nearby: Nearby): void {
  batch(() => {
    setClock(nearby.now_ms);
    store.value = nearby.store;
    zones.value = nearby.zones;
    edges.value = nearby.edges;
    rows.value = new Map(nearby.visits.map((row) => [row.visit_id, row]));
    for (const { visit_id } of nearby.visits) versions.set(visit_id, versionOf(visit_id) + 1);
    lastHeardMs.value = newest(nearby.visits.map((row) => row.last_heard_ms));
    current.value = true;
    const open = openVisit.value;
    if (open !== null && ended.value === null && !rows.value.has(open)) ended.value = 'unknown';
  });
}

function applyChanges(changes: ReadonlyMap<string, Change>): void {
  batch(() => {
    const next = new Map(rows.value);
    for (const [visitId, change] of changes) {
      versions.set(visitId, versionOf(visitId) + 1);
      if (change.kind === 'visit') {
        next.set(visitId, change.row);
        lastHeardMs.value = newest([lastHeardMs.value, change.row.last_heard_ms]);
      } else {
        next.delete(visitId);
        versions.delete(visitId);
        if (openVisit.value === visitId) ended.value = change.gone.reason;
      }
    }
    rows.value = next;
  });
}

function newest(times: readonly (number | null)[]): number | null {
  return times.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

let live: Live | null = null;

export function reload(): void {
  live?.reload();
}

/** Nothing is shown or asked for until the PIN has been given again. */
export function lock(): void {
  live?.lock();
}

export function unlock(): void {
  live?.unlock();
}

/** Who holds the handheld, and whose card is open: nothing that the next one should see. */
function forgetPerson(): void {
  me.value = null;
  openVisit.value = null;
  ended.value = null;
  zoneFilter.value = null;
}

/** Counts how often the hub has ended the session of this device, or somebody signed out here. */
export const signedOutTimes = signal(0);

export function forgetEverything(): void {
  batch(() => {
    forgetCustomers();
    forgetPerson();
    signedOutTimes.value += 1;
  });
}

/** Connects the handheld to its hub; called once. */
export function enterRoom(): void {
  let spoken = language.peek();
  effect(() => {
    if (language.value === spoken) return;
    spoken = language.value;
    reload(); // what the hub says, it says in the reader's language
  });
  let tickedAt = Date.now();
  setInterval(() => {
    tick.value = performance.now();
    const slept = Date.now() - tickedAt > SLEPT_MS;
    tickedAt = Date.now();
    if (slept) {
      batch(forgetCustomers);
      reload();
    }
    if (current.value && (silentMs.value ?? 0) >= LEASE_MS) batch(forgetCustomers);
  }, TICK_MS);
  effect(() => {
    const wanted = wantedOrder(rows.value.values(), zoneFilter.value, me.value);
    const sameList = arrangedFor === zoneFilter.value && current.value;
    arrangedFor = zoneFilter.value;
    arrangement.value = arrange(arrangement.peek(), wanted, frozen.value && sameList);
  });
  live = openLive({
    link(state) {
      batch(() => {
        link.value = state;
        // A hidden or locked page shows nobody; what it shows next comes from a new snapshot.
        if (state === 'hidden' || state === 'locked') forgetCustomers();
        // Whoever gives the PIN next may be somebody else.
        if (state === 'locked') forgetPerson();
      });
    },
    snapshot: applySnapshot,
    changes: applyChanges,
    heartbeat(heartbeat) {
      batch(() => {
        setClock(heartbeat.now_ms);
        edges.value = heartbeat.edges;
        lastHeardMs.value = newest([lastHeardMs.value, heartbeat.last_heard_ms]);
        heard.value = new Map(Object.entries(heartbeat.heard ?? {}));
      });
    },
    signedOut: forgetEverything,
    contact() {
      batch(() => {
        contactAt.value = performance.now();
        tick.value = performance.now();
      });
    },
  });
}
