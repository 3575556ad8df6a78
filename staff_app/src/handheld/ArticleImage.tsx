/** The picture of an article, from the hub alone; until it is here, and where there is none, the initial of its kind. */
import { useEffect, useRef } from 'preact/hooks';
import { pictureOf } from './state/articleImages';
import './ArticleImage.css';

export function ArticleImage({ image, kind, size = 'row' }: { image: string; kind: string; size?: 'row' | 'card' | 'large' }) {
  const picture = image === '' ? null : pictureOf(image).value;
  const initial = Array.from(kind)[0]?.toLocaleUpperCase() ?? '';
  return (
    <span class="article-image" data-size={size} aria-hidden="true">
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
