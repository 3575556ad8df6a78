/** The picture of an article that the opened card names; nothing of what the catalogue does not know. */
import { ArticleImage } from './ArticleImage';
import { cardDetails } from './state/cardDetails';

export function CardPicture({ text }: { text: string }) {
  const details = cardDetails.value;
  // A hub of before says none.
  const image = details.state === 'shown' ? details.card.pictures?.[text] : undefined;
  return image === undefined ? null : <ArticleImage image={image} kind={text} size="card" />;
}
