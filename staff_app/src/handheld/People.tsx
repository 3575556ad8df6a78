/** The people of the shop: who may do what, how they come in, and who is stuck; for managers and IT. */
import { useState } from 'preact/hooks';
import { QrCode } from '../components/QrCode';
import type { PersonView, Role } from '../data/people';
import { say } from '../words/words';
import { inWords } from './Lock';
import {
  add,
  changeBadge,
  changeRoles,
  closePeople,
  given,
  giveLink,
  givePin,
  linkAtProvider,
  openPeople,
  staffList,
  refusal,
  remove,
  signOutEverywhere,
  unlinkAtProvider,
  unlockPin,
  waiting,
} from './state/people';
import { session } from './state/session';
import './People.css';

const ROLES: readonly Role[] = ['associate', 'manager', 'marketing', 'it', 'privacy_officer'];
/** What somebody gives who is no manager; the hub holds to it. */
const OF_THE_FLOOR: readonly Role[] = ['associate', 'it'];
const LONGEST_NAME = 80;

export function People() {
  const shown = staffList.value;
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div class="stack">
      {shown === 'loading' && <p role="status">{say('screens-loading')}</p>}
      {shown === 'failed' && (
        <>
          <p class="failure" role="alert">{say('screens-devices-failed')}</p>
          <button class="button" onClick={openPeople}>{say('screens-try-again')}</button>
        </>
      )}
      <Told />
      {Array.isArray(shown) && (
        <>
          <ul class="people" aria-label={say('screens-people')}>
            {shown.map((each) => (
              <li key={each.id} class="person">
                <Line person={each} open={open === each.id} toggle={() => setOpen(open === each.id ? null : each.id)} />
              </li>
            ))}
          </ul>
          <New />
        </>
      )}
      <button class="button quiet" onClick={closePeople}>{say('screens-close')}</button>
    </div>
  );
}

function Told() {
  const now = given.value;
  return (
    <>
      {refusal.value !== null && <p class="failure" role="alert">{inWords(refusal.value)}</p>}
      {now !== null && (
        <div class="stack tight given" role="status">
          {'pin' in now ? (
            <>
              <p>{say('screens-pin-given-to', { name: now.name })}</p>
              <p class="pin">{now.pin.slice(0, 3)} {now.pin.slice(3)}</p>
              <p class="soft">{say('screens-pin-given-text')}</p>
            </>
          ) : (
            <>
              <p>{say('screens-link-given-to', { name: now.name })}</p>
              <QrCode rows={now.link.qr} label={say('screens-link-code', { name: now.name })} />
              <p class="soft">{say('screens-link-given-text')}</p>
              <p class="address">{location.origin}{now.link.path}</p>
            </>
          )}
        </div>
      )}
    </>
  );
}

function Line({ person, open, toggle }: { person: PersonView; open: boolean; toggle: () => void }) {
  const facts = [
    ...person.roles.map((role) => say(`screens-roles-${role}`)),
    ...(person.has_pin ? [] : [say('screens-person-no-pin')]),
    ...(person.passkey_copied ? [say('screens-person-passkey-copied')] : []),
    ...(person.locked_on.length > 0 ? [say('screens-person-locked', { device: person.locked_on.join(', ') })] : []),
  ];
  return (
    <>
      <button type="button" class="button person-line" aria-expanded={open} onClick={toggle}>
        <strong>{person.name}</strong>
        <span class="soft">{facts.join(' · ')}</span>
      </button>
      {open && <About person={person} />}
    </>
  );
}

