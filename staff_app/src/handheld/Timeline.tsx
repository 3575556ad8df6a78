/** What happened before, newest first: in the store, at the till and online, each thing once. */
import { Fact } from '../components/FactList';
import type { TimelineEntry } from '../data/types';
import { codeInWords, since } from '../words/ages';
import { say } from '../words/words';
import { CardPicture } from './CardPicture';
import { now } from './state/store';

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="timeline-title">
      <h3 class="section-title" id="timeline-title">{say('screens-timeline-title')}</h3>
      <ol class="fact-list timeline">
        {entries.map((entry, place) => (
          <Fact
            key={place}
            label={entry.label}
            aside={<span class="fact-label">{since(entry.at_ms, now.value)}</span>}
            value={entry.text}
            picture={<CardPicture text={entry.text} />}
            source={[entry.price, entry.by, say('screens-from', { source: codeInWords('screens-sources-', entry.source) })].filter((part) => part).join(' · ')}
          />
        ))}
      </ol>
    </section>
  );
}
