/** The picture of an article, from the hub alone; until it is here, and where there is none, the initial of its kind. */
import { useEffect, useRef } from 'preact/hooks';
import type { Article } from '../data/types';
import { pictureOf } from './state/articleImages';
import './ArticleImage.css';

export function ArticleImage({ article, category, large = false }: { article: Article; category: string; large?: boolean }) {
  const picture = article.image === '' ? null : pictureOf(article.image).value;
  const initial = Array.from(category || article.name)[0]?.toLocaleUpperCase() ?? '';
  return (
    <span class="article-image" data-large={large} aria-hidden="true">
      {initial}
      {picture !== null && <Picture picture={picture} />}
    </span>
  );
}

/** Drawn, not linked: an address of a picture could not carry the proof of this device. */
function Picture({ picture }: { picture: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => canvas.current?.getContext('2d')?.drawImage(picture, 0, 0), [picture]);
  return <canvas ref={canvas} width={picture.width} height={picture.height} />;
}
