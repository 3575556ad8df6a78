/** A new follow-up, and whom one is given to. */
import { Sheet } from '../components/Sheet';
import { say } from '../words/words';
import { followUpDraft, type FollowUpDraft } from './state/drafts';
import {
  addingFollowUp,
  changeFollowUp,
  closeFollowUp,
  colleaguesToChoose,
  dayAfter,
  followUps,
  giveFollowUp,
  giving,
  sendFollowUpDraft,
  WHATS,
} from './state/followUps';
import { me } from './state/signedIn';
import { rows } from './state/store';
import './FollowUpSheets.css';

const MOST_LETTERS = 140;
const LONGEST_NAME = 40;
const SOON = [
  { days: 0, name: () => say('screens-today') },
  { days: 1, name: () => say('screens-tomorrow') },
  { days: 7, name: () => say('screens-in-a-week') },
];

export function FollowUpSheets() {
  const draft = followUpDraft.value;
  const today = followUps.value?.today;
  if (giving.value !== null) return <GiveSheet id={giving.value} />;
  if (!addingFollowUp.value || draft === null || today === undefined) return null;
  return <NewSheet draft={draft} today={today} />;
}

function NewSheet({ draft, today }: { draft: FollowUpDraft; today: string }) {
  const says = (draft.what !== 'other' || draft.text.trim() !== '') && draft.due >= today;
  const customer = draft.visitId === null ? null : (rows.value.get(draft.visitId)?.name ?? say('screens-member'));
  const change = (changed: Partial<FollowUpDraft>) => changeFollowUp({ ...draft, ...changed });
  return (
    <Sheet
      title={say('screens-follow-up-new')}
      text={customer === null ? undefined : say('screens-follow-up-for-customer', { name: customer })}
      onClose={closeFollowUp}
    >
      <form
        class="stack"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (says) sendFollowUpDraft(draft);
        }}
      >
        <div class="chips wrap" role="group" aria-label={say('screens-follow-up-what')}>
          {WHATS.map((what) => (
            <button key={what} type="button" class="chip" aria-pressed={draft.what === what} onClick={() => change({ what })}>
              {say(`screens-follow-up-whats-${what}`)}
            </button>
          ))}
        </div>
        <label class="stack tight">
          <span class="label">{say('screens-few-words')}</span>
          <input
            class="field"
            name="follow-up-words"
            value={draft.text}
            maxLength={MOST_LETTERS}
            autoComplete="off"
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
          <span class="soft">{say('screens-few-words-rule', { left: MOST_LETTERS - draft.text.length })}</span>
        </label>
        <div class="chips wrap" role="group" aria-label={say('screens-follow-up-due')}>
          {SOON.map(({ days, name }) => (
            <button key={days} type="button" class="chip" aria-pressed={draft.due === dayAfter(today, days)} onClick={() => change({ due: dayAfter(today, days) })}>
              {name()}
            </button>
          ))}
        </div>
        <label class="stack tight">
          <span class="label">{say('screens-follow-up-due')}</span>
          <input
            class="field"
            name="follow-up-due"
            type="date"
            value={draft.due}
            min={today}
            max={dayAfter(today, 366)}
            required
            onInput={(event) => event.currentTarget.value !== '' && change({ due: event.currentTarget.value })}
          />
        </label>
        <WhoDoesIt to={draft.to} onChange={(to) => change({ to })} />
        <div class="actions">
          <button type="button" class="button" onClick={closeFollowUp}>{say('screens-close')}</button>
          <button type="submit" class="button primary" disabled={!says}>{say('screens-follow-up-save')}</button>
        </div>
      </form>
    </Sheet>
  );
}

type WhoProps = { to: string | null; onChange: (to: string | null) => void };

/** Me, a colleague, or whoever comes to it; while nobody has an account, whoever is called so. */
function WhoDoesIt({ to, onChange }: WhoProps) {
  const known = colleaguesToChoose.value;
  if (known?.may_type) {
    return (
      <label class="stack tight">
        <span class="label">{say('screens-follow-up-to')}</span>
        <input class="field" name="follow-up-to" value={to ?? ''} maxLength={LONGEST_NAME} autoComplete="off" onInput={(event) => onChange(event.currentTarget.value.trim() || null)} />
      </label>
    );
  }
  return (
    <label class="stack tight">
      <span class="label">{say('screens-follow-up-to')}</span>
      <select class="field" name="follow-up-to" value={to ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)}>
        {me.value !== null && <option value={me.value}>{say('screens-follow-up-me')}</option>}
        {(known?.colleagues ?? []).filter(({ name }) => name !== me.value).map(({ name }) => <option key={name} value={name}>{name}</option>)}
        <option value="">{say('screens-follow-up-nobody')}</option>
      </select>
    </label>
  );
}

function GiveSheet({ id }: { id: string }) {
  const item = followUps.value?.items.find((each) => each.id === id);
  const close = () => (giving.value = null);
  const known = colleaguesToChoose.value;
  const names = [me.value, ...(known?.colleagues ?? []).map(({ name }) => name)];
  const others = [...new Set(names)].filter((name): name is string => name !== null && name !== item?.to);
  return (
    <Sheet title={say('screens-follow-up-to')} onClose={close}>
      {known === null && <p class="soft" role="status">{say('screens-loading')}</p>}
      <ul class="stack tight give-list">
        {others.map((name) => (
          <li key={name}>
            <button class="button" onClick={() => giveFollowUp(id, name)}>{name === me.value ? say('screens-follow-up-me') : name}</button>
          </li>
        ))}
        {item?.to !== null && <li><button class="button" onClick={() => giveFollowUp(id, null)}>{say('screens-follow-up-nobody')}</button></li>}
      </ul>
      <button class="button quiet" onClick={close}>{say('screens-cancel')}</button>
    </Sheet>
  );
}
