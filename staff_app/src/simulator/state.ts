/** What the simulator page shows right now, and what one can do there. */
import { effect, signal } from '@preact/signals';
import { language } from '../data/language';
import { fetchMirror, openSimulation, setConsent, type Message, type Person, type World } from '../data/simulation';
import type { Mirror } from '../data/types';

// The mirror is looked at anew this often while it is open.
const LOOK_MS = 2000;

export const world = signal<World | null>(null);
export const people = signal<readonly Person[]>([]);
export const inboxes = signal<ReadonlyMap<string, readonly Message[]>>(new Map());
export const link = signal<'connecting' | 'live' | 'reconnecting'>('connecting');
export const selected = signal<string | null>(null);

/** Whose mirror is open. */
export const mirrored = signal<string | null>(null);
export const mirror = signal<{ shown: Mirror | null; failed: boolean }>({ shown: null, failed: false });

export function startSimulation(): void {
  openSimulation({
    world: (next) => (world.value = next),
    people: (next) => (people.value = next),
    inboxes: (next) => (inboxes.value = new Map(next.map(({ person_id, messages }) => [person_id, messages]))),
    message({ person_id, title, body, at_ms }) {
      const before = inboxes.value.get(person_id) ?? [];
      inboxes.value = new Map(inboxes.value).set(person_id, [...before, { title, body, at_ms }]);
    },
    link: (next) => (link.value = next),
  });
  watchMirror();
}

/** Takes consent back where it is given, and gives it where it is not; false when the hub did not do it. */
export function changeConsent(person: Person): Promise<boolean> {
  return setConsent(person.id, person.recognition === 'on' ? 'withdraw' : 'consent');
}

function watchMirror(): void {
  effect(() => {
    const [person, reader] = [mirrored.value, language.value];
    mirror.value = { shown: null, failed: false };
    if (person === null) return undefined;
    let open = true;
    const look = async () => {
      const found = await fetchMirror(person, reader);
      if (open) mirror.value = { shown: found ?? mirror.peek().shown, failed: found === null };
    };
    void look();
    const looking = setInterval(() => void look(), LOOK_MS);
    return () => {
      open = false;
      clearInterval(looking);
    };
  });
}
