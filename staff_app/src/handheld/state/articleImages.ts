/** Pictures of articles, in memory as long as somebody is signed in: no cache of a browser tells what staff looked at. */
import { signal, type Signal } from '@preact/signals';
import { fetchArticleImage } from '../../data/articles';
import { onForgetting } from './signedIn';

const MOST_KEPT = 120;
const AT_ONCE = 3;
// The hub fetches a picture within ten seconds, or not today.
const TRIES = 8;
const AGAIN_MS = 1500;

const pictures = new Map<string, Signal<ImageBitmap | null>>();
const queue: string[] = [];
let running = 0;

export function pictureOf(key: string): Signal<ImageBitmap | null> {
  const known = pictures.get(key);
  if (known) return known;
  const picture = signal<ImageBitmap | null>(null);
  pictures.set(key, picture);
  for (const [oldest] of pictures) {
    if (pictures.size <= MOST_KEPT) break;
    pictures.delete(oldest);
  }
  queue.push(key);
  void work();
  return picture;
}

async function work(): Promise<void> {
  if (running >= AT_ONCE) return;
  running += 1;
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) await take(key);
  running -= 1;
}

async function take(key: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const picture = pictures.get(key);
    if (picture === undefined) return;
    const found = await fetchArticleImage(key);
    if (found !== 'awaited') {
      picture.value = found;
      return;
    }
    await new Promise((go) => setTimeout(go, AGAIN_MS));
  }
}

export function watchArticleImages(): void {
  onForgetting(() => {
    pictures.clear();
    queue.length = 0;
  });
}
