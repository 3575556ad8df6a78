/** The members: where they are, what their phone shows, and the consent that they give or take back. */
import { useState } from 'preact/hooks';
import { MirrorIcon, PhoneIcon } from '../components/icons';
import { setConsent, type Person } from '../data/sim';
import { say } from '../words/words';
import { MirrorSheet } from './MirrorSheet';
import { inboxes, people, selected } from './town';

export function Members() {
  const words = say();
  const members = people.value.filter(({ kind }) => kind === 'member');
  return (
    <section aria-labelledby="members-title">
      <h2 class="members-title" id="members-title">{words.members}</h2>
      <ul class="members">
        {members.map((person) => <Member key={person.id} person={person} />)}
      </ul>
    </section>
  );
}

function Member({ person }: { person: Person }) {
  const words = say();
  const [failed, setFailed] = useState(false);
  const [mirrored, setMirrored] = useState(false);
  const name = person.name ?? words.member;
  const messages = inboxes.value.get(person.id) ?? [];
  const recognised = person.recognition === 'on';
  const action = recognised ? words.withdraw : words.grant;

  async function change(): Promise<void> {
    setFailed(!(await setConsent(person.id, recognised ? 'withdraw' : 'consent')));
  }

  return (
    <li
      class="panel-card member-card"
      onMouseEnter={() => (selected.value = person.id)}
      onMouseLeave={() => (selected.value = null)}
    >
      <div class="member-head">
        <h3>{name}</h3>
        <span class="where" data-inside={person.inside}>{person.inside ? words.inside : words.outside}</span>
      </div>
      <p class="soft small">
        {[person.note, words.platform[person.platform], recognised ? words.recognised : words.notRecognised]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <div class="inbox" aria-label={words.inbox(name)} role="group">
        {messages.length === 0 ? (
          <p class="soft small no-message"><PhoneIcon />{words.noMessages}</p>
        ) : (
          messages.toReversed().map((message) => (
            <article class="message" key={`${message.at_ms}${message.title}`}>
              <h4>{message.title}</h4>
              <p>{message.body}</p>
              <time dateTime={new Date(message.at_ms).toISOString()}>{clockTime(message.at_ms)}</time>
            </article>
          ))
        )}
      </div>
      <div class="actions">
        <button class="button" aria-label={words.consentOf(action, name)} onClick={() => void change()}>{action}</button>
        <button class="button" aria-label={words.consentOf(words.mirror, name)} onClick={() => setMirrored(true)}>
          <MirrorIcon />{words.mirror}
        </button>
      </div>
      {mirrored && <MirrorSheet person={person.id} name={name} onClose={() => setMirrored(false)} />}
      <p class="failure small" role="alert">{failed ? words.failed : null}</p>
    </li>
  );
}

function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
