/** The articles of the shop: looked for by name, number or bar code; one of them with its price, stock and shelf. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { BackIcon, BasketIcon, SearchIcon } from '../components/icons';
import { FactList } from '../components/FactList';
import { Skeleton } from '../components/Skeleton';
import type { Article } from '../data/types';
import { say } from '../words/words';
import { ArticleImage } from './ArticleImage';
import { ArticleRow, Price, Stock } from './ArticleRow';
import { LinkFacts, Pill } from './LinkState';
import { articles, closeArticle, lookAndOpen, openArticle, showArticle, type OpenArticle } from './state/articles';
import { putIntoBasket, type PutInto } from './state/basket';
import { shownLink } from './state/connection';
import { openRow } from './state/store';
import './Articles.css';

export function Articles() {
  const open = openArticle.value;
  return (
    <main class="articles">
      <header class="articles-top">
        <h1>{say('screens-place-articles')}</h1>
        <Pill />
      </header>
      {shownLink.value !== 'live' && <p class="articles-link"><LinkFacts /></p>}
      <SearchField hidden={open !== null} />
      {open === null ? <Results /> : <Detail key={open.article.id} open={open} />}
    </main>
  );
}

/** A scanner types as a keyboard does, wherever the focus is. */
function SearchField({ hidden }: { hidden: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const elsewhere = event.target instanceof HTMLElement && event.target.closest('input, textarea, dialog, button');
      const plain = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (elsewhere || !plain || document.querySelector('dialog[open]')) return;
      closeArticle();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', typed);
    return () => window.removeEventListener('keydown', typed);
  }, []);
  return (
    <form
      class="articles-search"
      role="search"
      autoComplete="off"
      data-hidden={hidden}
      onSubmit={(event) => {
        event.preventDefault();
        field.current?.select(); // the next scan takes its place
        void lookAndOpen();
      }}
    >
      <label class="stack tight">
        <span class="label">{say('screens-articles-search')}</span>
        <span class="articles-field">
          <SearchIcon />
          <input
            ref={field}
            class="field"
            type="search"
            enterkeyhint="search"
            spellcheck={false}
            autoCapitalize="off"
            maxLength={100}
            value={articles.text.value}
            onInput={(event) => articles.type(event.currentTarget.value)}
          />
        </span>
      </label>
    </form>
  );
}

function Results() {
  const found = articles.found.value;
  if (articles.failed.value) return <p class="notice" role="alert">{say('screens-articles-failed')}</p>;
  if (found === null) {
    return articles.busy.value ? <Skeleton rows={4} bars={2} /> : <p class="soft">{say('screens-articles-text')}</p>;
  }
  if (!found.has_catalogue) {
    return (
      <div class="blank" role="status">
        <h2>{say('screens-articles-no-catalogue')}</h2>
        <p>{say('screens-articles-no-catalogue-text')}</p>
      </div>
    );
  }
  return (
    <>
      {found.is_indexing && <p class="notice" role="status">{say('screens-articles-indexing')}</p>}
      <p class={found.groups.length === 0 ? 'notice' : 'unseen'} role="status">
        {found.groups.length === 0
          ? say('screens-articles-none', { text: articles.text.value })
          : say('screens-articles-found', { count: found.groups.length })}
      </p>
      {found.is_forgiven && <p class="soft">{say('screens-articles-forgiven')}</p>}
      <ul class="stack tight">
        {found.groups.map((group) => (
          <li key={group.articles[0]?.id}>
            <ArticleRow group={group} onOpen={(article) => showArticle(group, article)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Detail({ open: { group, article } }: { open: OpenArticle }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <article class="stack">
      <div class="articles-name">
        <button class="button icon-button" aria-label={say('screens-back')} onClick={closeArticle}><BackIcon /></button>
        <h2 ref={heading} tabIndex={-1}>{article.name}</h2>
      </div>
      <ArticleImage image={article.image} kind={group.category.at(-1) ?? article.name} size="large" />
      <p class="soft">{[group.brand, article.variant].filter((each) => each !== '').join(' · ')}</p>
      <div class="articles-big"><Price article={article} /></div>
      <p><Stock article={article} /></p>
      {article.shelf !== '' && <p>{say('screens-article-shelf', { shelf: article.shelf })}</p>}
      <IntoBasket article={article} />
      {group.articles.length > 1 && (
        <section class="stack tight">
          <h3 class="section-title">{say('screens-article-others')}</h3>
          <ul class="stack tight">
            {group.articles.filter(({ id }) => id !== article.id).map((other) => (
              <li key={other.id}>
                <button class="articles-variant" onClick={() => showArticle(group, other)}>
                  <span>{other.variant || other.sku}</span>
                  <Stock article={other} />
                  <Price article={other} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <FactList>
        {[
          ['sku', say('screens-article-number'), article.sku],
          ['gtin', say('screens-article-gtin'), article.gtin],
          ...article.attributes.map(({ name, value }) => [name, name.replaceAll('_', ' '), value] as const),
        ].map(([key, label, value]) => value !== '' && (
          <li key={key} class="articles-fact"><span class="soft">{label}</span> {value}</li>
        ))}
      </FactList>
    </article>
  );
}

/** Into the basket of whoever's card is open. */
function IntoBasket({ article }: { article: Article }) {
  const [put, setPut] = useState<PutInto | 'sending' | null>(null);
  const row = openRow.value;
  if (article.is_sensitive) return <p class="notice">{say('screens-article-sensitive')}</p>;
  if (row === undefined) return <p class="soft">{say('screens-article-nobody-open')}</p>;
  return (
    <>
      <button
        class="button primary"
        disabled={put === 'sending' || !article.is_sold}
        onClick={() => {
          setPut('sending');
          void putIntoBasket(row.visit_id, article.sku).then(setPut);
        }}
      >
        <BasketIcon />{say('screens-article-into-basket', { name: row.name ?? say('screens-member') })}
      </button>
      {put !== null && put !== 'sending' && (
        <p class={put === 'done' ? 'soft' : 'notice'} role={put === 'done' ? 'status' : 'alert'}>{say(`screens-article-put-${put}`)}</p>
      )}
    </>
  );
}
