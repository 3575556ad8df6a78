/** The pane of the open customer: their card, or why there is none. */
import { useEffect, useRef } from 'preact/hooks';
import { BackIcon, BellIcon, PersonIcon } from '../components/icons';
import type { VisitRow } from '../data/types';
import { certaintyInWords, duration, since } from '../words/ages';
import { say } from '../words/words';
import { Actions } from './Actions';
import { BasketButton } from './Basket';
import { Facts, Pill } from './LinkState';
import { Lost } from './Nearby';
import { current, ended, nowMs, openRow, openVisit, shownLink } from './room';
import { closeCard } from './route';
import { VisitCardView } from './VisitCardView';

export function CardPane() {
  const words = say();
  const visitId = openVisit.value;
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (visitId !== null) pane.current?.focus();
  }, [visitId]);
  const row = openRow.value;
  return (
    <section class="card-pane" ref={pane} tabIndex={-1} aria-label={row ? (row.name ?? words.member) : words.chooseCustomer}>
      {visitId === null ? <NobodyOpen /> : ended.value !== null ? <Ended /> : row ? <Open row={row} /> : <Waiting />}
    </section>
  );
}

function Back() {
  return (
    <button class="button icon-button back" aria-label={say().back} onClick={closeCard}>
      <BackIcon />
    </button>
  );
}

function Open({ row }: { row: VisitRow }) {
  const words = say();
  const inZone = words.zoneFor(row.zone.name, duration(nowMs.value - row.zone_since_ms, words));
  return (
    <>
      <header class="card-top">
        <Back />
        <div>
          <h2>{row.name ?? words.member}</h2>
          <p>{inZone} · {certaintyInWords(row.certainty, words)}</p>
        </div>
        <BasketButton visitId={row.visit_id} />
      </header>
      {shownLink.value !== 'live' && <p class="card-link"><Pill /><Facts /></p>}
      <div class="card-body">
        {row.asked_ms !== null && (
          <p class="asks" role="status">
            <BellIcon />{words.asksSince(since(row.asked_ms, nowMs.value, words))}
          </p>
        )}
        <VisitCardView card={row.card} />
      </div>
      <Actions row={row} />
    </>
  );
}

function Ended() {
  const words = say();
  const reason = ended.value ?? 'unknown';
  return (
    <div class="blank" role="alert">
      <h2>{words.ended[reason]}</h2>
      <p>{words.endedText[reason]}</p>
      <button class="button primary" onClick={closeCard}>{words.back}</button>
    </div>
  );
}

function NobodyOpen() {
  const words = say();
  return (
    <div class="blank quiet">
      <span class="badge-icon"><PersonIcon /></span>
      <h2>{words.chooseCustomer}</h2>
      <p>{words.chooseCustomerText}</p>
    </div>
  );
}

function Waiting() {
  const words = say();
  if (shownLink.value === 'offline') return <Lost />;
  return (
    <div class="card-body skeleton" role="status" aria-label={words.loading}>
      {current.value ? null : [0, 1, 2].map((n) => <div key={n} class="row skeleton-row"><i /><i /></div>)}
    </div>
  );
}
