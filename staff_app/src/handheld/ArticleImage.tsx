/** The picture of an article, from the hub alone; until it is here, and where there is none, the initial of its kind. */
import type { Article } from '../data/types';
import './ArticleImage.css';

export function ArticleImage({ article, category, large = false }: { article: Article; category: string; large?: boolean }) {
  const initial = Array.from(category || article.name)[0]?.toLocaleUpperCase() ?? '';
  return <span class="article-image" data-large={large} aria-hidden="true">{initial}</span>;
}
