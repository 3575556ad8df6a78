/** The hub has been out of reach for so long that no customer may be shown. */
import { duration } from '../words/ages';
import { say } from '../words/words';

/** `silentMs`: since when the hub says nothing; null when it never has. */
export function Lost({ silentMs, onRetry }: { silentMs: number | null; onRetry: () => void }) {
  return (
    <div class="blank">
      <h2>{say('screens-lost-title')}</h2>
      <p>{silentMs === null ? say('screens-never-text') : say('screens-lost-text', { age: say('screens-ago', { age: duration(silentMs) }) })}</p>
      <button class="button" onClick={onRetry}>{say('screens-try-again')}</button>
    </div>
  );
}
