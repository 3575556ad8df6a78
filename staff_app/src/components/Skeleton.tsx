/** Grey bars where rows are about to come. */
import { say } from '../words/words';
import './Skeleton.css';

/** `bars`: how many lines of text each row will have. */
export function Skeleton({ rows, bars }: { rows: number; bars: number }) {
  return (
    <div class="skeleton" role="status" aria-label={say('screens-loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="skeleton-row">{Array.from({ length: bars }, (_, bar) => <i key={bar} />)}</div>
      ))}
    </div>
  );
}
