/** Signing in: whose turn it is, and their PIN; or making this device one of the shop's. Nothing of a customer is here. */
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { LockIcon } from '../components/icons';
import type { Colleague } from '../data/people';
import { say } from '../words/words';
import {
  colleagues,
  enrol,
  enterByLink,
  enterAtProvider,
  enterByPasskey,
  enterPin,
  keepsKeys,
  openedLink,
  loadColleagues,
  returned,
  session,
  signedOut,
  type Refused,
} from './state/session';
import './Lock.css';

// A scanner is a keyboard: it types a whole badge faster than anybody.
const SCANNED_KEY_MS = 60;
const FEWEST_OF_A_BADGE = 4;

export function Lock() {
  const now = session.value;
  return (
    <main class="lock">
      <div class="stack panel">
        <span class="badge-icon"><LockIcon /></span>
        <Told />
        {openedLink.value !== null ? <ByLink /> : now === null ? <Loading /> : (
          now.device === 'shared' || now.device === 'own' ? <Pick /> : <NotOurs />
        )}
        {now?.passkeys && openedLink.value === null && <ByPasskey />}
        {now?.provider && openedLink.value === null && <AtProvider />}
        <LanguageChoice />
      </div>
    </main>
  );
}

function Loading() {
  return signedOut.value === 'no' ? <p role="status">{say('screens-loading')}</p> : null;
}

function Told() {
  if (signedOut.value === 'done') return <p role="status">{say('screens-signed-out-done')}</p>;
  if (signedOut.value === 'locked') return <p role="status">{say('screens-locked-told')}</p>;
  if (signedOut.value === 'untold') return <p class="failure" role="status">{say('screens-signed-out-untold')}</p>;
  const ended = session.value?.ended;
  return ended && ended !== 'unknown' ? <p role="status">{say(`screens-ended-because-${ended}`)}</p> : null;
}

/** Names first, a PIN after: two touches and six digits. */
function Pick() {
  const [who, setWho] = useState<Colleague | { badge: string } | null>(null);
  useEffect(() => void loadColleagues(), []);
  useScanner((badge) => setWho({ badge }));
  const known = colleagues.value;
  if (who !== null) return <Pin who={who} back={() => setWho(null)} />;
  return (
    <>
      <h1>{say('screens-pick-title')}</h1>
      {session.value?.device_name && <p class="soft">{session.value.device_name}</p>}
      {known === 'loading' && <p role="status">{say('screens-loading')}</p>}
      {known === 'failed' && (
        <>
          <p class="failure" role="alert">{say('screens-pin-unreachable')}</p>
          <button type="button" class="button" onClick={() => void loadColleagues()}>{say('screens-try-again')}</button>
        </>
      )}
      {typeof known === 'object' && known.length === 0 && <p>{say('screens-pick-nobody')}</p>}
      {typeof known === 'object' && known.length > 0 && (
        <ul class="names" aria-label={say('screens-pick-title')}>
          {known.map((each) => (
            <li key={each.id}>
              <button type="button" class="button name" onClick={() => setWho(each)}>{each.name}</button>
            </li>
          ))}
        </ul>
      )}
      <p class="soft">{say('screens-pick-badge')}</p>
    </>
  );
}

function Pin({ who, back }: { who: Colleague | { badge: string }; back: () => void }) {
  const [pin, setPin] = useState('');
  const [refused, setRefused] = useState<Refused>(null);
  const [busy, setBusy] = useState(false);

  async function unlock(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const said = await enterPin('badge' in who ? who : { person: who.id }, pin);
    setBusy(false);
    if (said === null) return;
    setPin('');
    setRefused(said);
  }

  return (
    <form class="stack" autoComplete="off" onSubmit={(event) => void unlock(event)}>
      <h1>{'badge' in who ? say('screens-pin-badge-read') : say('screens-pin-of', { name: who.name })}</h1>
      <label class="stack tight">
        <span class="label">{say('screens-pin')}</span>
        <input
          class="field"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          autoFocus
          required
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value)}
        />
      </label>
      <p class="failure" role="alert">{refused !== null && inWords(refused)}</p>
      <div class="actions">
        <button type="button" class="button" onClick={back}>{say('screens-pick-another')}</button>
        <button type="submit" class="button primary" disabled={busy}>{say('screens-unlock')}</button>
      </div>
    </form>
  );
}

function NotOurs() {
  const revoked = session.value?.device === 'revoked';
  return (
    <>
      <h1>{revoked ? say('screens-device-revoked-title') : say('screens-device-none-title')}</h1>
      <p class="soft">{keepsKeys ? say('screens-device-none-text') : say('screens-no-key')}</p>
    </>
  );
}

/** A link works once, so nothing is done with it before somebody says so. */
function ByLink() {
  const [refused, setRefused] = useState<Refused>(null);
  const [busy, setBusy] = useState(false);
  const { kind, secret } = openedLink.value ?? { kind: 'welcome', secret: '' };

  async function go(): Promise<void> {
    setBusy(true);
    setRefused(kind === 'welcome' ? await enterByLink(secret) : await enrol(secret));
    setBusy(false);
  }

  return (
    <>
      <h1>{kind === 'welcome' ? say('screens-welcome-title') : say('screens-enrol-title')}</h1>
      <p class="soft">{kind === 'welcome' ? say('screens-welcome-text') : say('screens-enrol-text')}</p>
      <p class="failure" role="alert">{refused !== null && inWords(refused)}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => (openedLink.value = null)}>{say('screens-cancel')}</button>
        <button type="button" class="button primary" disabled={busy} onClick={() => void go()}>
          {kind === 'welcome' ? say('screens-welcome-go') : say('screens-enrol-go')}
        </button>
      </div>
    </>
  );
}

function ByPasskey() {
  const [refused, setRefused] = useState<Refused>(null);
  return (
    <div class="stack tight">
      <button type="button" class="button" onClick={() => void enterByPasskey().then(setRefused)}>
        {say('screens-passkey-use')}
      </button>
      <p class="failure" role="alert">{refused !== null && inWords(refused)}</p>
    </div>
  );
}

function AtProvider() {
  const [refused, setRefused] = useState<Refused>(null);
  const now = returned.value;
  const said = refused ?? (typeof now === 'object' ? now.refused : null);
  return (
    <div class="stack tight">
      <button type="button" class="button" disabled={now === 'asking'} onClick={() => void enterAtProvider().then(setRefused)}>
        {say('screens-provider-use')}
      </button>
      {now === 'asking' && <p role="status">{say('screens-provider-checking')}</p>}
      <p class="failure" role="alert">{said !== null && inWords(said)}</p>
    </div>
  );
}

export function inWords(refused: string): string {
  if (refused === 'unreachable') return say('screens-pin-unreachable');
  if (refused === 'no-key') return say('screens-no-key');
  if (refused === 'no-passkey') return say('screens-no-passkey');
  return refused;
}

/** Calls back with what a badge scanner types: fast keys, then Enter. */
function useScanner(read: (badge: string) => void): void {
  useEffect(() => {
    let typed = '';
    let at = 0;
    function key(event: KeyboardEvent): void {
      if (event.target instanceof HTMLInputElement) return;
      const now = performance.now();
      if (now - at > SCANNED_KEY_MS) typed = '';
      at = now;
      if (event.key === 'Enter' && typed.length >= FEWEST_OF_A_BADGE) {
        event.preventDefault();
        read(typed);
        typed = '';
      } else if (event.key.length === 1) {
        typed += event.key;
      }
    }
    document.addEventListener('keydown', key, true);
    return () => document.removeEventListener('keydown', key, true);
  }, []);
}
