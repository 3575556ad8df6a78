/** Who looks after the open customer, and the button for whoever does not yet. */
import type { VisitRow } from '../data/types';
import { say } from '../words/words';
import { inWords } from './Lock';
import { cardDetails } from './state/cardDetails';
import { clientRefusal, hasBook, lookAfter } from './state/clients';
import './LookAfter.css';

export function LookedAfterBy({ row }: { row: VisitRow }) {
  const by = row.looked_after_by ?? null;
  if (row.client_id) return <p class="looked-after-by">{say('screens-client-yours')}</p>;
  return by === null ? null : <p class="looked-after-by">{say('screens-client-theirs', { who: by })}</p>;
}

/** For whoever is greeted by name and has nobody, once their card was opened: the hub refuses the rest. */
export function LookAfter({ row }: { row: VisitRow }) {
  const isFree = !row.client_id && (row.looked_after_by ?? null) === null;
  if (!isFree || !hasBook.value || row.name === null || cardDetails.value.state !== 'shown') return null;
  return (
    <div class="look-after stack tight">
      <button class="button" onClick={() => void lookAfter(row.visit_id)}>{say('screens-client-take')}</button>
      {clientRefusal.value !== null && <p class="failure" role="alert">{inWords(clientRefusal.value)}</p>}
    </div>
  );
}
