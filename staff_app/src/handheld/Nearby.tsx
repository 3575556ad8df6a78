/** The list of who is here. */
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { PersonIcon } from '../components/icons';
import { Lost } from '../components/Lost';
import { Skeleton } from '../components/Skeleton';
import { say } from '../words/words';
import { AlertsButton } from './Alerts';
import { ClosedNow, LinkFacts, Pill, ProofOfLife } from './LinkState';
import { NearbyRow } from './NearbyRow';
import { RedeemButton } from './Redeem';
import { SearchButton, SearchField } from './Search';
import { silentMs } from './state/clock';
import { reload, shownLink } from './state/connection';
import { holdList } from './state/holdList';
import { handedToMe, nudgeOf, SECTIONS } from './state/order';
import { closeSearch, searchText, zoneFilter } from './state/selection';
import { me } from './state/signedIn';
import { askWhoIAm } from './state/signIn';
import { arrangement, current, nudged, rows, showNewcomers, store, zones } from './state/store';
import './Nearby.css';

export function Nearby() {
  return (
    <main class="nearby">
      <Header />
      {current.value && <SearchField />}
      {current.value && <ZoneChips />}
      <Told />
      <List />
    </main>
  );
}

function Header() {
  const name = me.value;
  return (
    <header class="top">
      <div class="top-line">
        <h1>{store.value?.name ?? 'Goddag'}</h1>
        <Pill />
        {current.value && me.value !== null && <AlertsButton />}
        {current.value && <RedeemButton />}
        <button
          class="button icon-button me"
          aria-label={name === null ? say('screens-who-am-i') : say('screens-signed-in-as', { name })}
          onClick={askWhoIAm}
        >
          {name === null ? <PersonIcon /> : <span class="initial">{Array.from(name)[0]?.toUpperCase()}</span>}
        </button>
      </div>
      <p class="top-facts"><LinkFacts /></p>
      <ClosedNow />
    </header>
  );
}

function ZoneChips() {
  const counts = new Map<string, number>();
  for (const row of rows.value.values()) counts.set(row.zone.id, (counts.get(row.zone.id) ?? 0) + 1);
  const chip = (id: string | null, name: string, count: number) => (
    <button key={id ?? ''} class="chip" aria-pressed={zoneFilter.value === id} onClick={() => (zoneFilter.value = id)}>
      {name} <span class="count">{count}</span>
    </button>
  );
  return (
    <nav class="zones" aria-label={say('screens-zones')}>
      <div class="chips">
        <SearchButton />
        {chip(null, say('screens-everywhere'), rows.value.size)}
        {zones.value.map((zone) => chip(zone.id, zone.name, counts.get(zone.id) ?? 0))}
      </div>
    </nav>
  );
}

/** A row that comes first is seen; to be heard it is said once. */
function Told() {
  const row = nudged.value === null ? undefined : rows.value.get(nudged.value);
  const nudge = row && nudgeOf(row);
  const parts = row && nudge ? [nudge.text, row.name ?? say('screens-member'), row.zone.name] : [];
  return (
    <>
      <p class="unseen" role="status">{parts.join(' · ')}</p>
      <p class="unseen" role="status">{handed()}</p>
    </>
  );
}

/** Who was given to me by a colleague, and by whom. */
function handed(): string {
  return [...rows.value.values()]
    .filter((row) => handedToMe(row, me.value))
    .map((row) => [say('screens-handed-to-you', { who: row.handed_by ?? '' }), row.name ?? say('screens-member'), row.zone.name].join(' · '))
    .join('. ');
}

function List() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => (list.current ? holdList(list.current) : undefined), []);
  const { slots, waiting } = arrangement.value;
  return (
    <div class="list" ref={list}>
      {waiting > 0 && (
        <button class="newcomers" onClick={showNewcomers}>{say('screens-newcomers', { count: waiting })}</button>
      )}
      {!current.value ? <NotCurrent /> : slots.length === 0 && waiting === 0 ? <Nobody /> : (
        SECTIONS.map((section) => {
          const here = slots.filter((slot) => slot.section === section);
          return here.length === 0 ? null : (
            <section key={section} aria-labelledby={`section-${section}`}>
              <h2 class="section-title" id={`section-${section}`}>{say(`screens-sections-${section}`)}</h2>
              <ul class="rows">
                {here.map((slot) => <li key={slot.visitId}><Place visitId={slot.visitId} gone={slot.gone} /></li>)}
              </ul>
            </section>
          );
        })
      )}
    </div>
  );
}

/** Follows its own customer alone: a change of one does not draw two hundred. */
function Place({ visitId, gone }: { visitId: string; gone: boolean }) {
  const row = useComputed(() => rows.value.get(visitId)).value;
  return row && !gone ? <NearbyRow row={row} /> : <p class="row empty-row">{say('screens-row-gone')}</p>;
}

function Nobody() {
  if (searchText.value.trim() !== '') return <NotFound />;
  const zone = zones.value.find(({ id }) => id === zoneFilter.value);
  return (
    <div class="blank">
      <h2>{zone ? say('screens-nobody-here', { zone: zone.name }) : say('screens-nobody')}</h2>
      <p>{say('screens-nobody-text')}</p>
      <p class="soft"><ProofOfLife /></p>
    </div>
  );
}

function NotFound() {
  return (
    <div class="blank" role="status">
      <h2>{say('screens-search-nobody')}</h2>
      <p>{say('screens-search-nobody-text')}</p>
      <button class="button" onClick={closeSearch}>{say('screens-search-clear')}</button>
    </div>
  );
}

/** A skeleton while a snapshot is on its way; plain words once it does not come. */
function NotCurrent() {
  if (shownLink.value !== 'offline') return <Skeleton rows={4} bars={3} />;
  return <Lost silentMs={silentMs.value} onRetry={reload} />;
}
