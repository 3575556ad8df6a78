/** Articles of the shop's catalogue. */
import { ask, post, type Answer } from './staff';
import type { ArticlesFound } from './types';

/** In the body, because an address is kept where nobody thinks of it. */
export function searchArticles(text: string, signal: AbortSignal): Promise<Answer<ArticlesFound>> {
  return ask<ArticlesFound>('/api/staff/articles/search', { ...post({ text }), signal });
}
