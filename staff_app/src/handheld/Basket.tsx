/** The basket of the open customer: put together here, paid at the till by a reference that names nobody. */
import { useEffect, useState } from 'preact/hooks';
import { FactList } from '../components/FactList';
import { BasketIcon } from '../components/icons';
import { QrCode } from '../components/QrCode';
import { Sheet } from '../components/Sheet';
import type { BasketItem, BasketLine } from '../data/types';
import { say } from '../words/words';
import { ArticleRow } from './ArticleRow';
import { forBasket } from './state/articles';
import { basket, changeBasket, closeBasket, handOverBasket, openBasket, takeBackBasket, type OpenBasket } from './state/basket';
import './Basket.css';

export function BasketButton({ visitId }: { visitId: string }) {
  const open = basket.value;
  return (
    <>
      <button class="button icon-button basket-button" aria-label={say('screens-basket')} onClick={() => openBasket(visitId)}>
        <BasketIcon />
      </button>
      {open?.visitId === visitId && <BasketSheet open={open} />}
    </>
  );
}

function BasketSheet({ open }: { open: OpenBasket }) {
  const { content, failure, busy } = open;
  const items = content?.state === 'paid' ? [] : (content?.items ?? []);
  const note = content?.state === 'paid' ? '' : (content?.note ?? '');
  return (
    <Sheet title={say('screens-basket')} text={say('screens-basket-text')} onClose={closeBasket}>
      {failure && (
        <p class="notice" role="alert">{failure === 'refused' ? say('screens-basket-refused') : say('screens-basket-failed')}</p>
      )}
      {content === null && failure === null && <p class="soft" role="status">{say('screens-loading')}</p>}
      {content && (
        <>
          {content.state === 'paid' && <p class="notice" role="status">{say('screens-basket-paid')}</p>}
          {content.reference !== null && content.qr !== null && (
            <div class="handed-over" role="status">
              <QrCode rows={content.qr} label={say('screens-basket-qr', { reference: content.reference })} />
              <p class="reference">{content.reference}</p>
              <p class="soft">{say('screens-basket-at-till')}</p>
            </div>
          )}
          {content.state === 'handed_over' ? (
            <>
              <HandedItems items={items} />
              {note !== '' && <p class="soft">{note}</p>}
            </>
          ) : (
            <>
              <Items items={items} busy={busy} onChange={(changed) => void changeBasket(changed, note)} />
              <Add key={items.length} busy={busy} onAdd={(item) => changeBasket([...items, item], note)} />
              <Note key={note} text={note} busy={busy} onChange={(text) => void changeBasket(items, text)} />
            </>
          )}
        </>
      )}
      <div class="actions">
        <button class="button" onClick={closeBasket}>{say('screens-close')}</button>
        {content?.state === 'handed_over' && (
          <button class="button" disabled={busy} onClick={() => void takeBackBasket()}>{say('screens-basket-take-back')}</button>
        )}
        {content?.state === 'started' && items.length > 0 && (
          <button class="button primary" disabled={busy} onClick={() => void handOverBasket()}>
            {say('screens-basket-hand-over')}
          </button>
        )}
      </div>
    </Sheet>
  );
}

/** What the till has is no longer changed here; taken back, it is. */
function HandedItems({ items }: { items: readonly BasketLine[] }) {
  return (
    <FactList>
      {items.map((item, place) => (
        <li key={place} class="basket-item">
          <span class="basket-what">
            {item.qty} x {item.name ?? item.sku}
            {item.name && <span class="soft"> {item.sku}</span>}
          </span>
        </li>
      ))}
    </FactList>
  );
}

type ItemsProps = { items: readonly BasketLine[]; busy: boolean; onChange: (items: BasketItem[]) => void };

function Items({ items, busy, onChange }: ItemsProps) {
  if (items.length === 0) return <p class="soft">{say('screens-basket-empty')}</p>;
  return (
    <FactList>
      {items.map((item, place) => (
        <li key={place} class="basket-item">
          <span class="basket-what">
            {item.qty} x {item.name ?? item.sku}
            {item.name && <span class="soft"> {item.sku}</span>}
            {item.is_unknown && <span class="soft" role="note"> · {say('screens-basket-unknown')}</span>}
          </span>
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
    </FactList>
  );
}

/** By its number as it stands on the label, or picked from what is found while somebody types. */
function Add({ busy, onAdd }: { busy: boolean; onAdd: (item: BasketItem) => Promise<boolean> }) {
  const [qty, setQty] = useState('1');
  const { text, found } = forBasket;
  useEffect(() => () => forBasket.clear(), []);
  return (
    <form
      class="basket-add"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() !== '') void onAdd({ sku: text.value.trim(), qty: Number(qty) });
      }}
    >
      <label class="stack tight">
        <span class="label">{say('screens-article')}</span>
        <input
          class="field"
          name="sku"
          value={text.value}
          maxLength={60}
          required
          spellcheck={false}
          onInput={(event) => forBasket.type(event.currentTarget.value)}
        />
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
      {found.value !== null && found.value.groups.length > 0 && (
        <ul class="stack tight basket-found" aria-label={say('screens-articles-found', { count: found.value.groups.length })}>
          {found.value.groups.flatMap((group) =>
            group.articles.filter(({ is_sensitive: never }) => !never).map((article) => (
              <li key={article.id}>
                <ArticleRow
                  group={{ ...group, articles: [article] }}
                  onOpen={() => void onAdd({ sku: article.sku, qty: Number(qty) || 1 })}
                />
              </li>
            )),
          )}
        </ul>
      )}
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
