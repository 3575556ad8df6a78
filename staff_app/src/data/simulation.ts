/** What the simulator's own server says: the place once, the people as they walk, the phones as they ring. */
import type { Mirror } from './types';

export type Point = [number, number];

export type World = {
  store: { id: string; name: string; outline: Point[] };
  zones: { id: string; name: string; kind: string; polygon: Point[] }[];
  edges: { id: string; x_m: number; y_m: number }[];
  beacons: { id: string; x_m: number; y_m: number }[];
  handheld_url: string;
};

export type Person = {
  id: string;
  kind: 'member' | 'stranger';
  name: string | null;
  platform: 'android' | 'ios' | 'other';
  x_m: number;
  y_m: number;
  inside: boolean;
  recognition: 'on' | 'off' | null;
  note: string | null;
};

export type Message = { title: string; body: string; at_ms: number };
export type People = { people: Person[]; inboxes: { person_id: string; messages: Message[] }[] };
export type PhoneMessage = Message & { person_id: string };

export type SimulationListener = {
  world(world: World): void;
  people(people: Person[]): void;
  inboxes(inboxes: People['inboxes']): void;
  message(message: PhoneMessage): void;
  link(link: 'connecting' | 'live' | 'reconnecting'): void;
};

const RETRY_MS = 2000;
const DEADLINE_MS = 5000;

export function openSimulation(listener: SimulationListener): void {
  let stream: EventSource | null = null;
  let frame = 0;
  let newest: Person[] | null = null;
  let started = 0;

  async function start(): Promise<void> {
    const mine = ++started;
    stream?.close();
    if (document.hidden) return;
    try {
      const [world, people] = await Promise.all([load<World>('world'), load<People>('people')]);
      if (mine !== started) return;
      listener.world(world);
      listener.people(people.people);
      listener.inboxes(people.inboxes);
      follow(mine);
    } catch {
      if (mine === started) lost();
    }
  }

  function lost(): void {
    listener.link('reconnecting');
    setTimeout(() => void start(), RETRY_MS);
  }

  function follow(mine: number): void {
    const opened = (stream = new EventSource('/api/sim/stream'));
    opened.onopen = () => listener.link('live');
    opened.onerror = () => {
      opened.close();
      if (mine === started) lost(); // a message may have been missed: start from the snapshot again
    };
    opened.addEventListener('people', ({ data }: MessageEvent<string>) => {
      newest = (JSON.parse(data) as { people: Person[] }).people;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (newest) listener.people(newest);
      });
    });
    opened.addEventListener('inbox', ({ data }: MessageEvent<string>) => listener.message(JSON.parse(data) as PhoneMessage));
  }

  document.addEventListener('visibilitychange', () => void start());
  void start();
}

export async function setConsent(personId: string, change: 'withdraw' | 'consent'): Promise<boolean> {
  try {
    const url = `/api/sim/people/${encodeURIComponent(personId)}/${change}`;
    return (await fetch(url, { method: 'POST', signal: AbortSignal.timeout(DEADLINE_MS) })).ok;
  } catch {
    return false;
  }
}

/** What a member's app shows of what the store sees; null when the hub does not say. */
export async function fetchMirror(personId: string, language: string): Promise<Mirror | null> {
  try {
    return await load<Mirror>(`people/${encodeURIComponent(personId)}/mirror?language=${language}`);
  } catch {
    return null;
  }
}

async function load<T>(what: string): Promise<T> {
  const response = await fetch(`/api/sim/${what}`, { cache: 'no-store', signal: AbortSignal.timeout(DEADLINE_MS) });
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return (await response.json()) as T;
}
