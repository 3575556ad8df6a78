/** What a colleague looks for among the articles: typed, or scanned as a keyboard types. */
import { effect, signal, type Signal } from '@preact/signals';
import { searchArticles } from '../../data/articles';
import type { Article, ArticleGroup, ArticlesFound } from '../../data/types';
import { reload } from './connection';
import { place } from './route';
import { onForgetting } from './signedIn';

// Between two letters of somebody who types; a scanner ends with Enter and does not wait.
const PAUSE_MS = 200;
const LONGEST = 100;

export class ArticleSearch {
  readonly text: Signal<string> = signal('');
  readonly found: Signal<ArticlesFound | null> = signal(null);
  readonly failed: Signal<boolean> = signal(false);
  readonly busy: Signal<boolean> = signal(false);
  #asked: AbortController | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  type(text: string): void {
    this.text.value = text.slice(0, LONGEST);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.look(), PAUSE_MS);
  }

  /** What was found for what stands there now; null when something else was typed meanwhile, or the hub is away. */
  async look(): Promise<ArticlesFound | null> {
    clearTimeout(this.#pause);
    this.#asked?.abort();
    const text = this.text.peek().trim();
    if (text === '') {
      this.clear();
      return null;
    }
    const mine = new AbortController();
    this.#asked = mine;
    this.busy.value = true;
    const answer = await searchArticles(text, mine.signal);
    if (this.#asked !== mine) return null;
    this.busy.value = false;
    if (answer.kind === 'locked') reload();
    this.failed.value = answer.kind !== 'done';
    this.found.value = answer.kind === 'done' ? answer.value : this.found.peek();
    return answer.kind === 'done' ? answer.value : null;
  }

  clear(): void {
    clearTimeout(this.#pause);
    this.#asked?.abort();
    this.#asked = null;
    this.text.value = '';
    this.found.value = null;
    this.failed.value = false;
    this.busy.value = false;
  }
}

export const articles = new ArticleSearch();
/** The same for the basket of the open customer. */
export const forBasket = new ArticleSearch();

export type OpenArticle = { group: ArticleGroup; article: Article };
export const openArticle = signal<OpenArticle | null>(null);

export function showArticle(group: ArticleGroup, article: Article): void {
  openArticle.value = { group, article };
}

export function closeArticle(): void {
  openArticle.value = null;
}

/** Enter: what was scanned is one article, and is shown at once. */
export async function lookAndOpen(): Promise<void> {
  const found = await articles.look();
  const only = found?.groups.length === 1 && !found.is_forgiven ? found.groups[0] : undefined;
  if (only?.articles[0]) showArticle(only, only.articles[0]);
}

export function watchArticles(): void {
  onForgetting(() => {
    articles.clear();
    forBasket.clear();
    closeArticle();
  });
  effect(() => {
    if (place.value !== 'articles') closeArticle();
  });
}
