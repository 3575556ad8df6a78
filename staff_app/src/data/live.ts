/**
 * The store as it is now: one snapshot, then every change after it.
 *
 * An open socket is no proof of life: kernel buffers hide a sleeping page, and some phones drop sockets without an
 * error. So the stream closes when the page is hidden, a silence reopens it, and each reopening starts with a new
 * snapshot, which by itself leaves out everybody who withdrew or left meanwhile.
 */
import { language } from './language';
import { shareStream, type SharedStream } from './sharedStream';
import { fetchSession, type SessionView } from './people';
import { fetchNearby, streamUrl, type Answer } from './staff';
import type { AlertList, Gone, Heartbeat, Nearby, VisitRow } from './types';

// The hub says `hb` every 10 s: two lost in a row and some slack.
const SILENCE_MS = 25_000;
// A restarting hub is back in a second or two; forty handhelds must not ask it in step.
const RETRY_MS = [400, 800, 1600, 3200, 5000];
// What comes alone is shown with the next frame. In a full shop, changes that come closer than this are shown together:
// the eye sees no difference, and a phone's processor does a quarter of the work.
const TOGETHER_MS = 200;

export type Link =
  | 'connecting' // the first snapshot is on its way
  | 'live'
  | 'reconnecting'
  | 'locked' // the hub wants to know who it is
  | 'hidden'; // nobody looks: nothing is received and nothing may be shown

export type Change = { kind: 'visit'; row: VisitRow } | { kind: 'gone'; gone: Gone };

export type Listener = {
  link(link: Link): void;
  snapshot(nearby: Nearby): void;
  /** The newest state of each visit that changed since the last frame. */
  changes(changes: ReadonlyMap<string, Change>): void;
  heartbeat(heartbeat: Heartbeat): void;
  /** What is open for whoever is signed in, whenever it is something else. */
  alerts(alerts: AlertList): void;
  /** Who is signed in on this device, and how one signs in. */
  session(session: SessionView): void;
  /** The hub has spoken, whatever it said. */
  contact(): void;
  /** Somebody agreed to something else, or somebody else looks after them: what is open beside the list is asked for anew. */
  agreed(): void;
  /** The hub has ended the session: whatever is on the page is not ours to show any more. */
  signedOut(): void;
};

/** `lock` shows nothing and asks nothing until `unlock`. */
export type Live = { reload(): void; lock(): void; unlock(): void; stop(): void };

export function openLive(listener: Listener): Live {
  let stream: SharedStream | null = null;
  let request: AbortController | null = null;
  let pending = new Map<string, Change>();
  let frame = 0;
  let shownAt = -TOGETHER_MS;
  let later: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let locked = false;

  function close(): void {
    stream?.close();
    request?.abort();
    stream = request = null;
    cancelAnimationFrame(frame);
    clearTimeout(later);
    clearTimeout(silence);
    clearTimeout(retry);
    frame = 0;
    later = undefined;
    pending = new Map();
  }

  async function reload(): Promise<void> {
    close();
    if (locked) return listener.link('locked');
    if (document.hidden) return listener.link('hidden');
    const mine = (request = new AbortController());
    stream = shareStream(`goddag-stream-${language.peek()}`, streamUrl);
    const answer = await snapshot(mine.signal);
    if (request !== mine) return;
    if (answer.kind === 'done') {
      listener.contact();
      listener.snapshot(answer.value);
      follow(answer.value.seq);
      return;
    }
    stream.close();
    stream = null;
    if (answer.kind === 'locked') {
      listener.link('locked');
    } else {
      listener.link('reconnecting');
      again();
    }
  }

  async function snapshot(until: AbortSignal): Promise<Answer<Nearby>> {
    const session = await fetchSession(until);
    if (session.kind !== 'done') return session;
    if (until.aborted) return { kind: 'unreachable' };
    listener.session(session.value);
    return session.value.signed_in ? fetchNearby(until) : { kind: 'locked', code: '', says: '' };
  }

  function again(): void {
    const wait = RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)] ?? 5000;
    retry = setTimeout(() => void reload(), wait * (0.75 + Math.random() / 2));
  }

  function follow(seq: number): void {
    stream?.follow(seq, {
      opened() {
        attempt = 0;
        heard();
        listener.link('live');
      },
      event: tell,
      ended() {
        listener.link('reconnecting');
        again();
      },
    });
    heard();
  }

  function tell(name: string, data: string): void {
    if (name === 'visit') {
      const row = JSON.parse(data) as VisitRow;
      collect(row.visit_id, { kind: 'visit', row });
    } else if (name === 'gone') {
      const gone = JSON.parse(data) as Gone;
      collect(gone.visit_id, { kind: 'gone', gone });
    } else if (name === 'hb') {
      heard();
      listener.heartbeat(JSON.parse(data) as Heartbeat);
    } else if (name === 'alerts') {
      listener.alerts(JSON.parse(data) as AlertList);
    } else if (name === 'agreed') {
      listener.agreed();
    } else if (name === 'reset') {
      void reload();
    } else if (name === 'signed_out') {
      listener.signedOut();
      void reload();
    }
  }

  function heard(): void {
    clearTimeout(silence);
    silence = setTimeout(() => {
      listener.link('reconnecting');
      void reload();
    }, SILENCE_MS);
    if (stream?.open) listener.contact();
  }

  function collect(visitId: string, change: Change): void {
    heard();
    pending.set(visitId, change);
    const wait = shownAt + TOGETHER_MS - performance.now();
    // Whoever may not be shown any more waits for nobody.
    if (wait <= 0 || change.kind === 'gone') frame ||= requestAnimationFrame(flush);
    else later ??= setTimeout(() => (frame ||= requestAnimationFrame(flush)), wait);
  }

  function flush(): void {
    const changes = pending;
    pending = new Map();
    frame = 0;
    clearTimeout(later);
    later = undefined;
    shownAt = performance.now();
    listener.changes(changes);
  }

  const wake = () => void reload();
  // Left, and perhaps kept by the browser: nothing comes in, and nothing of what came is kept for later.
  const left = () => {
    close();
    listener.link('hidden');
  };
  const restored = (event: PageTransitionEvent) => event.persisted && wake();
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pagehide', left);
  window.addEventListener('pageshow', restored);
  window.addEventListener('online', wake);
  listener.link('connecting');
  wake();

  return {
    reload: wake,
    lock() {
      locked = true;
      wake();
    },
    unlock() {
      locked = false;
      wake();
    },
    stop() {
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('pagehide', left);
      window.removeEventListener('pageshow', restored);
      window.removeEventListener('online', wake);
      close();
    },
  };
}
