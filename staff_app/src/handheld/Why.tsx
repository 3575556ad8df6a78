/** Why this: what the computed lines rest on, in a place of its own on the opened card. */
import { useEffect, useRef } from 'preact/hooks';
import { Reasons } from '../components/Reasons';
import type { WhyView } from '../data/types';
import { say } from '../words/words';
import { CardPicture } from './CardPicture';
import { whyWanted } from './state/cardDetails';
import './Why.css';
import { now } from './state/store';

export function Why({ why }: { why: WhyView }) {
  const title = useRef<HTMLHeadingElement>(null);
  const wanted = whyWanted.value;
  useEffect(() => {
    if (!wanted || title.current === null) return;
    whyWanted.value = false;
    title.current.focus({ preventScroll: true });
    title.current.scrollIntoView({ block: 'start' });
  }, [wanted]);
  if (why.suggestions.length === 0 && why.segments.length === 0) return null;
  return (
    <section class="why" aria-labelledby="why-title">
      <h3 class="section-title" id="why-title" ref={title} tabIndex={-1}>{say('screens-why')}</h3>
      <Reasons why={why} now={now.value} pictureOf={(article) => <CardPicture text={article} />} />
    </section>
  );
}
