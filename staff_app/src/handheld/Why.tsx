/** Why this: what is expected of the customer, how likely in words, and what of their own history it rests on. */
import { useEffect, useRef } from 'preact/hooks';
import type { SegmentView, SuggestionView, VisitCard } from '../data/types';
import { codeInWords, sinceDay } from '../words/ages';
import { listInWords, say } from '../words/words';
import { whyWanted } from './state/cardDetails';
import { nowMs } from './state/clock';
import './Why.css';

type Why = VisitCard['why'];

export function Why({ why }: { why: Why }) {
  const title = useRef<HTMLHeadingElement>(null);
  const wanted = whyWanted.value;
  const { suggestions, segments } = why;
  useEffect(() => {
    if (!wanted || title.current === null) return;
    whyWanted.value = false;
    title.current.focus({ preventScroll: true });
    title.current.scrollIntoView({ block: 'start' });
  }, [wanted]);
  if (suggestions.length === 0 && segments.length === 0) return null;
  return (
    <section class="why" aria-labelledby="why-title">
      <h3 class="section-title" id="why-title" ref={title} tabIndex={-1}>{say('screens-why')}</h3>
      {suggestions.length > 0 && (
        <ol class="why-list">
          {suggestions.map((suggestion, place) => <Suggestion key={place} suggestion={suggestion} />)}
        </ol>
      )}
      {segments.length > 0 && (
        <>
          <h4 class="section-title">{say('screens-why-groups')}</h4>
          <ul class="why-list">
            {segments.map((segment) => <Segment key={segment.id} segment={segment} />)}
          </ul>
        </>
      )}
    </section>
  );
}

function Suggestion({ suggestion }: { suggestion: SuggestionView }) {
  const { article, band, likelihood, list, reasons } = suggestion;
  // What is bought again rests on itself, and its reason says so.
  const behind = suggestion.behind.filter((each) => each !== article);
  return (
    <li class="why-entry">
      <div class="why-head">
        <h4>{article}</h4>
        <Band band={band} />
      </div>
      <p class="why-tags">
        <strong data-known={band !== null}>{likelihood}</strong>
        <span>{say(`screens-why-${list}`)}</span>
        {suggestion.stands_in !== null && <span>{say('screens-why-above')}</span>}
      </p>
      {reasons.map((reason) => <p key={reason}>{reason}</p>)}
      {behind.length > 0 && <p class="soft">{say('screens-why-behind', { articles: listInWords(behind) })}</p>}
      <Origin source={suggestion.source} newestMs={suggestion.observed_at_ms} />
    </li>
  );
}

function Segment({ segment }: { segment: SegmentView }) {
  return (
    <li class="why-entry">
      <h5>{segment.name}</h5>
      {segment.reasons.map((reason) => <p key={reason}>{reason}</p>)}
      <Origin source={segment.source} newestMs={segment.observed_at_ms} />
    </li>
  );
}

function Origin({ source, newestMs }: { source: string; newestMs: number | null }) {
  const from = say('screens-from', { source: codeInWords('screens-sources-', source) });
  const newest = newestMs === null ? null : say('screens-why-newest', { age: sinceDay(newestMs, nowMs.value) });
  return <p class="why-origin">{[from, newest].filter((part) => part).join(' · ')}</p>;
}

const BARS = ['low', 'medium', 'high'] as const;

/** The words beside it say the same. */
function Band({ band }: { band: SuggestionView['band'] }) {
  if (band === null) return null;
  const filled = BARS.indexOf(band);
  return (
    <span class="why-band" aria-hidden="true">
      {BARS.map((bar, place) => <i key={bar} data-filled={place <= filled} />)}
    </span>
  );
}
