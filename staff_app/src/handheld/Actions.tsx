/** What the colleague can do about this customer: help, release, and say how it went. */
import { useState } from 'preact/hooks';
import { HandIcon } from '../components/icons';
import { Sheet } from '../components/Sheet';
import type { Outcome, VisitRow } from '../data/types';
import { say } from '../words/words';
import { HandOverSheet } from './HandOver';
import { shownLink } from './state/connection';
import { handingOver, openHandOver } from './state/handOver';
import { handedToMe } from './state/order';
import { me } from './state/signedIn';
import { inMyName } from './state/signIn';
import { claimOrRelease, refusals, reportOutcome, unsentFor } from './state/staffActions';
import './Actions.css';

const OUTCOMES: readonly Outcome[] = ['sold', 'helped', 'not_interested', 'left'];

export function Actions({ row }: { row: VisitRow }) {
  const [choosing, setChoosing] = useState(false);
  const { visit_id: visitId } = row;
  const mine = row.claimed_by !== null && row.claimed_by === me.value;
  const theirs = row.claimed_by !== null && !mine;
  const busy = unsentFor(visitId);

  return (
    <footer class="bottom">
      <Status row={row} />
      {!theirs && (
        <div class="actions">
          {mine ? (
            <>
              <button class="button" disabled={busy !== undefined} onClick={() => claimOrRelease(visitId, 'release')}>
                {say('screens-release')}
              </button>
              <button class="button" disabled={busy !== undefined} onClick={() => openHandOver(visitId)}>
                {say('screens-hand-over')}
              </button>
            </>
          ) : (
            <button
              class="button primary"
              disabled={busy !== undefined}
              onClick={() => inMyName(() => claimOrRelease(visitId, 'claim'))}
            >
              <HandIcon />{say('screens-claim')}
            </button>
          )}
          <button
            class={mine ? 'button primary' : 'button'}
            onClick={() => inMyName(() => setChoosing(true))}
          >
            {say('screens-outcome')}
          </button>
        </div>
      )}
      {handingOver.value?.visitId === visitId && <HandOverSheet row={row} colleagues={handingOver.value.colleagues} />}
      {choosing && (
        <Sheet title={say('screens-outcome-title')} onClose={() => setChoosing(false)}>
          <div class="outcomes">
            {OUTCOMES.map((outcome) => (
              <button
                key={outcome}
                class="button"
                aria-pressed={row.outcome === outcome}
                onClick={() => {
                  reportOutcome(visitId, outcome);
                  setChoosing(false);
                }}
              >
                {say(`screens-outcomes-${outcome}`)}
              </button>
            ))}
          </div>
          <button class="button quiet" onClick={() => setChoosing(false)}>{say('screens-cancel')}</button>
        </Sheet>
      )}
    </footer>
  );
}

/** The one line above the buttons: what stands in the way, or what has been done. */
function Status({ row }: { row: VisitRow }) {
  const refusal = refusals.value.get(row.visit_id);
  if (refusal) {
    const text =
      refusal.kind === 'refused'
        ? refusal.says || say('screens-refused')
        : refusal.claimedBy === null
          ? say('screens-claimed-first-by-other')
          : say('screens-claimed-first', { who: refusal.claimedBy });
    return <p class="action-status failure" role="alert">{text}</p>;
  }
  if (unsentFor(row.visit_id)) {
    return <p class="action-status" role="status">{shownLink.value === 'live' ? say('screens-sending') : say('screens-will-be-sent')}</p>;
  }
  if (row.outcome !== null) return <p class="action-status" role="status">{say('screens-recorded', { outcome: say(`screens-outcomes-${row.outcome}`) })}</p>;
  if (row.claimed_by === null) return null;
  if (handedToMe(row, me.value)) {
    return <p class="action-status" role="status"><HandIcon />{say('screens-handed-to-you', { who: row.handed_by ?? '' })}</p>;
  }
  return (
    <p class="action-status" role="status">
      <HandIcon />{row.claimed_by === me.value ? say('screens-yours') : say('screens-theirs', { who: row.claimed_by })}
    </p>
  );
}
