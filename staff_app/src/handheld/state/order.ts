/** Who stands where in the list. A row never moves under a finger; who comes meanwhile waits to be shown. */
import type { CardLine, VisitRow } from '../../data/types';

type Section = 'late' | 'mine' | 'waiting' | 'here';
export const SECTIONS: readonly Section[] = ['late', 'mine', 'waiting', 'here'];

/** `gone`: the customer left or withdrew; the place stays, empty, until the finger is away. */
export type Slot = { visitId: string; section: Section; gone: boolean };
export type Arrangement = { slots: readonly Slot[]; waiting: number };

export const NOBODY: Arrangement = { slots: [], waiting: 0 };

/** For me: whom I help, whom I look after, and of whom I was told. */
function sectionOf(row: VisitRow, { me, nudged, late }: Reader): Section {
  const waits = row.claimed_by === null && asksForHelp(row);
  if (waits && late?.has(row.visit_id)) return 'late';
  const claimedByMe = row.claimed_by !== null && row.claimed_by === me;
  if (claimedByMe || (row.client_id ?? null) !== null || row.visit_id === nudged) return 'mine';
  return waits ? 'waiting' : 'here';
}

/** Whoever a colleague takes care of stands behind those whom nobody does. */
const isFree = (row: VisitRow): number => (row.claimed_by === null && row.outcome === null ? 0 : 1);

/** Somebody pressed the button, and nothing came of it yet. */
export const asksForHelp = (row: VisitRow): boolean => row.asked_ms !== null && row.outcome === null;

/** What a campaign would have a colleague say. */
export const nudgeOf = (row: VisitRow): CardLine | null => row.card?.campaigns?.find((line) => line.is_nudge) ?? null;

/** Whoever serves a customer is not interrupted. */
const serves = (rows: readonly VisitRow[], me: string | null): boolean =>
  me !== null && rows.some((row) => row.claimed_by === me && row.outcome === null);

/** The visit of which the hub told this handheld, while that still helps. */
export function nudgedVisit(rows: Iterable<VisitRow>, me: string | null, nowMs: number): string | null {
  const all = [...rows];
  if (serves(all, me)) return null;
  const open = all.filter((row) => row.claimed_by === null && row.outcome === null && !asksForHelp(row));
  return open.find((row) => (row.nudge_until_ms ?? 0) > nowMs && nudgeOf(row) !== null)?.visit_id ?? null;
}

/** Whoever asked waits: the longest wait first. */
const waitingSince = (row: VisitRow): number => (asksForHelp(row) ? (row.asked_ms ?? Infinity) : Infinity);

type Reader = {
  zone: string | null;
  search: string;
  me: string | null;
  nudged: string | null;
  /** Who waited through all rounds. */
  late?: ReadonlySet<string>;
};

/** As it is compared: capitals and accents make no other name. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** By the name that they are greeted by, and by where they are: of whoever has no name here, only that. */
function isFound(row: VisitRow, search: string): boolean {
  const words = folded(search).split(/\s+/).filter((word) => word !== '');
  const text = folded(`${row.name ?? ''} ${row.zone.name}`);
  return words.every((word) => text.includes(word));
}

/** A colleague gave them to me, and I have not said yet how it went. */
export const handedToMe = (row: VisitRow, me: string | null): boolean =>
  me !== null && row.claimed_by === me && row.outcome === null && (row.handed_by ?? null) !== null;

const NO_VISITS: ReadonlySet<string> = new Set();

/** Who waited through all rounds comes before all others, then my customers, of them those I was just given; within a section who asks for help, then of whom I was told, then who came last: their order does not depend on where they walk. */
export function wantedOrder(rows: Iterable<VisitRow>, reader: Reader): Slot[] {
  const { zone, search, me, nudged, late = NO_VISITS } = reader;
  const isNudged = (row: VisitRow): number => (row.visit_id === nudged ? 0 : 1);
  const isHanded = (row: VisitRow): number => (handedToMe(row, me) ? 0 : 1);
  return [...rows]
    .filter((row) => late.has(row.visit_id) || ((zone === null || row.zone.id === zone) && isFound(row, search)))
    .map((row) => ({ row, section: sectionOf(row, reader) }))
    .sort(
      (a, b) =>
        SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
        isHanded(a.row) - isHanded(b.row) ||
        compare(waitingSince(a.row), waitingSince(b.row)) ||
        isNudged(a.row) - isNudged(b.row) ||
        isFree(a.row) - isFree(b.row) ||
        b.row.started_at_ms - a.row.started_at_ms ||
        compare(a.row.visit_id, b.row.visit_id),
    )
    .map(({ row, section }) => ({ visitId: row.visit_id, section, gone: false }));
}

/** Not by subtraction: Infinity - Infinity is not a number. */
const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether both would look the same: then nothing is drawn. */
export function sameArrangement(one: Arrangement, other: Arrangement): boolean {
  const same = (a: Slot, b: Slot | undefined) =>
    b !== undefined && a.visitId === b.visitId && a.section === b.section && a.gone === b.gone;
  return (
    one.waiting === other.waiting &&
    one.slots.length === other.slots.length &&
    one.slots.every((slot, place) => same(slot, other.slots[place]))
  );
}

export function arrange(shown: Arrangement, wanted: readonly Slot[], held: boolean): Arrangement {
  if (!held) return { slots: wanted, waiting: 0 };
  const here = new Set(wanted.map((slot) => slot.visitId));
  const placed = new Set(shown.slots.map((slot) => slot.visitId));
  return {
    slots: shown.slots.map((slot) => ({ ...slot, gone: !here.has(slot.visitId) })),
    waiting: wanted.filter((slot) => !placed.has(slot.visitId)).length,
  };
}
