/** Need, next best, avoid: read in two seconds. Below them, what they build on. */
import type { ComponentChildren } from 'preact';
import { AvoidIcon, FreshIcon, MissingIcon, NeedIcon, NextIcon, NoticeIcon, StaleIcon } from '../components/icons';
import type { CardField, CardLine, CardLines, Freshness } from '../data/types';
import { since, spelled } from '../words/ages';
import { say } from '../words/words';
import { asMe } from './asking';
import { askAgain, behind } from './opened';
import { nowMs, shownLink } from './room';
import { Timeline } from './Timeline';

export function VisitCardView({ card }: { card: CardLines | null }) {
  if (card === null) {
    return (
      <div class="notice">
        <h3>{say('screens-no-card-title')}</h3>
        <p>{say('screens-no-card-text')}</p>
      </div>
    );
  }
  return (
    <>
      {card.notice && (
        <p class="notice with-icon" role="status"><NoticeIcon /><span>{card.notice}</span></p>
      )}
      <dl class="lines">
        <Line kind="need" label={say('screens-need')} line={card.need} icon={<NeedIcon />} />
        <Line kind="next" label={say('screens-next-best')} line={card.next_best} icon={<NextIcon />} />
        <Line kind="avoid" label={say('screens-avoid')} line={card.avoid} icon={<AvoidIcon />} />
      </dl>
      <Behind />
      {behind.value.state === 'shown' && <Timeline entries={behind.value.card.timeline} />}
    </>
  );
}

/** What the lines rest on: asked for by name, so that the customer can be told who looked. */
function Behind() {
  const now = behind.value;
  if (now.state === 'shown' && now.card.fields.length === 0) return null;
  return (
    <section aria-labelledby="behind-title" aria-busy={now.state === 'loading'}>
      <h3 class="section-title" id="behind-title">{say('screens-fields-title')}</h3>
      {now.state === 'shown' && (
        <ul class="fields">
          {now.card.fields.map((field) => <Field key={field.name} field={field} />)}
        </ul>
      )}
      {now.state === 'unasked' && (
        <div class="behind">
          <p class="soft">{say('screens-fields-by-name')}</p>
          <button class="button" onClick={() => asMe(() => undefined)}>{say('screens-show-fields')}</button>
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
    <div class="behind">
      <p class="soft" role="status">{say('screens-fields-failed')}</p>
      <button class="button" onClick={askAgain}>{say('screens-try-again')}</button>
    </div>
  );
}

function Line({ kind, label, line, icon }: { kind: string; label: string; line: CardLine; icon: ComponentChildren }) {
  return (
    <div class="line" data-kind={kind}>
      <dt>{icon}{label}</dt>
      <dd>
        <p class="line-text">{line.text}</p>
        {line.source && (
          <p class="line-source">
            {say('screens-from', { source: spelled('screens-sources-', line.source) })}
            {line.observed_at_ms != null && ` · ${since(line.observed_at_ms, nowMs.value)}`}
          </p>
        )}
      </dd>
    </div>
  );
}

const MARKS: Record<Freshness, () => ComponentChildren> = { fresh: FreshIcon, stale: StaleIcon, missing: MissingIcon };

function Field({ field }: { field: CardField }) {
  const Mark = MARKS[field.freshness];
  const age = field.observed_at_ms === null ? null : since(field.observed_at_ms, nowMs.value);
  return (
    <li class="known" data-freshness={field.freshness}>
      <span class="known-label">{field.label}</span>
      <span class="freshness"><Mark />{say(`screens-freshness-${field.freshness}`)}</span>
      <span class="known-value">{field.value ?? say('screens-no-value')}</span>
      <span class="known-source">
        {[say('screens-from', { source: spelled('screens-sources-', field.source) }), age, field.reason && spelled('screens-reasons-', field.reason)].filter((part) => part).join(' · ')}
      </span>
    </li>
  );
}
