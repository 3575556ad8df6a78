/** What happened before, newest first: in the store, at the till and online, each thing once. */
import type { TimelineEntry } from '../data/types';
import { since, spelled } from '../words/ages';
import { say } from '../words/words';
import { nowMs } from './room';

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="timeline-title">
      <h3 class="section-title" id="timeline-title">{say('screens-timeline-title')}</h3>
      <ol class="fields timeline">
        {entries.map((entry, place) => (
          <li key={place} class="known">
            <span class="known-label">{entry.label}</span>
            <span class="known-label">{since(entry.at_ms, nowMs.value)}</span>
            {entry.text !== '' && <span class="known-value">{entry.text}</span>}
            <span class="known-source">
              {[entry.price, say('screens-from', { source: spelled('screens-sources-', entry.source) })].filter((part) => part).join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
