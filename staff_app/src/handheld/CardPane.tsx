/** The pane of the open customer: their card, or why there is none. */
import { useEffect, useRef } from 'preact/hooks';
import { BackIcon, BellIcon } from '../components/icons';
import { Lost } from '../components/Lost';
import { Skeleton } from '../components/Skeleton';
import type { VisitRow } from '../data/types';
import { certaintyInWords, duration, since } from '../words/ages';
import { say } from '../words/words';
import { Actions } from './Actions';
import { BasketButton } from './Basket';
import { LinkFacts, Pill } from './LinkState';
import { LookAfter, LookedAfterBy } from './LookAfter';
import { nowMs, silentMs } from './state/clock';
import { reload, shownLink } from './state/connection';
import { showList } from './state/route';
import { ended, openVisit } from './state/selection';
import { current, now, openRow } from './state/store';
import { WrittenDown } from './Notes';
import { VisitCardView } from './VisitCardView';
import './CardPane.css';

export function CardPane() {
  const visitId = openVisit.value;
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (visitId !== null) pane.current?.focus();
  }, [visitId]);
  const row = openRow.value;
  return (
    <section class="card-pane" ref={pane} tabIndex={-1} aria-label={row ? (row.name ?? say('screens-member')) : say('screens-choose-customer')}>
      {visitId === null ? null : ended.value !== null ? <Ended /> : row ? <Open row={row} /> : <Waiting />}
    </section>
  );
}

function Back() {
  return (
    <button class="button icon-button back" aria-label={say('screens-back')} onClick={showList}>
      <BackIcon />
    </button>
  );
}

function Open({ row }: { row: VisitRow }) {
  const inZone = say('screens-zone-for', { zone: row.zone.name, age: duration(nowMs.value - row.zone_since_ms) });
  return (
    <>
      <header class="card-top">
        <Back />
        <div>
          <h2>{row.name ?? say('screens-member')}</h2>
          <p>{inZone} · {certaintyInWords(row.certainty)}</p>
          <LookedAfterBy row={row} />
        </div>
        <BasketButton visitId={row.visit_id} />
      </header>
      {shownLink.value !== 'live' && <p class="card-link"><Pill /><LinkFacts /></p>}
      <div class="card-body">
        {row.asked_ms !== null && (
          <p class="asks" role="status">
            <BellIcon />{say('screens-asks-since', { age: since(row.asked_ms, now.value) })}
          </p>
        )}
        <VisitCardView card={row.card}><WrittenDown visitId={row.visit_id} /></VisitCardView>
        <LookAfter row={row} />
      </div>
      <Actions row={row} />
    </>
  );
}

function Ended() {
  const reason = ended.value ?? 'unknown';
  return (
    <div class="blank" role="alert">
      <h2>{say(`screens-ended-${reason}`)}</h2>
      <p>{say(`screens-ended-text-${reason}`)}</p>
      <button class="button primary" onClick={showList}>{say('screens-back')}</button>
    </div>
  );
}

function Waiting() {
  if (shownLink.value === 'offline') return <Lost silentMs={silentMs.value} onRetry={reload} />;
  return <div class="card-body"><Skeleton rows={current.value ? 0 : 3} bars={2} /></div>;
}
