/** What concerns whoever is signed in: their language, PIN and passkeys; and the way to people and devices. */
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { LockIcon } from '../components/icons';
import type { ChangeView, PasskeyView, Role, SignInView } from '../data/people';
import { since } from '../words/ages';
import { say } from '../words/words';
import { AlertChoices } from './AlertChoices';
import { inWords } from './Lock';
import { openDevices } from './state/devices';
import { addPasskey, doneToMe, dropPasskey, endMySignIn, myPasskeys, mySignIns, newPinForMe } from './state/own';
import { openPeople } from './state/people';
import { lockNow, session, signOut } from './state/session';
import { cancelSignIn } from './state/signIn';
import { now } from './state/store';
import { unsent } from './state/staffActions';
import './Me.css';

const LEAD: readonly Role[] = ['manager', 'it'];

export function Me() {
  const mine = session.value?.me;
  if (!mine) return null;
  const leads = mine.roles.some((role) => LEAD.includes(role));
  return (
    <div class="stack">
      <p class="soft">{mine.roles.map((role) => say(`screens-roles-${role}`)).join(' · ')}</p>
      <MyPin />
      {session.value?.passkeys && <Passkeys />}
      <SignIns />
      <DoneToMe />
      <AlertChoices />
      <LanguageChoice />
      <div class="stack tight own-actions">
        {leads && (
          <>
            <button type="button" class="button" onClick={() => instead(openPeople)}>{say('screens-people')}</button>
            <button type="button" class="button" onClick={() => instead(openDevices)}>{say('screens-devices')}</button>
          </>
        )}
        <button type="button" class="button" onClick={lockNow}><LockIcon />{say('screens-lock')}</button>
        <button type="button" class="button" onClick={signOut}>{say('screens-sign-out')}</button>
        {unsent.value.length > 0 && <p class="failure">{say('screens-sign-out-loses', { count: unsent.value.length })}</p>}
      </div>
      <button type="button" class="button quiet" onClick={cancelSignIn}>{say('screens-close')}</button>
    </div>
  );
}

function instead(open: () => void): void {
  cancelSignIn();
  open();
}

/** Shown once: whoever looks over a shoulder later finds nothing. */
function MyPin() {
  const [pin, setPin] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const had = session.value?.me?.has_pin ?? false;

  async function give(): Promise<void> {
    const made = await newPinForMe();
    if ('pin' in made) setPin(made.pin);
    else setRefused(made.refused);
  }

  if (pin !== null) {
    return (
      <div class="stack tight" role="status">
        <p>{say('screens-pin-given')}</p>
        <p class="pin">{pin.slice(0, 3)} {pin.slice(3)}</p>
        <p class="soft">{say('screens-pin-given-text')}</p>
      </div>
    );
  }
  return (
    <div class="stack tight">
      {!had && <p>{say('screens-pin-none')}</p>}
      <button type="button" class={had ? 'button' : 'button primary'} onClick={() => void give()}>
        {had ? say('screens-pin-new') : say('screens-pin-get')}
      </button>
      {refused !== null && <p class="failure" role="alert">{inWords(refused)}</p>}
    </div>
  );
}

/** Whoever is given a PIN or a link by somebody else sees by whom: that somebody could come in as them. */
function DoneToMe() {
  const [done, setDone] = useState<ChangeView[]>([]);
  useEffect(() => void doneToMe().then(setDone), []);
  if (done.length === 0) return null;
  return (
    <div class="stack tight">
      <h3 class="label">{say('screens-done-to-me')}</h3>
      <ul class="people">
        {done.map((each) => (
          <li key={`${each.at_ms} ${each.change}`} class="passkey">
            <span>{say(`screens-done-to-me-${each.change}`, { by: each.by })}</span>
            <span class="soft">{since(each.at_ms, now.value)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A device that somebody forgot to lock, or that is not theirs at all, is seen and closed from here. */
function SignIns() {
  const [open, setOpen] = useState<SignInView[]>([]);
  const [refused, setRefused] = useState<string | null>(null);

  const load = async () => setOpen(await mySignIns());
  useEffect(() => void load(), []);

  async function end(which: string): Promise<void> {
    setRefused(await endMySignIn(which));
    await load();
  }

  if (open.length === 0) return null;
  return (
    <div class="stack tight">
      <h3 class="label">{say('screens-sign-ins')}</h3>
      <ul class="people">
        {open.map((each) => (
          <li key={each.id} class="passkey">
            <span class="sign-in">
              {each.this ? say('screens-sign-in-this', { device: each.device_name }) : each.device_name}
              <br />
              <span class="soft">{since(each.opened_ms, now.value)}</span>
            </span>
            {!each.this && (
              <button type="button" class="button quiet" aria-label={say('screens-sign-in-end-on', { device: each.device_name })} onClick={() => void end(each.id)}>
                {say('screens-sign-in-end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {open.length > 2 && <button type="button" class="button" onClick={() => void end('others')}>{say('screens-sign-ins-end-others')}</button>}
      {refused !== null && <p class="failure" role="alert">{inWords(refused)}</p>}
    </div>
  );
}

function Passkeys() {
  const [known, setKnown] = useState<PasskeyView[]>([]);
  const [refused, setRefused] = useState<string | null>(null);

  const load = async () => setKnown(await myPasskeys());
  useEffect(() => void load(), []);

  async function then(done: Promise<string | null>): Promise<void> {
    setRefused(await done);
    await load();
  }

  return (
    <div class="stack tight">
      <h3 class="label">{say('screens-passkeys')}</h3>
      {known.length > 0 && (
        <ul class="people">
          {known.map((each) => (
            <li key={each.id} class="passkey">
              <span class={each.copied ? 'failure' : ''}>{each.copied ? `${each.name}: ${say('screens-passkey-copied')}` : each.name}</span>
              <button type="button" class="button quiet" aria-label={say('screens-passkey-remove', { name: each.name })} onClick={() => void then(dropPasskey(each.id))}>
                {say('screens-remove')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="button" onClick={() => void then(addPasskey(session.peek()?.device_name || say('screens-passkey')))}>{say('screens-passkey-add')}</button>
      {refused !== null && <p class="failure" role="alert">{inWords(refused)}</p>}
    </div>
  );
}
