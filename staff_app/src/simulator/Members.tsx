/** The members: where they are, what their phone shows, and the consent that they give or take back. */
import { useState } from 'preact/hooks';
import { MirrorIcon, PhoneIcon } from '../components/icons';
import type { Person } from '../data/simulation';
import { say } from '../words/words';
import { MirrorSheet } from './MirrorSheet';
import { changeConsent, inboxes, mirrored, people, selected } from './state';
import './Members.css';

export function Members() {
  const members = people.value.filter(({ kind }) => kind === 'member');
  return (
    <section aria-labelledby="members-title">
      <h2 class="members-title" id="members-title">{say('simulator-members')}</h2>
      <ul class="members">
        {members.map((person) => <Member key={person.id} person={person} />)}
      </ul>
    </section>
  );
}

function Member({ person }: { person: Person }) {
  const [failed, setFailed] = useState(false);
  const name = person.name ?? say('screens-member');
  const messages = inboxes.value.get(person.id) ?? [];
  const recognised = person.recognition === 'on';
  const action = recognised ? say('simulator-withdraw') : say('simulator-grant');

  async function change(): Promise<void> {
    setFailed(!(await changeConsent(person)));
  }

  return (
    <li
      class="panel-card member-card"
      onMouseEnter={() => (selected.value = person.id)}
      onMouseLeave={() => (selected.value = null)}
    >
      <div class="member-head">
        <h3>{name}</h3>
        <span class="where" data-inside={person.inside}>{person.inside ? say('simulator-inside') : say('simulator-outside')}</span>
      </div>
      <p class="soft small">
        {[person.note, say(`simulator-platform-${person.platform}`), recognised ? say('simulator-recognised') : say('simulator-not-recognised')]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <div class="inbox" aria-label={say('simulator-inbox', { name })} role="group">
        {messages.length === 0 ? (
          <p class="soft small no-message"><PhoneIcon />{say('simulator-no-messages')}</p>
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
        <button class="button" aria-label={say('simulator-consent-of', { action, name })} onClick={() => void change()}>{action}</button>
        <button class="button" aria-label={say('simulator-consent-of', { action: say('simulator-mirror'), name })} onClick={() => (mirrored.value = person.id)}>
          <MirrorIcon />{say('simulator-mirror')}
        </button>
      </div>
      {mirrored.value === person.id && <MirrorSheet name={name} />}
      <p class="failure small" role="alert">{failed ? say('simulator-failed') : null}</p>
    </li>
  );
}

function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
