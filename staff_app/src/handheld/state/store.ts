/** Who is in the store right now, in memory only; customer data leaves when it may no longer be shown. */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Change } from '../../data/live';
import type { AlertList, Edges, Heartbeat, Nearby, ShopHours, VisitRow, Zone } from '../../data/types';
import type { Now } from '../../words/ages';
import { alertList, forgetAlerts } from './alertList';
import { nowMs, setHubClock } from './clock';
import { listHeld } from './holdList';
import { arrange, asksForHelp, NOBODY, nudgedVisit, sameArrangement, wantedOrder } from './order';
import { ended, openVisit, openVisitEnded, searchText, zoneFilter } from './selection';
import { me } from './signedIn';

const NO_ROWS: ReadonlyMap<string, VisitRow> = new Map();

export const store = signal<{ id: string; name: string } | null>(null);
export const zones = signal<readonly Zone[]>([]);
export const edges = signal<Edges>({ online: 0, total: 0 });
/** Null until the hub has said; one of before has no hours. */
export const hours = signal<ShopHours | null>(null);
/** The moment from which ages are counted. */
export const now = computed<Now>(() => ({ ms: nowMs.value, zone: hours.value?.time_zone }));
export const lastHeardMs = signal<number | null>(null);
export const rows = signal(NO_ROWS);
/** When each visit was last heard, by the last heartbeat: rows come only when something else changes too. */
export const heard = signal<ReadonlyMap<string, number>>(new Map());
/** False until a snapshot has come, and again once it may no longer be shown. */
export const current = signal(false);
/** How often somebody agreed to something else, or came to somebody else: what is open beside the list is asked for anew. */
export const agreements = signal(0);
/** How many have come. */
export const snapshots = signal(0);

/** The row of the open customer, as long as they may be shown. */
export const openRow = computed<VisitRow | undefined>(() =>
  openVisit.value === null || ended.value !== null ? undefined : rows.value.get(openVisit.value),
);

/** Counts the stream's changes per visit: an answer to a POST that is older than the stream must not undo it. */
const versions = new Map<string, number>();
export const versionOf = (visitId: string): number => versions.get(visitId) ?? 0;

/** Who pressed the button and has nobody yet, the longest wait first. */
export const waitingForHelp = computed(() =>
  [...rows.value.values()]
    .filter((row) => asksForHelp(row) && row.claimed_by === null)
    .sort((a, b) => (a.asked_ms ?? 0) - (b.asked_ms ?? 0)),
);
/** Whom this colleague is with. */
export const withMe = computed(() =>
  [...rows.value.values()].filter((row) => me.value !== null && row.claimed_by === me.value && row.outcome === null),
);

/** Who has been here longest and is nobody's yet, of those who did not ask. */
export const notYetHelped = computed(() =>
  [...rows.value.values()]
    .filter((row) => row.claimed_by === null && row.outcome === null && !asksForHelp(row))
    .sort((a, b) => a.started_at_ms - b.started_at_ms)
    .slice(0, 3),
);

export const arrangement = signal(NOBODY);
let arrangedFor: string | null = null;

/** Whom nobody has come to after all rounds but the last: on top of every list. */
export const late = computed<ReadonlySet<string>>(() => new Set(alertList.value.waiting));

const toBeNudged = computed(() => nudgedVisit(rows.value.values(), me.value, nowMs.value));
/** The visit of which this colleague is told now. Its row is higher than others, so it waits for the finger as they do. */
export const nudged = signal<string | null>(null);

/** Put the newcomers into the list now, finger or not. */
export function showNewcomers(): void {
  batch(() => {
    nudged.value = toBeNudged.peek();
    const reader = {
      zone: zoneFilter.peek(), search: searchText.peek(), me: me.peek(), nudged: nudged.peek(), late: late.peek(),
    };
    arrangement.value = { slots: wantedOrder(rows.peek().values(), reader), waiting: 0 };
  });
}

export function arrangeList(): void {
  effect(() => {
    const reader = {
      zone: zoneFilter.value, search: searchText.value, me: me.value, nudged: toBeNudged.value, late: late.value,
    };
    const wanted = wantedOrder(rows.value.values(), reader);
    const asked = `${zoneFilter.value ?? ''} ${searchText.value}`;
    const sameList = arrangedFor === asked && current.value;
    arrangedFor = asked;
    const isHeld = listHeld.value && sameList;
    batch(() => {
      if (!isHeld) nudged.value = reader.nudged;
      const next = arrange(arrangement.peek(), wanted, isHeld);
      if (!sameArrangement(arrangement.peek(), next)) arrangement.value = next;
    });
  });
}

/** What a POST answered, unless the stream has already said something newer. */
export function acceptAnswer(row: VisitRow, versionWhenSent: number): void {
  if (!rows.peek().has(row.visit_id) || versionOf(row.visit_id) !== versionWhenSent) return;
  rows.value = new Map(rows.value).set(row.visit_id, row);
}

export function forgetCustomers(): void {
  batch(() => {
    // A sleeping browser keeps elements of its last layout, and they their rows: so the rows themselves are emptied.
    for (const row of rows.peek().values()) Object.assign(row, { name: null, card: null });
    rows.value = NO_ROWS;
    arrangement.value = NOBODY;
    forgetAlerts();
    heard.value = new Map();
    current.value = false;
    versions.clear();
  });
}

export function applySnapshot(nearby: Nearby): void {
  batch(() => {
    setHubClock(nearby.now_ms);
    store.value = nearby.store;
    zones.value = nearby.zones;
    edges.value = nearby.edges;
    hours.value = nearby.hours ?? null;
    // A hub that is older than this page says nothing of alerts.
    if (nearby.alerts) alertList.value = nearby.alerts as AlertList;
    rows.value = new Map(nearby.visits.map((row) => [row.visit_id, row]));
    for (const { visit_id } of nearby.visits) versions.set(visit_id, versionOf(visit_id) + 1);
    lastHeardMs.value = newest(nearby.visits.map((row) => row.last_heard_ms));
    current.value = true;
    snapshots.value += 1;
    if (openVisit.value !== null && !rows.value.has(openVisit.value)) openVisitEnded();
  });
}

export function applyChanges(changes: ReadonlyMap<string, Change>): void {
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

export function applyHeartbeat(heartbeat: Heartbeat): void {
  batch(() => {
    setHubClock(heartbeat.now_ms);
    edges.value = heartbeat.edges;
    hours.value = heartbeat.hours ?? null;
    lastHeardMs.value = newest([lastHeardMs.value, heartbeat.last_heard_ms]);
    heard.value = new Map(Object.entries(heartbeat.heard ?? {}));
  });
}

function newest(times: readonly (number | null)[]): number | null {
  return times.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}
