/** What the simulator page shows right now. */
import { signal } from '@preact/signals';
import { openTown, type Message, type Person, type World } from '../data/sim';

export const world = signal<World | null>(null);
export const people = signal<readonly Person[]>([]);
export const inboxes = signal<ReadonlyMap<string, readonly Message[]>>(new Map());
export const link = signal<'connecting' | 'live' | 'reconnecting'>('connecting');
export const selected = signal<string | null>(null);

export function enterTown(): void {
  openTown({
    world: (next) => (world.value = next),
    people: (next) => (people.value = next),
    inboxes: (next) => (inboxes.value = new Map(next.map(({ person_id, messages }) => [person_id, messages]))),
    rung({ person_id, title, body, at_ms }) {
      const before = inboxes.value.get(person_id) ?? [];
      inboxes.value = new Map(inboxes.value).set(person_id, [...before, { title, body, at_ms }]);
    },
    link: (next) => (link.value = next),
  });
}
