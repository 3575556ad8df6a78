/** Every component in each of its states, with what a shop of bicycles might say. */
import type { ComponentChildren } from 'preact';
import { Fact, FactList } from '../components/FactList';
import * as icons from '../components/icons';
import { LanguageChoice } from '../components/LanguageChoice';
import { LinkPill } from '../components/LinkPill';
import { Lost } from '../components/Lost';
import { QrCode } from '../components/QrCode';
import { Reasons } from '../components/Reasons';
import { Sheet } from '../components/Sheet';
import { Skeleton } from '../components/Skeleton';
import type { WhyView } from '../data/types';
import './Gallery.css';

const NOW_MS = Date.UTC(2026, 10, 28, 10);
const DAY = 24 * 3600 * 1000;
const FINDER = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
const WHY: WhyView = {
  suggestions: [
    {
      article: 'Grand Prix 5000 28 mm', list: 'new', band: 'high', likelihood: 'Likely to want it',
      reasons: ['Because they bought Grand Prix 4000'], behind: ['Inner tube 28 mm'], source: 'insight',
      observed_at_ms: NOW_MS - 40 * DAY, stands_in: 'next_best',
    },
    {
      article: 'Chain CN-8100', list: 'again', band: null, likelihood: 'Too little is known to say', reasons: [],
      behind: [], source: 'insight', observed_at_ms: NOW_MS - DAY, stands_in: null,
    },
  ],
  segments: [
    { id: 'loyal', name: 'Loyal', reasons: ['Orders in 24 months: 14 (at least 5)'], source: 'orders', observed_at_ms: null },
  ],
};

export function Gallery() {
  if (location.hash === '#sheet') return <SheetAlone />;
  return (
    <main class="gallery">
      <Part name="Buttons">
        <div class="actions">
          <button class="button primary">Primary</button>
          <button class="button">Plain</button>
          <button class="button" disabled>Disabled</button>
        </div>
        <div class="chips">
          <button class="button icon-button" aria-label="Back"><icons.BackIcon /></button>
          <button class="button quiet">Quiet</button>
        </div>
      </Part>
      <Part name="Fields">
        <label class="stack tight">
          <span class="label">Label</span>
          <input class="field" value="What was typed" />
        </label>
        <p class="failure">What is wrong with it, and what to do.</p>
      </Part>
      <Part name="Chips">
        <div class="chips wrap">
          <button class="chip" aria-pressed="true">Everywhere <span class="count">12</span></button>
          <button class="chip" aria-pressed="false">Workshop <span class="count">3</span></button>
        </div>
      </Part>
      <Part name="LanguageChoice"><LanguageChoice /></Part>
      <Part name="LinkPill">
        <div class="chips wrap">
          <LinkPill tone="good" text="Live" />
          <LinkPill tone="busy" text="Reconnecting" />
          <LinkPill tone="bad" text="Offline" />
        </div>
      </Part>
      <Part name="Notices">
        <div class="notice"><h3>A notice</h3><p>What one should know, without hurry.</p></div>
        <p class="notice with-icon"><icons.NoticeIcon />What needs attention now.</p>
      </Part>
      <Part name="FactList">
        <FactList>
          <Fact label="Last bought" aside={<icons.FreshIcon />} value="Bib shorts Pro Team" source="From orders · 5 weeks ago" />
          <Fact label="Size" aside={<icons.MissingIcon />} value="" source="Not agreed to" missing />
        </FactList>
      </Part>
      <Part name="Reasons"><Reasons why={WHY} now={{ ms: NOW_MS, zone: 'UTC' }} /></Part>
      <Part name="QrCode"><QrCode rows={FINDER} label="A code for the till" /></Part>
      <Part name="Skeleton"><Skeleton rows={2} bars={3} /></Part>
      <Part name="Lost"><Lost silentMs={90_000} onRetry={() => undefined} /></Part>
      <Part name="icons">
        <ul class="gallery-icons">
          {Object.entries(icons).map(([name, Icon]) => <li key={name}><Icon /><span class="soft">{name.replace('Icon', '')}</span></li>)}
        </ul>
      </Part>
    </main>
  );
}

/** A sheet covers its page, so it has a picture of its own. */
function SheetAlone() {
  return (
    <Sheet title="Sheet" text="What is asked, in one sentence." onClose={() => undefined}>
      <div class="actions">
        <button class="button">Cancel</button>
        <button class="button primary">Yes</button>
      </div>
    </Sheet>
  );
}

function Part({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="gallery-part">
      <h2 class="section-title">{name}</h2>
      <div class="stack gallery-shown">{children}</div>
    </section>
  );
}
