/** Server-sent events over `fetch`: an `EventSource` cannot sign its request. Reconnecting is the reader's. */
import { request } from './request';

export type EventStream = { close(): void; readonly open: boolean };
export type EventStreamListener = {
  opened(): void;
  /** The name and the data of one event, and up to which entry of the hub's journal it tells; null for what is none. */
  event(name: string, data: string, id: number | null): void;
  /** It is over, however it came to that; never after `close`. */
  ended(): void;
};

export function openEventStream(url: string, listener: EventStreamListener): EventStream {
  const abort = new AbortController();
  const state = { open: false };
  void read();

  async function read(): Promise<void> {
    try {
      const response = await request(url, { headers: { accept: 'text/event-stream' }, signal: abort.signal });
      if (!response.ok || !response.body) throw new Error(`${response.status}`);
      state.open = true;
      listener.opened();
      await follow(response.body.getReader());
    } catch {
      // said below
    }
    state.open = false;
    if (!abort.signal.aborted) listener.ended();
  }

  async function follow(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done || abort.signal.aborted) return;
      rest += decoder.decode(value, { stream: true }).replaceAll('\r\n', '\n');
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) tell(event);
    }
  }

  function tell(text: string): void {
    let name = 'message';
    let id: number | null = null;
    const data: string[] = [];
    for (const line of text.split('\n')) {
      const [field, value] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).replace(/^ /, '')];
      if (field === 'event') name = value;
      if (field === 'data') data.push(value);
      if (field === 'id') id = Number(value);
    }
    if (data.length > 0 && !abort.signal.aborted) listener.event(name, data.join('\n'), id);
  }

  return {
    close: () => abort.abort(),
    get open() {
      return state.open;
    },
  };
}