function About({ person }: { person: PersonView }) {
  const [badge, setBadge] = useState('');
  const [sure, setSure] = useState(false);
  return (
    <div class="stack tight about">
      <RoleChoice chosen={person.roles} choose={(roles) => void changeRoles(person, roles)} />
      <div class="actions wrap">
        {person.locked_on.length > 0 && (
          <button type="button" class="button primary" onClick={() => void unlockPin(person)}>{say('screens-person-unlock')}</button>
        )}
        <button type="button" class="button" onClick={() => void givePin(person)}>{say('screens-person-pin')}</button>
        <button type="button" class="button" onClick={() => void giveLink(person)}>{say('screens-person-link')}</button>
        {person.signed_in && (
          <button type="button" class="button" onClick={() => void signOutEverywhere(person)}>{say('screens-person-sign-out')}</button>
        )}
      </div>
      <form
        class="badge-form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void changeBadge(person, badge).then(() => setBadge(''));
        }}
      >
        <label class="stack tight grow">
          <span class="label">{person.has_badge ? say('screens-person-badge-new') : say('screens-person-badge')}</span>
          <input class="field" value={badge} minLength={4} required onInput={(event) => setBadge(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button">{say('screens-save')}</button>
      </form>
      {session.value?.provider && <Provider person={person} />}
      {sure ? (
        <div class="stack tight" role="group" aria-label={say('screens-person-remove-ask', { name: person.name })}>
          <p>{say('screens-person-remove-ask', { name: person.name })}</p>
          <div class="actions">
            <button type="button" class="button" autoFocus onClick={() => setSure(false)}>{say('screens-cancel')}</button>
            <button type="button" class="button primary" onClick={() => void remove(person)}>{say('screens-yes')}</button>
          </div>
        </div>
      ) : (
        <button type="button" class="button quiet" onClick={() => setSure(true)}>{say('screens-person-remove', { name: person.name })}</button>
      )}
    </div>
  );
}

/** Their account at the shop's identity provider: whoever waits is told apart by the code on their own screen. */
function Provider({ person }: { person: PersonView }) {
  const [code, setCode] = useState('');
  if (person.has_provider) {
    return <button type="button" class="button quiet" onClick={() => void unlinkAtProvider(person)}>{say('screens-provider-unlink')}</button>;
  }
  return (
    <form
      class="stack tight"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void linkAtProvider(person, code).then(() => setCode(''));
      }}
    >
      {waiting.value.map((each) => (
        <button key={each.code} type="button" class="chip" aria-pressed={code === each.code} onClick={() => setCode(each.code)}>
          {say('screens-provider-waits', { name: each.name || say('screens-provider-nameless'), code: each.code })}
        </button>
      ))}
      <div class="actions">
        <label class="stack tight grow">
          <span class="label">{say('screens-provider-link')}</span>
          <input class="field" value={code} maxLength={20} required onInput={(event) => setCode(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button">{say('screens-provider-link-go')}</button>
      </div>
    </form>
  );
}

function New() {
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['associate']);
  return (
    <form
      class="stack tight new-person"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void add(name, roles).then((taken) => taken && setName(''));
      }}
    >
      <h3>{say('screens-person-new')}</h3>
      <label class="stack tight">
        <span class="label">{say('screens-person-name')}</span>
        <input class="field" value={name} maxLength={LONGEST_NAME} required onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <RoleChoice chosen={roles} choose={setRoles} />
      <button type="submit" class="button primary">{say('screens-person-add')}</button>
    </form>
  );
}

/** At least one: who may do nothing is removed. */
function RoleChoice({ chosen, choose }: { chosen: readonly Role[]; choose: (roles: readonly Role[]) => void }) {
  const toggle = (role: Role) => {
    const next = chosen.includes(role) ? chosen.filter((each) => each !== role) : [...chosen, role];
    if (next.length > 0) choose(next);
  };
  const mine = session.value?.me?.roles ?? ROLES;
  const offered = ROLES.filter((role) => mine.includes('manager') || OF_THE_FLOOR.includes(role) || chosen.includes(role));
  return (
    <fieldset class="chips wrap plain">
      <legend class="label">{say('screens-person-roles')}</legend>
      {offered.map((role) => (
        <button key={role} type="button" class="chip" aria-pressed={chosen.includes(role)} onClick={() => toggle(role)}>
          {say(`screens-roles-${role}`)}
        </button>
      ))}
    </fieldset>
  );
}
