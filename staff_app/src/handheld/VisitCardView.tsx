/** Need, next best, avoid: read in two seconds. Below them, what they build on. */
import type { ComponentChildren } from 'preact';
import { AvoidIcon, NeedIcon, NextIcon, NoticeIcon, SpeechIcon } from '../components/icons';
import type { CardLine, CardLines } from '../data/types';
import { codeInWords, since, sinceDay } from '../words/ages';
import { say } from '../words/words';
import { CardPicture } from './CardPicture';
import { CardDetails } from './CardDetails';
import { cardDetails, whyWanted } from './state/cardDetails';
import { inMyName } from './state/signIn';
import { OffersOnCard } from './OffersOnCard';
import { Timeline } from './Timeline';
import { Why } from './Why';
import './VisitCardView.css';
import { now } from './state/store';

// What is computed here, and not merely known.
const INSIGHT = 'insight';
const NO_REASONS = { suggestions: [], segments: [] }; // a hub of before says none

type Props = { card: CardLines | null; children: ComponentChildren };

/** `children`: what can be written down about them, below the lines. */
export function VisitCardView({ card, children }: Props) {
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
        {/* A hub of before has none. */}
        {(card.campaigns ?? []).map((line) => (
          <Line key={line.source} kind="campaign" label={say('screens-campaign')} line={line} icon={<SpeechIcon />} />
        ))}
      </dl>
      {children}
      {cardDetails.value.state === 'shown' && <OffersOnCard offers={cardDetails.value.card.offers ?? []} />}
      {cardDetails.value.state === 'shown' && <Why why={cardDetails.value.card.why ?? NO_REASONS} />}
      <CardDetails />
      {cardDetails.value.state === 'shown' && <Timeline entries={cardDetails.value.card.timeline} />}
    </>
  );
}

function AskWhy() {
  return (
    <button class="button ask-why" onClick={() => inMyName(() => (whyWanted.value = true))}>
      {say('screens-why')}
    </button>
  );
}

/** What we work out ourselves is as old as the newest purchase that it rests on: a bare age would be the model's. */
function ageOf(line: CardLine, atMs: number): string {
  if (line.source !== INSIGHT) return since(atMs, now.value);
  return say('screens-why-newest', { age: sinceDay(atMs, now.value) });
}

function Line({ kind, label, line, icon }: { kind: string; label: string; line: CardLine; icon: ComponentChildren }) {
  return (
    <div class="line" data-kind={kind}>
      <dt>{icon}{label}</dt>
      <dd>
        <p class="line-text">
          {kind === 'next' && <CardPicture text={String(line.args.article ?? '')} />}
          <span>{line.text}</span>
        </p>
        {line.source === INSIGHT && <AskWhy />}
        {line.source && (
          <p class="line-source">
            {say('screens-from', { source: codeInWords('screens-sources-', line.source) })}
            {line.observed_at_ms != null && ` · ${ageOf(line, line.observed_at_ms)}`}
          </p>
        )}
      </dd>
    </div>
  );
}
