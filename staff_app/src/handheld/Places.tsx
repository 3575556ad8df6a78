/** The places of the handheld: below on a phone, at the side where there is room; and what each of them shows. */
import type { ComponentChildren, ComponentType } from 'preact';
import { BookIcon, HomeIcon, TagIcon, TasksIcon } from '../components/icons';
import { say } from '../words/words';
import { Articles } from './Articles';
import { Clients } from './Clients';
import { FollowUps } from './FollowUps';
import { Nearby } from './Nearby';
import { dueCount } from './state/followUps';
import { place, PLACES, showPlace, type Place } from './state/route';
import './Places.css';

type Described = {
  name: () => string;
  icon: ComponentChildren;
  content: ComponentType;
  /** How much there waits for whoever holds the handheld. */
  count?: () => number;
};

const DESCRIBED: Record<Place, Described> = {
  here: { name: () => say('screens-place-here'), icon: <HomeIcon />, content: Nearby },
  follow_ups: { name: () => say('screens-place-follow-ups'), icon: <TasksIcon />, content: FollowUps, count: () => dueCount.value },
  clients: { name: () => say('screens-place-clients'), icon: <BookIcon />, content: Clients },
  articles: { name: () => say('screens-place-articles'), icon: <TagIcon />, content: Articles },
};

export function PlaceContent() {
  const { content: Content } = DESCRIBED[place.value];
  return <Content />;
}

export function Places() {
  return (
    <nav class="places" aria-label={say('screens-places')}>
      {PLACES.map((each) => <PlaceButton key={each} {...DESCRIBED[each]} at={each} />)}
    </nav>
  );
}

function PlaceButton({ at, name, icon, count }: Described & { at: Place }) {
  const waiting = count?.() ?? 0;
  return (
    <button class="place" aria-current={place.value === at ? 'page' : undefined} onClick={() => showPlace(at)}>
      {icon}
      <span>{name()}</span>
      {waiting > 0 && <span class="place-count">{waiting}</span>}
    </button>
  );
}
