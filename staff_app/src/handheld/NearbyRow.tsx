/** One customer in the list: who, why, where, and whether a colleague is already there. */
import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { BellIcon, HandIcon, PlaceIcon, SpeechIcon } from '../components/icons';
import type { VisitRow } from '../data/types';
import { duration, since } from '../words/ages';
import { say } from '../words/words';
import { nowMs } from './state/clock';
import { shownLink } from './state/connection';
import { asksForHelp, handedToMe, nudgeOf } from './state/order';
import { showCard } from './state/route';
import { openVisit } from './state/selection';
import { me } from './state/signedIn';
import { unsentFor } from './state/staffActions';
import { heard, late, now, nudged } from './state/store';
import './NearbyRow.css';

// A phone in a pocket is heard every few seconds; half a minute of silence is worth a word,
// and after two minutes most have walked out of reach.
const QUIET_MS = 30_000;
const MAYBE_LEFT_MS = 120_000;
const MAYBE_LEFT = Symbol('maybe left');

export function NearbyRow({ row }: { row: VisitRow }) {
  // Drawn anew when one of these says something else, not at each second.
  const { started_at_ms: startedMs, visit_id: visitId } = row;
  const dwell = useMemo(() => computed(() => duration(nowMs.value - startedMs)), [startedMs]).value;
  const quiet = useMemo(() => computed(() => quietFor(visitId)), [visitId]).value;
  const asks = asksForHelp(row);
  const nudge = nudged.value === row.visit_id ? nudgeOf(row) : null;
  return (
    <button
      class="row"
      data-quiet={quiet !== null}
      data-asks={asks}
      data-late={isLate(row)}
      data-nudge={nudge !== null}
      aria-current={openVisit.value === row.visit_id ? 'true' : undefined}
      onClick={() => showCard(row.visit_id)}
    >
      <span class="row-name">{row.name ?? say('screens-member')}</span>
      <span class="row-age" aria-label={say('screens-dwell', { age: dwell })}>{dwell}</span>
      {nudge && <strong class="row-nudge"><SpeechIcon />{nudge.text}</strong>}
      <span class="row-reason">
        {asks && <strong class="asks-tag"><BellIcon />{isLate(row) ? say('screens-asks-since', { age: since(row.asked_ms, now.value) }) : say('screens-asks')}</strong>}
        {!(asks && row.card?.need.source === null) && (row.card?.need.text ?? say('screens-no-card'))}
      </span>
      <span class="row-where">
        <PlaceIcon />
        <span>{row.zone.name}</span>
        {quiet === MAYBE_LEFT ? <strong> · {say('screens-maybe-left')}</strong> : quiet !== null && <span> · {quiet}</span>}
      </span>
      <ClaimState row={row} />
    </button>
  );
}

/** Whether nobody came to them in all rounds but the last. */
const isLate = (row: VisitRow): boolean => late.value.has(row.visit_id) && asksForHelp(row) && row.claimed_by === null;

/** How long nothing was heard of them, in words; null while that is nothing to speak of. */
function quietFor(visitId: string): string | typeof MAYBE_LEFT | null {
  const heardMs = heard.value.get(visitId) ?? null;
  const quietMs = heardMs === null ? 0 : nowMs.value - heardMs;
  if (quietMs > MAYBE_LEFT_MS) return MAYBE_LEFT;
  return quietMs > QUIET_MS ? say('screens-quiet', { age: since(heardMs, now.value) }) : null;
}

function ClaimState({ row }: { row: VisitRow }) {
  if (unsentFor(row.visit_id)) {
    const text = shownLink.value === 'live' ? say('screens-sending') : say('screens-waits');
    return <span class="claim" data-claim="unsent">{text}</span>;
  }
  if (row.outcome !== null) return <span class="claim" data-claim="done">{say(`screens-outcomes-${row.outcome}`)}</span>;
  if (row.claimed_by === null) return <span class="claim" data-claim="free">{say('screens-free')}</span>;
  if (handedToMe(row, me.value)) {
    return <span class="claim" data-claim="mine"><HandIcon />{say('screens-handed-from', { who: row.handed_by ?? '' })}</span>;
  }
  return row.claimed_by === me.value ? (
    <span class="claim" data-claim="mine"><HandIcon />{say('screens-yours')}</span>
  ) : (
    <span class="claim" data-claim="theirs"><HandIcon />{say('screens-theirs', { who: row.claimed_by })}</span>
  );
}
