/** What is next, where there is room for it: who asks and waits, and whom this colleague is with. */
import { BellIcon } from '../components/icons';
import type { VisitRow } from '../data/types';
import { duration, since } from '../words/ages';
import { say } from '../words/words';
import { ProofOfLife } from './LinkState';
import { nowMs } from './state/clock';
import { showCard } from './state/route';
import { openVisit } from './state/selection';
import { current, notYetHelped, now, waitingForHelp, withMe } from './state/store';
import './Next.css';

export function Next() {
  if (!current.value) return <aside class="next-pane" aria-label={say('screens-next')} />;
  const groups = [waitingForHelp.value, withMe.value, notYetHelped.value];
  return (
    <aside class="next-pane" aria-label={say('screens-next')}>
      {openVisit.value === null && (
        <p class="next-hint soft">{say('screens-choose-customer')}. {say('screens-choose-customer-text')}</p>
      )}
      <h2>{say('screens-next')}</h2>
      {groups.every((rows) => rows.length === 0) && <p class="soft">{say('screens-next-nothing')}</p>}
      <Group title={say('screens-asks')} rows={waitingForHelp.value} />
      <Group title={say('screens-sections-mine')} rows={withMe.value} />
      <Group title={say('screens-next-longest')} rows={notYetHelped.value} />
      <p class="soft next-proof"><ProofOfLife /></p>
    </aside>
  );
}

function Group({ title, rows }: { title: string; rows: readonly VisitRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="stack tight">
      <h3 class="section-title">{title}</h3>
      <ul class="stack tight">{rows.map((row) => <li key={row.visit_id}><Short row={row} /></li>)}</ul>
    </section>
  );
}

function Short({ row }: { row: VisitRow }) {
  return (
    <button
      class="next-row"
      aria-current={openVisit.value === row.visit_id ? 'true' : undefined}
      onClick={() => showCard(row.visit_id)}
    >
      <strong>{row.name ?? say('screens-member')}</strong>
      {row.card && <span>{row.card.next_best.text}</span>}
      <span class="soft next-where">
        {row.zone.name} · {row.asked_ms === null ? duration(nowMs.value - row.started_at_ms) : <Asked sinceMs={row.asked_ms} />}
      </span>
    </button>
  );
}

function Asked({ sinceMs }: { sinceMs: number }) {
  return <><BellIcon /> {since(sinceMs, now.value)}</>;
}
