/** The basket of the open customer: put together here, paid at the till by a reference that names nobody. */
import { useEffect, useState } from 'preact/hooks';
import { BasketIcon } from '../components/icons';
import { QrCode } from '../components/QrCode';
import { Sheet } from '../components/Sheet';
import { fetchBasket, fillBasket, handOver, type Answer } from '../data/staff';
import type { Basket, BasketItem } from '../data/types';
import { say } from '../words/words';
import { ended, reload } from './room';

// Until the till names the reference, the sheet looks this often whether it has.
const LOOK_MS = 3000;

export function BasketButton({ visitId }: { visitId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button class="button icon-button basket-button" aria-label={say('screens-basket')} onClick={() => setOpen(true)}>
        <BasketIcon />
      </button>
      {open && <BasketSheet visitId={visitId} onClose={() => setOpen(false)} />}
    </>
  );
}

function BasketSheet({ visitId, onClose }: { visitId: string; onClose: () => void }) {
  const [basket, setBasket] = useState<Basket | null>(null);
  const [failure, setFailure] = useState<'unreachable' | 'refused' | null>(null);
  const [busy, setBusy] = useState(false);

  function take(answer: Answer<Basket>): void {
    setFailure(null);
    if (answer.kind === 'done') setBasket(answer.value);
    else if (answer.kind === 'locked') reload();
    else if (answer.kind === 'ended') ended.value ??= 'unknown';
    else setFailure(answer.kind === 'unreachable' ? 'unreachable' : 'refused');
  }

  async function send(asking: Promise<Answer<Basket>>): Promise<boolean> {
    setBusy(true);
    const answer = await asking;
    setBusy(false);
    take(answer);
    return answer.kind === 'done';
  }

  useEffect(() => void fetchBasket(visitId).then(take), [visitId]);
  const waits = basket?.state === 'handed_over';
  useEffect(() => {
    if (!waits) return undefined;
    const looking = setInterval(() => void fetchBasket(visitId).then(take), LOOK_MS);
    return () => clearInterval(looking);
  }, [visitId, waits]);

  const items = basket?.state === 'paid' ? [] : (basket?.items ?? []);
  const note = basket?.state === 'paid' ? '' : (basket?.note ?? '');
  return (
    <Sheet title={say('screens-basket')} text={say('screens-basket-text')} onClose={onClose}>
      {failure && (
        <p class="notice" role="alert">{failure === 'refused' ? say('screens-basket-refused') : say('screens-basket-failed')}</p>
      )}
      {basket === null && failure === null && <p class="soft" role="status">{say('screens-loading')}</p>}
      {basket && (
        <>
          {basket.state === 'paid' && <p class="notice" role="status">{say('screens-basket-paid')}</p>}
          {basket.reference !== null && basket.qr !== null && (
            <div class="handed-over" role="status">
              <QrCode rows={basket.qr} label={say('screens-basket-qr', { reference: basket.reference })} />
              <p class="reference">{basket.reference}</p>
              <p class="soft">{say('screens-basket-at-till')}</p>
            </div>
          )}
          <Items items={items} busy={busy} onChange={(changed) => void send(fillBasket(visitId, changed, note))} />
          <Add key={items.length} busy={busy} onAdd={(item) => send(fillBasket(visitId, [...items, item], note))} />
          <Note
            key={note}
            text={note}
            busy={busy}
            onChange={(text) => void send(fillBasket(visitId, items, text))}
          />
        </>
      )}
      <div class="actions">
        <button class="button" onClick={onClose}>{say('screens-close')}</button>
        {basket?.state === 'started' && (
          <button class="button primary" disabled={busy} onClick={() => void send(handOver(visitId))}>
            {say('screens-basket-hand-over')}
          </button>
        )}
      </div>
    </Sheet>
  );
}

type ItemsProps = { items: readonly BasketItem[]; busy: boolean; onChange: (items: BasketItem[]) => void };

function Items({ items, busy, onChange }: ItemsProps) {
  if (items.length === 0) return <p class="soft">{say('screens-basket-empty')}</p>;
  return (
    <ul class="fields">
      {items.map((item, place) => (
        <li key={place} class="basket-item">
          <span class="known-value">{item.qty} x {item.sku}</span>
          <button
            class="button"
            disabled={busy}
            aria-label={say('screens-remove-article', { sku: item.sku })}
            onClick={() => onChange(items.filter((_, other) => other !== place))}
          >
            {say('screens-remove')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Add({ busy, onAdd }: { busy: boolean; onAdd: (item: BasketItem) => Promise<boolean> }) {
  const [sku, setSku] = useState('');
  const [qty, setQty] = useState('1');
  return (
    <form
      class="basket-add"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (sku.trim() !== '') void onAdd({ sku: sku.trim(), qty: Number(qty) });
      }}
    >
      <label class="stack tight">
        <span class="label">{say('screens-article')}</span>
        <input class="field" name="sku" value={sku} maxLength={60} required onInput={(e) => setSku(e.currentTarget.value)} />
      </label>
      <label class="stack tight">
        <span class="label">{say('screens-quantity')}</span>
        <input
          class="field"
          name="qty"
          type="number"
          min={1}
          max={999}
          value={qty}
          required
          onInput={(event) => setQty(event.currentTarget.value)}
        />
      </label>
      <button class="button" type="submit" disabled={busy}>{say('screens-add')}</button>
    </form>
  );
}

function Note({ text, busy, onChange }: { text: string; busy: boolean; onChange: (text: string) => void }) {
  return (
    <label class="stack tight">
      <span class="label">{say('screens-basket-note')}</span>
      <input
        class="field"
        name="note"
        defaultValue={text}
        maxLength={200}
        autoComplete="off"
        readOnly={busy}
        onChange={(event) => event.currentTarget.value.trim() !== text && onChange(event.currentTarget.value)}
      />
    </label>
  );
}
