/** Gives a customer to a colleague: those who are here and free stand first. */
import { useState } from 'preact/hooks';
import { Sheet } from '../components/Sheet';
import type { VisitRow } from '../data/types';
import { say } from '../words/words';
import { closeHandOver, openHandOver, type Choice } from './state/handOver';
import { me } from './state/signedIn';
import { handOverVisit } from './state/staffActions';
import './HandOver.css';

const LONGEST_NAME = 40;

export function HandOverSheet({ row, colleagues }: { row: VisitRow; colleagues: Choice }) {
  const give = (to: string) => {
    handOverVisit(row.visit_id, to);
    closeHandOver();
  };
  return (
    <Sheet title={say('screens-hand-over-title')} text={say('screens-hand-over-text')} onClose={closeHandOver}>
      <WhoTakesOver colleagues={colleagues} back={row.handed_by ?? null} onGive={give} />
      {colleagues === 'failed' && (
        <div class="stack tight">
          <p class="notice" role="alert">{say('screens-colleagues-failed')}</p>
          <button class="button" onClick={() => openHandOver(row.visit_id)}>{say('screens-try-again')}</button>
        </div>
      )}
      <button class="button quiet" onClick={closeHandOver}>{say('screens-cancel')}</button>
    </Sheet>
  );
}

type Props = { colleagues: Choice; back: string | null; onGive: (to: string) => void };

function WhoTakesOver({ colleagues, back, onGive }: Props) {
  if (colleagues === 'loading') return <p class="soft" role="status">{say('screens-loading')}</p>;
  const known = colleagues === 'failed' ? [] : colleagues.colleagues.filter((each) => each.is_here && each.name !== me.value);
  // Who gave them to me may have them back, also where the list did not come.
  const first = back !== null && back !== me.value ? back : null;
  const others = known.filter((each) => each.name !== first);
  return (
    <>
      {first === null && others.length === 0 && colleagues !== 'failed' && !colleagues.may_type && (
        <p class="notice" role="status">{say('screens-hand-over-nobody')}</p>
      )}
      <ul class="takers">
        {first !== null && (
          <li>
            <button class="button taker" onClick={() => onGive(first)}>
              <span>{say('screens-hand-back', { who: first })}</span>
            </button>
          </li>
        )}
        {others.map((each) => (
          <li key={each.name}>
            <button class="button taker" onClick={() => onGive(each.name)}>
              <span>{each.name}</span>
              <span class="soft">{each.is_busy ? say('screens-colleague-busy') : say('screens-colleague-free')}</span>
            </button>
          </li>
        ))}
      </ul>
      {colleagues !== 'failed' && colleagues.may_type && <Typed onGive={onGive} />}
    </>
  );
}

/** While nobody has an account, a colleague is whoever is called so. */
function Typed({ onGive }: { onGive: (to: string) => void }) {
  const [name, setName] = useState('');
  return (
    <form
      class="stack tight"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && name.trim() !== me.value) onGive(name.trim());
      }}
    >
      <label class="stack tight">
        <span class="label">{say('screens-first-name')}</span>
        <input class="field" name="taker" value={name} maxLength={LONGEST_NAME} autoComplete="off" required onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <button class="button primary" type="submit">{say('screens-hand-over')}</button>
    </form>
  );
}
