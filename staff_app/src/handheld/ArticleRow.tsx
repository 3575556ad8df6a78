/** One article among others: what it is, what it costs, and whether it is here. */
import { ArticleImage } from './ArticleImage';
import type { Article, ArticleGroup } from '../data/types';
import { since } from '../words/ages';
import { say } from '../words/words';
import { now } from './state/store';
import './ArticleRow.css';

export function ArticleRow({ group, onOpen }: { group: ArticleGroup; onOpen: (article: Article) => void }) {
  const [article] = group.articles;
  if (article === undefined) return null;
  return (
    <button type="button" class="article-row" onClick={() => onOpen(article)}>
      <ArticleImage image={article.image} kind={group.category.at(-1) ?? article.name} />
      <span class="article-what">
        <strong>{article.name}</strong>
        <span class="soft">{[group.brand, article.variant].filter((each) => each !== '').join(' · ')}</span>
        {group.articles.length > 1 && <span class="soft">{say('screens-article-variants', { count: group.articles.length })}</span>}
        <Stock article={article} />
      </span>
      <Price article={article} />
    </button>
  );
}

export function Price({ article }: { article: Article }) {
  if (article.price === null) return <span class="article-price soft">{say('screens-article-no-price')}</span>;
  return (
    <span class="article-price">
      <strong>{article.price}</strong>
      {article.price_before !== null && (
        <s>
          <span class="unseen">{say('screens-article-before')} </span>
          {article.price_before}
        </s>
      )}
    </span>
  );
}

/** How many, with its age: what was told last week is no promise. */
export function Stock({ article }: { article: Article }) {
  if (!article.is_sold) return <span class="article-stock" data-is="out_of_stock">{say('screens-article-gone')}</span>;
  const { availability, quantity, told_ms: told } = article;
  const state = say(`screens-stock-${availability}`);
  const isHere = availability === 'in_stock' || availability === 'limited';
  const counted = isHere && quantity !== null ? say('screens-stock-count', { state, count: quantity }) : state;
  return (
    <span class="article-stock" data-is={availability}>
      {counted}
      {told !== null && <span class="soft"> · {say('screens-stock-told', { age: since(told, now.value) })}</span>}
    </span>
  );
}
