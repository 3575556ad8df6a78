/** The list of who is here. */
import { useEffect, useRef } from 'preact/hooks';
import { PersonIcon } from '../components/icons';
import { duration } from '../words/ages';
import { say } from '../words/words';
import { asking } from './asking';
import { watchFinger } from './freeze';
import { Facts, Pill, ProofOfLife } from './LinkState';
import { NearbyRow } from './NearbyRow';
import { SECTIONS } from './order';
import {
  arrangement, current, letIn, me, reload, rows, shownLink, silentMs, store, zoneFilter, zones,
} from './room';

export function Nearby() {
  return (
    <main class="nearby">
      <Header />
      {current.value && <ZoneChips />}
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
        <button
          class="button icon-button me"
          aria-label={name === null ? say('screens-who-am-i') : say('screens-signed-in-as', { name })}
          onClick={() => (asking.value = { then: null })}
        >
          {name === null ? <PersonIcon /> : <span class="initial">{Array.from(name)[0]?.toUpperCase()}</span>}
        </button>
      </div>
      <p class="top-facts"><Facts /></p>
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
        {chip(null, say('screens-everywhere'), rows.value.size)}
        {zones.value.map((zone) => chip(zone.id, zone.name, counts.get(zone.id) ?? 0))}
      </div>
    </nav>
  );
}

function List() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => (list.current ? watchFinger(list.current) : undefined), []);
  const { slots, waiting } = arrangement.value;
  return (
    <div class="list" ref={list}>
      {waiting > 0 && (
        <button class="newcomers" onClick={letIn}>{say('screens-newcomers', { count: waiting })}</button>
      )}
      {!current.value ? <NotCurrent /> : slots.length === 0 && waiting === 0 ? <Nobody /> : (
        SECTIONS.map((section) => {
          const here = slots.filter((slot) => slot.section === section);
          return here.length === 0 ? null : (
            <section key={section} aria-labelledby={`section-${section}`}>
              <h2 class="section-title" id={`section-${section}`}>{say(`screens-sections-${section}`)}</h2>
              <ul class="rows">
                {here.map((slot) => {
                  const row = slot.gone ? undefined : rows.value.get(slot.visitId);
                  return (
                    <li key={slot.visitId}>
                      {row ? <NearbyRow row={row} /> : <p class="row empty-row">{say('screens-row-gone')}</p>}
                    </li>
                  );
                })}
              </ul>
            </section>
          );
        })
      )}
    </div>
  );
}

function Nobody() {
  const zone = zones.value.find(({ id }) => id === zoneFilter.value);
  return (
    <div class="blank">
      <h2>{zone ? say('screens-nobody-here', { zone: zone.name }) : say('screens-nobody')}</h2>
      <p>{say('screens-nobody-text')}</p>
      <p class="soft"><ProofOfLife /></p>
    </div>
  );
}

/** A skeleton while a snapshot is on its way; plain words once it does not come. */
function NotCurrent() {
  if (shownLink.value !== 'offline') {
    return (
      <div class="rows skeleton" role="status" aria-label={say('screens-loading')}>
        {[0, 1, 2, 3].map((n) => <div key={n} class="row skeleton-row"><i /><i /><i /></div>)}
      </div>
    );
  }
  return <Lost />;
}

export function Lost() {
  const silent = silentMs.value;
  return (
    <div class="blank">
      <h2>{say('screens-lost-title')}</h2>
      <p>{silent === null ? say('screens-never-text') : say('screens-lost-text', { age: say('screens-ago', { age: duration(silent) }) })}</p>
      <button class="button" onClick={reload}>{say('screens-try-again')}</button>
    </div>
  );
}
