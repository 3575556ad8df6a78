/**
 * One stream for all pages of a browser: a browser keeps six connections to a hub, and a seventh page would not even load.
 *
 * The page that holds a Web Lock has the stream and passes each event on; when it goes, or is hidden, the next one has
 * it. Without locks (plain HTTP under a LAN name) each page has its own. What is passed on stays in memory.
 */
import { openEventStream, type EventStream, type EventStreamListener } from './eventStream';

type Passed =
  | { kind: 'event'; name: string; data: string; id: number | null }
  | { kind: 'opened' | 'ended' } // by the page that has the stream
  | { kind: 'asks' }; // a page that has just come wants to know whether it is open

export type SharedStream = {
  /** After the snapshot: what came since it was made is told at once. `url` is of the first event that is missed. */
  follow(since: number, listener: EventStreamListener): void;
  close(): void;
  readonly open: boolean;
};

/** Listens from now on, so that nothing is missed while the snapshot is on its way. */
export function shareStream(name: string, urlSince: (since: number) => string): SharedStream {
  const shares = 'locks' in navigator && typeof BroadcastChannel === 'function';
  const channel = shares ? new BroadcastChannel(name) : null;
  const giveUp = new AbortController();
  let release: (() => void) | null = null;
  let own: EventStream | null = null;
  let missed: Passed[] = [];
  let told: EventStreamListener | null = null;
  let last = 0;
  let isOpen = false;

  function tell(passed: Passed): void {
    if (passed.kind === 'asks') {
      if (own?.open) pass({ kind: 'opened' });
    } else if (told === null) {
      missed.push(passed);
    } else if (passed.kind === 'event') {
      opened();
      tellEvent(passed.name, passed.data, passed.id);
    } else if (passed.kind === 'opened') {
      opened();
    } else {
      isOpen = false;
      told.ended();
    }
  }

  /* The snapshot already holds what came before it; whoever is gone stays gone, whenever that was said. */
  function tellEvent(event: string, data: string, id: number | null): void {
    if (event === 'visit' && id !== null && id <= last) return;
    last = Math.max(last, id ?? 0);
    told?.event(event, data, id);
  }

  function opened(): void {
    if (isOpen) return;
    isOpen = true;
    told?.opened();
  }

  function pass(passed: Passed): void {
    if (!giveUp.signal.aborted) channel?.postMessage(passed); // a closed channel throws
  }

  function lead(): void {
    own = openEventStream(urlSince(last), {
      opened() {
        pass({ kind: 'opened' });
        isOpen = false; // said anew: this page has a stream of its own now
        opened();
      },
      event(event, data, id) {
        pass({ kind: 'event', name: event, data, id });
        tellEvent(event, data, id);
      },
      ended() {
        pass({ kind: 'ended' });
        isOpen = false;
        told?.ended();
      },
    });
  }

  if (channel) channel.onmessage = ({ data }: MessageEvent<Passed>) => tell(data);

  return {
    follow(since, listener) {
      [last, told] = [since, listener];
      const waiting = missed;
      missed = [];
      waiting.forEach(tell);
      if (!shares) return lead();
      pass({ kind: 'asks' });
      const held = () =>
        new Promise<void>((done) => {
          // The lock may come in the very moment in which this page no longer wants it.
          if (giveUp.signal.aborted) return done();
          release = done;
          lead();
        });
      navigator.locks.request(name, { signal: giveUp.signal }, held).catch(() => undefined); // given up while it waited
    },
    close() {
      told = null;
      isOpen = false;
      own?.close();
      release?.();
      giveUp.abort();
      channel?.close();
    },
    get open() {
      return isOpen;
    },
  };
}
