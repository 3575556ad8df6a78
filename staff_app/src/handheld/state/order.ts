/** Who stands where in the list. A row never moves under a finger; who comes meanwhile waits to be shown. */
import type { CardLine, VisitRow } from '../../data/types';

type Section = 'late' | 'mine' | 'open' | 'others';
export const SECTIONS: readonly Section[] = ['late', 'mine', 'open', 'others'];

/** `gone`: the customer left or withdrew; the place stays, empty, until the finger is away. */
export type Slot = { visitId: string; section: Section; gone: boolean };
export type Arrangement = { slots: readonly Slot[]; waiting: number };

export const NOBODY: Arrangement = { slots: [], waiting: 0 };

function sectionOf(row: VisitRow, me: string | null, late: ReadonlySet<string>): Section {
  if (late.has(row.visit_id) && row.claimed_by === null && asksForHelp(row)) return 'late';
  if (row.claimed_by === null) return row.outcome === null ? 'open' : 'others';
  return row.claimed_by === me ? 'mine' : 'others';
}

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

type Reader = { zone: string | null; me: string | null; nudged: string | null; late?: ReadonlySet<string> };

/** A colleague gave them to me, and I have not said yet how it went. */
export const handedToMe = (row: VisitRow, me: string | null): boolean =>
  me !== null && row.claimed_by === me && row.outcome === null && (row.handed_by ?? null) !== null;

const NO_VISITS: ReadonlySet<string> = new Set();

/** Who waited through all rounds comes before all others, then my customers, of them those I was just given; within a section who asks for help, then of whom I was told, then who came last: their order does not depend on where they walk. */
export function wantedOrder(rows: Iterable<VisitRow>, { zone, me, nudged, late = NO_VISITS }: Reader): Slot[] {
  const isNudged = (row: VisitRow): number => (row.visit_id === nudged ? 0 : 1);
  const isHanded = (row: VisitRow): number => (handedToMe(row, me) ? 0 : 1);
  return [...rows]
    .filter((row) => zone === null || row.zone.id === zone || late.has(row.visit_id))
    .map((row) => ({ row, section: sectionOf(row, me, late) }))
    .sort(
      (a, b) =>
        SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
        isHanded(a.row) - isHanded(b.row) ||
        compare(waitingSince(a.row), waitingSince(b.row)) ||
        isNudged(a.row) - isNudged(b.row) ||
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
