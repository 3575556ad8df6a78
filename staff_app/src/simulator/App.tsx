/** Plan and phones on the left, the handheld on the right where the screen is wide enough. */
import { useEffect, useState } from 'preact/hooks';
import { LanguageChoice } from '../components/LanguageChoice';
import { LinkPill } from '../components/LinkPill';
import { OpenIcon } from '../components/icons';
import { say } from '../words/words';
import { Legend } from './Legend';
import { Members } from './Members';
import { Plan } from './Plan';
import { link, world } from './state';
import './App.css';

const WIDE = '(min-width: 1100px)';

export function App() {
  const place = world.value;
  const wide = useMedia(WIDE);
  return (
    <div class="sim">
      <header class="sim-top">
        <div>
          <h1>{say('simulator-title')}</h1>
          <p class="soft">{place?.store.name ?? ' '}</p>
        </div>
        <LinkPill tone={link.value === 'live' ? 'good' : 'busy'} text={say(`simulator-sim-link-${link.value}`)} />
        <LanguageChoice />
        {place && (
          <a class="button" href={place.handheld_url} target="_blank" rel="noopener">
            <OpenIcon />{say('simulator-open-handheld')}
          </a>
        )}
      </header>
      <main class="sim-main">
        {place === null ? (
          link.value === 'reconnecting' && <p class="notice" role="alert">{say('simulator-sim-lost')}</p>
        ) : (
          <>
            <section class="panel-card plan-card" aria-label={say('simulator-plan')}>
              <Plan place={place} />
              <Legend />
            </section>
            <Members />
          </>
        )}
      </main>
      {wide && place && (
        <aside class="sim-handheld" aria-label={say('simulator-handheld')}>
          <iframe class="sim-device" src={place.handheld_url} title={say('simulator-handheld')} />
        </aside>
      )}
    </div>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setMatches(list.matches);
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return matches;
}
