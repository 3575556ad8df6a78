/** What happened before, newest first: in the store, at the till and online, each thing once. */
import type { TimelineEntry } from '../data/types';
import { since, spelled } from '../words/ages';
import { say } from '../words/words';
import { nowMs } from './room';

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const words = say();
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="timeline-title">
      <h3 class="section-title" id="timeline-title">{words.timelineTitle}</h3>
      <ol class="fields timeline">
        {entries.map((entry, place) => (
          <li key={place} class="known">
            <span class="known-label">{words.timelineKinds[entry.kind]}</span>
            <span class="known-label">{since(entry.at_ms, nowMs.value, words)}</span>
            {entry.text !== '' && <span class="known-value">{textOf(entry)}</span>}
            <span class="known-source">
              {[money(entry, words.code), words.from(spelled(entry.source, words.sources))].filter((part) => part).join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function textOf(entry: TimelineEntry): string {
  return entry.kind === 'note' ? spelled(entry.text, say().outcomes) : entry.text;
}

/** `amount` is a decimal text: formatted as it is, never counted with. */
function money({ amount, currency }: TimelineEntry, locale: string): string | null {
  if (amount === null || currency === null) return null;
  const form = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'code' });
  return form.format(amount as `${number}`);
}
