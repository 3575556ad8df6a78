/** The floor plan in metres. Members are round and carry their initial, strangers are small diamonds. */
import type { Person, Point, World } from '../data/simulation';
import { say } from '../words/words';
import { people, selected } from './state';
import './Plan.css';

// Room around the walls for those who pass by outside, and their names.
const MARGIN_M = 2.6;

export function Plan({ place }: { place: World }) {
  const xs = place.store.outline.map(([x]) => x);
  const ys = place.store.outline.map(([, y]) => y);
  const [left, top] = [Math.min(...xs) - MARGIN_M, Math.min(...ys) - MARGIN_M];
  const [width, height] = [Math.max(...xs) + MARGIN_M - left, Math.max(...ys) + MARGIN_M - top];
  const inside = people.value.filter((person) => person.inside);
  const members = inside.filter(({ kind }) => kind === 'member').length;
  return (
    <svg class="plan" viewBox={`${left} ${top} ${width} ${height}`} role="img" aria-label={inWords(members, inside.length - members)}>
      <polygon class="walls" points={points(place.store.outline)} />
      {place.zones.map((zone) => (
        <g key={zone.id} class="plan-zone" data-kind={zone.kind}>
          <polygon points={points(zone.polygon)} />
          <text {...labelAt(zone.polygon)}>{zone.name}</text>
        </g>
      ))}
      {place.beacons.map(({ id, x_m, y_m }) => <BeaconMark key={id} x={x_m} y={y_m} />)}
      {place.edges.map(({ id, x_m, y_m }) => <EdgeMark key={id} x={x_m} y={y_m} />)}
      {/* Members last, so that nobody stands on them; keyed, so that a mark keeps its node and can glide. */}
      {people.value.filter(({ kind }) => kind === 'stranger').map((person) => <PersonMark key={person.id} person={person} />)}
      {people.value.filter(({ kind }) => kind === 'member').map((person) => <PersonMark key={person.id} person={person} />)}
    </svg>
  );
}

function inWords(members: number, strangers: number): string {
  return say('simulator-plan-text', {
    members: say('simulator-plan-members', { count: members }),
    strangers: say('simulator-plan-strangers', { count: strangers }),
  });
}

function PersonMark({ person }: { person: Person }) {
  const place = { transform: `translate(${person.x_m}px, ${person.y_m}px)` };
  if (person.kind === 'stranger') {
    return (
      <g class="person stranger" style={place}>
        <StrangerShape />
      </g>
    );
  }
  return (
    <g class="person member" style={place} data-recognition={person.recognition ?? 'off'} data-selected={selected.value === person.id}>
      <circle r={0.46} />
      <text class="person-initial" y={0.19}>{Array.from(person.name ?? '?')[0]}</text>
      <text class="person-name" y={-0.68}>{person.name}</text>
    </g>
  );
}

export const StrangerShape = () => <path d="M0-.34L.34 0 0 .34-.34 0z" />;
export const EdgeMark = ({ x, y }: { x: number; y: number }) => (
  <path class="edge-mark" transform={`translate(${x} ${y})`} d="M-.32.28H.32L0-.34z" />
);
export const BeaconMark = ({ x, y }: { x: number; y: number }) => (
  <g class="beacon-mark" transform={`translate(${x} ${y})`}>
    <circle r={0.12} />
    <circle class="beacon-wave" r={0.3} />
  </g>
);

const points = (polygon: readonly Point[]): string => polygon.map(([x, y]) => `${x},${y}`).join(' ');

/** The upper left corner of a zone: the middle is where people stand. */
function labelAt(polygon: readonly Point[]): { x: number; y: number } {
  const top = Math.min(...polygon.map(([, y]) => y));
  const left = Math.min(...polygon.filter(([, y]) => y === top).map(([x]) => x));
  return { x: left + 0.35, y: top + 0.9 };
}
