/** My clients: who they are and since when, when they were here last, and who is in the store now. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { PlaceIcon } from '../components/icons';
import { Lost } from '../components/Lost';
import { Skeleton } from '../components/Skeleton';
import type { ClientView, OwnedClientView } from '../data/clients';
import { sinceDay } from '../words/ages';
import { say } from '../words/words';
import { inWords } from './Lock';
import {
  bookState,
  chooseBook,
  clientRefusal,
  clients,
  end,
  give,
  hasBook,
  leads,
  load,
  shopClients,
  visitOf,
  wantsShop,
} from './state/clients';
import { silentMs } from './state/clock';
import { reload, shownLink } from './state/connection';
import { showCard } from './state/route';
import { current, now, rows } from './state/store';
import './Clients.css';

export function Clients() {
  return (
    <main class="clients">
      <header class="clients-top stack tight">
        <h1>{say('screens-place-clients')}</h1>
        {leads.value && (
          <div class="chips">
            <button class="chip" aria-pressed={!wantsShop.value} onClick={() => chooseBook(false)}>{say('screens-clients-mine')}</button>
            <button class="chip" aria-pressed={wantsShop.value} onClick={() => chooseBook(true)}>{say('screens-clients-shop')}</button>
          </div>
        )}
      </header>
      <div class="clients-body stack">
        {clientRefusal.value !== null && <p class="failure" role="alert">{inWords(clientRefusal.value)}</p>}
        <Book />
      </div>
    </main>
  );
}

function Book() {
  if (!hasBook.value && current.value) return <Blank title={say('screens-clients-no-account')} text={say('screens-clients-no-account-text')} />;
  if (!current.value && shownLink.value === 'offline') return <Lost silentMs={silentMs.value} onRetry={reload} />;
  if (bookState.value === 'loading' || !current.value) return <Skeleton rows={3} bars={2} />;
  if (bookState.value === 'failed') {
    return (
      <div class="blank" role="alert">
        <p>{say('screens-clients-failed')}</p>
        <button class="button" onClick={() => void load()}>{say('screens-try-again')}</button>
      </div>
    );
  }
  if (wantsShop.value && shopClients.value !== null) return <Shop all={shopClients.value.clients} />;
  if (clients.value.length === 0) return <Blank title={say('screens-clients-none')} text={say('screens-clients-none-text')} />;
  const here = clients.value.filter((each) => visitOf(each) !== null);
  const away = clients.value.filter((each) => visitOf(each) === null);
  return (
    <>
      <Group id="here" title={say('screens-clients-here')} all={here} />
      <Group id="away" title={say('screens-clients-away')} all={away} />
    </>
  );
}

function Blank({ title, text }: { title: string; text: string }) {
  return (
    <div class="blank">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}

function Group({ id, title, all }: { id: string; title: string; all: readonly ClientView[] }) {
  if (all.length === 0) return null;
  return (
    <section aria-labelledby={`clients-${id}`}>
      <h2 class="section-title" id={`clients-${id}`}>{title}</h2>
      <ul class="client-rows">{all.map((each) => <li key={each.id}><Entry client={each} /></li>)}</ul>
    </section>
  );
}

function Entry({ client }: { client: ClientView }) {
  const [open, setOpen] = useState(false);
  const name = client.name ?? say('screens-member');
  const visitId = visitOf(client);
  if (visitId !== null) {
    return (
      <button class="client" data-here="true" onClick={() => showCard(visitId)}>
        <strong class="client-name">{name}</strong>
        <span class="client-zone"><PlaceIcon />{rows.value.get(visitId)?.zone.name}</span>
        <Facts client={client} />
      </button>
    );
  }
  return (
    <>
      <button class="client" aria-expanded={open} onClick={() => setOpen(!open)}>
        <strong class="client-name">{name}</strong>
        <Facts client={client} />
      </button>
      {open && <Opened><End client={client} name={name} text={say('screens-client-end')} /></Opened>}
    </>
  );
}

/** What a tap opens is seen, though the places stand over the end of the page. */
function Opened({ children }: { children: ComponentChildren }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), []);
  return <div class="stack tight client-open" ref={place}>{children}</div>;
}

function Facts({ client }: { client: ClientView }) {
  const last = client.last_visit_ms;
  const visit = last === null ? say('screens-client-no-visit') : say('screens-client-last-visit', { age: sinceDay(last, now.value) });
  return <span class="soft client-facts">{say('screens-client-since', { age: sinceDay(client.since_ms, now.value) })} · {visit}</span>;
}

function End({ client, name, text }: { client: ClientView; name: string; text: string }) {
  const [sure, setSure] = useState(false);
  if (!sure) return <button class="button quiet" onClick={() => setSure(true)}>{text}</button>;
  return (
    <div class="stack tight" role="group" aria-label={say('screens-client-end-ask', { name })}>
      <p>{say('screens-client-end-ask', { name })}</p>
      <div class="actions">
        <button class="button" autoFocus onClick={() => setSure(false)}>{say('screens-cancel')}</button>
        <button class="button primary" onClick={() => void end(client.id)}>{say('screens-yes')}</button>
      </div>
    </div>
  );
}

/** For whoever leads: first those whose colleague does not work here any more. */
function Shop({ all }: { all: readonly OwnedClientView[] }) {
  if (all.length === 0) return <Blank title={say('screens-clients-none')} text={say('screens-clients-none-text')} />;
  const owners = new Map<string, OwnedClientView[]>();
  for (const each of all) owners.set(each.owner ?? '', [...(owners.get(each.owner ?? '') ?? []), each]);
  return (
    <>
      {[...owners].map(([owner, theirs]) => (
        <section key={owner} aria-labelledby={`owner-${owner}`} data-nobodys={owner === ''}>
          <h2 class="section-title" id={`owner-${owner}`}>{theirs[0]?.owner_name ?? say('screens-clients-nobodys')}</h2>
          <ul class="client-rows">{theirs.map((each) => <li key={each.id}><Owned client={each} /></li>)}</ul>
        </section>
      ))}
    </>
  );
}

function Owned({ client }: { client: OwnedClientView }) {
  const [open, setOpen] = useState(false);
  const name = client.name ?? say('screens-member');
  const others = (shopClients.value?.colleagues ?? []).filter((each) => each.id !== client.owner);
  return (
    <>
      <button class="client" aria-expanded={open} onClick={() => setOpen(!open)}>
        <strong class="client-name">{name}</strong>
        <Facts client={client} />
      </button>
      {open && (
        <Opened>
          {others.length > 0 && <p class="label" id={`give-${client.id}`}>{say('screens-client-give')}</p>}
          <div class="chips wrap" role="group" aria-labelledby={`give-${client.id}`}>
            {others.map((each) => (
              <button key={each.id} class="chip" onClick={() => void give(client.id, each.id)}>{each.name}</button>
            ))}
          </div>
          <End client={client} name={name} text={say('screens-client-take-away')} />
        </Opened>
      )}
    </>
  );
}
