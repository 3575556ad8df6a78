/** What is suggested to a customer and the groups they belong to, each with its reasons, its source and its age. */
import type { ComponentChildren } from 'preact';
import type { SegmentView, SuggestionView, WhyView } from '../data/types';
import { codeInWords, type Now, sinceDay } from '../words/ages';
import { listInWords, say } from '../words/words';
import './Reasons.css';

type PictureOf = (article: string) => ComponentChildren;

export function Reasons({ why, now, pictureOf = () => null }: { why: WhyView; now: Now; pictureOf?: PictureOf }) {
  const { suggestions, segments } = why;
  return (
    <>
      {suggestions.length > 0 && (
        <ol class="reasons">
          {suggestions.map((suggestion, place) => <Suggestion key={place} suggestion={suggestion} now={now} picture={pictureOf(suggestion.article)} />)}
        </ol>
      )}
      {segments.length > 0 && (
        <>
          <h4 class="section-title">{say('screens-why-groups')}</h4>
          <ul class="reasons">
            {segments.map((segment) => <Segment key={segment.id} segment={segment} now={now} />)}
          </ul>
        </>
      )}
    </>
  );
}

type SuggestionProps = { suggestion: SuggestionView; now: Now; picture: ComponentChildren };

function Suggestion({ suggestion, now, picture }: SuggestionProps) {
  const { article, band, likelihood, list, reasons } = suggestion;
  // What is bought again rests on itself, and its reason says so.
  const behind = suggestion.behind.filter((each) => each !== article);
  return (
    <li class="reason">
      <div class="reason-head">
        {picture}
        <h4>{article}</h4>
        <Band band={band} />
      </div>
      <p class="reason-tags">
        <strong data-known={band !== null}>{likelihood}</strong>
        <span>{say(`screens-why-${list}`)}</span>
        {suggestion.stands_in !== null && <span>{say('screens-why-above')}</span>}
      </p>
      {reasons.map((reason) => <p key={reason}>{reason}</p>)}
      {behind.length > 0 && <p class="soft">{say('screens-why-behind', { articles: listInWords(behind) })}</p>}
      <Origin source={suggestion.source} newestMs={suggestion.observed_at_ms} now={now} />
    </li>
  );
}

function Segment({ segment, now }: { segment: SegmentView; now: Now }) {
  return (
    <li class="reason">
      <h5>{segment.name}</h5>
      {segment.reasons.map((reason) => <p key={reason}>{reason}</p>)}
      <Origin source={segment.source} newestMs={segment.observed_at_ms} now={now} />
    </li>
  );
}

function Origin({ source, newestMs, now }: { source: string; newestMs: number | null; now: Now }) {
  const from = say('screens-from', { source: codeInWords('screens-sources-', source) });
  const newest = newestMs === null ? null : say('screens-why-newest', { age: sinceDay(newestMs, now) });
  return <p class="reason-origin">{[from, newest].filter((part) => part).join(' · ')}</p>;
}

const BARS = ['low', 'medium', 'high'] as const;

/** The words beside it say the same. */
function Band({ band }: { band: SuggestionView['band'] }) {
  if (band === null) return null;
  const filled = BARS.indexOf(band);
  return (
    <span class="reason-band" aria-hidden="true">
      {BARS.map((bar, place) => <i key={bar} data-filled={place <= filled} />)}
    </span>
  );
}
