/** Articles of the shop's catalogue. */
import { request } from './request';
import { ask, post, type Answer } from './staff';
import type { ArticlesFound } from './types';

/** In the body, because an address is kept where nobody thinks of it. */
export function searchArticles(text: string, signal: AbortSignal): Promise<Answer<ArticlesFound>> {
  return ask<ArticlesFound>('/api/staff/articles/search', { ...post({ text }), signal });
}

/** The picture; `awaited` while the hub fetches it, null where there is none. */
export async function fetchArticleImage(key: string): Promise<ImageBitmap | 'awaited' | null> {
  try {
    const response = await request(`/api/staff/articles/images/${encodeURIComponent(key)}`);
    if (response.status === 202) return 'awaited';
    return response.ok ? await createImageBitmap(await response.blob()) : null;
  } catch {
    return null;
  }
}
