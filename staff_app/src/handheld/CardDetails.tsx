/** What the three lines rest on: asked for by name, so that the customer can be told who looked. */
import type { ComponentChildren } from 'preact';
import { Fact, FactList } from '../components/FactList';
import { FreshIcon, MissingIcon, StaleIcon } from '../components/icons';
import type { CardField, Freshness } from '../data/types';
import { codeInWords, since } from '../words/ages';
import { say } from '../words/words';
import { cardDetails, requestAgain } from './state/cardDetails';
import { shownLink } from './state/connection';
import { inMyName } from './state/signIn';
import './CardDetails.css';
import { now } from './state/store';

export function CardDetails() {
  const now = cardDetails.value;
  const fields = now.state === 'shown' ? now.card.fields.filter(saysSomething) : [];
  if (now.state === 'shown' && fields.length === 0) return null;
  return (
    <section aria-labelledby="details-title" aria-busy={now.state === 'loading'}>
      <h3 class="section-title" id="details-title">{say('screens-fields-title')}</h3>
      {now.state === 'shown' && (
        <FactList>
          {fields.map((field) => <Field key={field.name} field={field} />)}
        </FactList>
      )}
      {now.state === 'unasked' && (
        <div class="details-ask">
          <p class="soft">{say('screens-fields-by-name')}</p>
          <button class="button" onClick={() => inMyName(() => undefined)}>{say('screens-show-fields')}</button>
        </div>
      )}
      {now.state === 'loading' && <p class="soft" role="status">{say('screens-loading')}</p>}
      {now.state === 'failed' && <Failed why={now.why} />}
    </section>
  );
}

function Failed({ why }: { why: 'unreachable' | 'too_many' | 'refused' }) {
  if (why === 'too_many') return <p class="notice" role="alert">{say('screens-fields-too-many')}</p>;
  if (why === 'refused') return <p class="notice" role="alert">{say('screens-refused')}</p>;
  if (shownLink.value !== 'live') return <p class="notice" role="status">{say('screens-fields-offline')}</p>;
  return (
    <div class="details-ask">
      <p class="soft" role="status">{say('screens-fields-failed')}</p>
      <button class="button" onClick={requestAgain}>{say('screens-try-again')}</button>
    </div>
  );
}

/** What a profile simply has not is no news; what could not be had is. */
function saysSomething(field: CardField): boolean {
  return field.freshness !== 'missing' || field.reason !== 'unknown';
}

const MARKS: Record<Freshness, () => ComponentChildren> = { fresh: FreshIcon, stale: StaleIcon, missing: MissingIcon };

function Field({ field }: { field: CardField }) {
  const Mark = MARKS[field.freshness];
  const from = say('screens-from', { source: codeInWords('screens-sources-', field.source) });
  const age = field.observed_at_ms === null ? null : since(field.observed_at_ms, now.value);
  const reason = field.reason && codeInWords('screens-reasons-', field.reason);
  return (
    <Fact
      label={field.label}
      aside={
        <span class="freshness" data-freshness={field.freshness}>
          <Mark />{say(`screens-freshness-${field.freshness}`)}
        </span>
      }
      value={field.value ?? say('screens-no-value')}
      source={[from, age, reason].filter((part) => part).join(' · ')}
      missing={field.freshness === 'missing'}
    />
  );
}
