/** Need, next best, avoid: read in two seconds. Below them, what they build on. */
import type { ComponentChildren } from 'preact';
import { AvoidIcon, FreshIcon, MissingIcon, NeedIcon, NextIcon, NoticeIcon, StaleIcon } from '../components/icons';
import type { CardField, CardLine, Freshness, VisitCard } from '../data/types';
import { since, spelled } from '../words/ages';
import { say } from '../words/words';
import { nowMs } from './room';

export function VisitCardView({ card }: { card: VisitCard | null }) {
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
      {card.fields.length > 0 && (
        <>
          <h3 class="section-title">{words.fieldsTitle}</h3>
          <ul class="fields">
            {card.fields.map((field) => <Field key={field.name} field={field} />)}
          </ul>
        </>
      )}
    </>
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
