/** What is to be done in the store: overdue, today, later, and what was done today. */
import { useEffect, useState } from 'preact/hooks';
import { Lost } from '../components/Lost';
import { Skeleton } from '../components/Skeleton';
import { PersonIcon } from '../components/icons';
import { inLocale, say } from '../words/words';
import { Pill } from './LinkState';
import { silentMs } from './state/clock';
import { reload, shownLink } from './state/connection';
import { followUpDraft } from './state/drafts';
import { followUps, giving, isMine, loadColleaguesToChoose, loadFollowUps, settleFollowUp, startFollowUp, type Item } from './state/followUps';
import { showCard } from './state/route';
import { inMyName } from './state/signIn';
import { me } from './state/signedIn';
import { followUpRefused } from './state/staffActions';
import { rows } from './state/store';
import './FollowUps.css';

const STATES = ['overdue', 'today', 'later', 'done'] as const;

export function FollowUps() {
  const [mineOnly, setMineOnly] = useState(true);
  useEffect(() => void loadFollowUps(), []);
  const known = followUps.value;
  const shown = (known?.items ?? []).filter((each) => !mineOnly || isMine(each) || each.done_by === me.value);
  return (
    <main class="follow-ups">
      <header class="follow-ups-top">
        <h1>{say('screens-place-follow-ups')}</h1>
        <Pill />
      </header>
      <div class="list">
        <button class="button primary follow-up-new" disabled={known === null} onClick={() => inMyName(() => startFollowUp(null))}>
          {followUpDraft.value === null ? say('screens-follow-up-new') : say('screens-follow-up-go-on')}
        </button>
        <div class="chips wrap" role="group" aria-label={say('screens-follow-up-whose')}>
          <button class="chip" aria-pressed={mineOnly} onClick={() => setMineOnly(true)}>{say('screens-follow-up-mine')}</button>
          <button class="chip" aria-pressed={!mineOnly} onClick={() => setMineOnly(false)}>{say('screens-follow-up-everybodys')}</button>
        </div>
        {followUpRefused.value !== null && <p class="notice" role="alert">{followUpRefused.value || say('screens-refused')}</p>}
        {known === null && <NotThere />}
        {known !== null && shown.length === 0 && (
          <div class="blank">
            <h2>{say('screens-follow-up-nothing')}</h2>
            <p>{say('screens-follow-up-nothing-text')}</p>
          </div>
        )}
        {STATES.map((state) => <Section key={state} state={state} items={shown.filter((each) => each.state === state)} />)}
      </div>
    </main>
  );
}

function NotThere() {
  return shownLink.value === 'offline' ? <Lost silentMs={silentMs.value} onRetry={reload} /> : <Skeleton rows={3} bars={2} />;
}

function Section({ state, items }: { state: Item['state']; items: readonly Item[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={`follow-ups-${state}`}>
      <h2 class="section-title" id={`follow-ups-${state}`}>
        {say(`screens-follow-up-states-${state}`)} <span class="count">{items.length}</span>
      </h2>
      <ul class="rows">{items.map((each) => <li key={each.id}><OneFollowUp item={each} /></li>)}</ul>
    </section>
  );
}

function OneFollowUp({ item }: { item: Item }) {
  const done = item.state === 'done';
  const title = titleOf(item);
  return (
    <article class="follow-up" data-state={item.state}>
      <div>
        <h3>{title}</h3>
        {item.text !== '' && item.what !== 'other' && <p class="follow-up-words">{item.text}</p>}
        {item.customer && <Whom customer={item.customer} />}
        <p class="soft">
          {done ? say('screens-follow-up-done-by', { who: item.done_by ?? '–' }) : `${dayInWords(item.due)} · ${nameOf(item.to)}`}
        </p>
        {item.waits && <p class="soft" role="status">{shownLink.value === 'live' ? say('screens-sending') : say('screens-will-be-sent')}</p>}
      </div>
      <div class="follow-up-actions">
        <button class="button" aria-label={`${done ? say('screens-follow-up-undo') : say('screens-follow-up-done')}: ${title}`} onClick={() => inMyName(() => settleFollowUp(item.id, !done))}>
          {done ? say('screens-follow-up-undo') : say('screens-follow-up-done')}
        </button>
        {!done && (
          <button class="button quiet" aria-label={`${say('screens-follow-up-give')}: ${title}`} onClick={() => inMyName(() => give(item.id))}>
            {say('screens-follow-up-give')}
          </button>
        )}
      </div>
    </article>
  );
}

function give(id: string): void {
  giving.value = id;
  void loadColleaguesToChoose();
}

/** A name only of who chose to be greeted by it; their card while they are here. */
function Whom({ customer }: { customer: NonNullable<Item['customer']> }) {
  const visitId = customer.visit_id;
  const name = customer.name ?? (visitId !== null ? rows.value.get(visitId)?.name : null) ?? say('screens-follow-up-customer');
  if (visitId === null || !rows.value.has(visitId)) return <p class="follow-up-whom"><PersonIcon />{name}</p>;
  return (
    <button class="button quiet follow-up-whom" onClick={() => showCard(visitId)}>
      <PersonIcon />{say('screens-follow-up-here', { name })}
    </button>
  );
}

export function titleOf(item: Pick<Item, 'what' | 'text'>): string {
  return item.what === 'other' ? item.text : say(`screens-follow-up-whats-${item.what}`);
}

function nameOf(to: string | null): string {
  if (to === null) return say('screens-follow-up-nobody');
  return to === me.value ? say('screens-follow-up-me') : to;
}

function dayInWords(day: string): string {
  const known = followUps.value;
  if (known?.today === day) return say('screens-today');
  return inLocale((locale) =>
    new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(day)),
  );
}
