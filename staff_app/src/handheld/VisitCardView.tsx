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
  const words = say();
  if (card === null) {
    return (
      <div class="notice">
        <h3>{words.noCardTitle}</h3>
        <p>{words.noCardText}</p>
      </div>
    );
  }
  return (
    <>
      {card.notice && (
        <p class="notice with-icon" role="status"><NoticeIcon /><span>{card.notice}</span></p>
      )}
      <dl class="lines">
        <Line kind="need" label={words.need} line={card.need} icon={<NeedIcon />} />
        <Line kind="next" label={words.nextBest} line={card.next_best} icon={<NextIcon />} />
        <Line kind="avoid" label={words.avoid} line={card.avoid} icon={<AvoidIcon />} />
      </dl>
      <Behind />
      {behind.value.state === 'shown' && <Timeline entries={behind.value.card.timeline} />}
    </>
  );
}

/** What the lines rest on: asked for by name, so that the customer can be told who looked. */
function Behind() {
  const words = say();
  const now = behind.value;
  if (now.state === 'shown' && now.card.fields.length === 0) return null;
  return (
    <section aria-labelledby="behind-title" aria-busy={now.state === 'loading'}>
      <h3 class="section-title" id="behind-title">{words.fieldsTitle}</h3>
      {now.state === 'shown' && (
        <ul class="fields">
          {now.card.fields.map((field) => <Field key={field.name} field={field} />)}
        </ul>
      )}
      {now.state === 'unasked' && (
        <div class="behind">
          <p class="soft">{words.fieldsByName}</p>
          <button class="button" onClick={() => asMe(() => undefined)}>{words.showFields}</button>
        </div>
      )}
      {now.state === 'loading' && <p class="soft" role="status">{words.loading}</p>}
      {now.state === 'failed' && <Failed why={now.why} />}
    </section>
  );
}

function Failed({ why }: { why: 'unreachable' | 'too_many' | 'refused' }) {
  const words = say();
  if (why === 'too_many') return <p class="notice" role="alert">{words.fieldsTooMany}</p>;
  if (why === 'refused') return <p class="notice" role="alert">{words.refused}</p>;
  if (shownLink.value !== 'live') return <p class="notice" role="status">{words.fieldsOffline}</p>;
  return (
    <div class="behind">
      <p class="soft" role="status">{words.fieldsFailed}</p>
      <button class="button" onClick={askAgain}>{words.tryAgain}</button>
    </div>
  );
}

function Line({ kind, label, line, icon }: { kind: string; label: string; line: CardLine; icon: ComponentChildren }) {
  const words = say();
  return (
    <div class="line" data-kind={kind}>
      <dt>{icon}{label}</dt>
      <dd>
        <p class="line-text">{line.text}</p>
        {line.source && (
          <p class="line-source">
            {words.from(spelled(line.source, words.sources))}
            {line.observed_at_ms != null && ` · ${since(line.observed_at_ms, nowMs.value, words)}`}
          </p>
        )}
      </dd>
    </div>
  );
}

const MARKS: Record<Freshness, () => ComponentChildren> = { fresh: FreshIcon, stale: StaleIcon, missing: MissingIcon };

function Field({ field }: { field: CardField }) {
  const words = say();
  const Mark = MARKS[field.freshness];
  const age = field.observed_at_ms === null ? null : since(field.observed_at_ms, nowMs.value, words);
  return (
    <li class="known" data-freshness={field.freshness}>
      <span class="known-label">{field.label}</span>
      <span class="freshness"><Mark />{words.freshness[field.freshness]}</span>
      <span class="known-value">{field.value ?? words.noValue}</span>
      <span class="known-source">
        {[words.from(spelled(field.source, words.sources)), age, field.reason && spelled(field.reason, words.reasons)].filter((part) => part).join(' · ')}
      </span>
    </li>
  );
}
