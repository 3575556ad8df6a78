/** The offers of the open customer that still count: what they get, until when, and one tap to redeem. */
import { FactList } from '../components/FactList';
import type { OfferOnCard } from '../data/types';
import { moment } from '../words/ages';
import { say } from '../words/words';
import { nowMs } from './state/clock';
import { redeemAtOnce } from './state/redeeming';
import { inMyName } from './state/signIn';
import { hours } from './state/store';
import './OffersOnCard.css';

export function OffersOnCard({ offers }: { offers: readonly OfferOnCard[] }) {
  if (offers.length === 0) return null;
  return (
    <section aria-labelledby="offers-title">
      <h3 class="section-title" id="offers-title">{say('screens-offers-title')}</h3>
      <FactList>
        {offers.map((offer) => <Offer key={offer.code} offer={offer} />)}
      </FactList>
    </section>
  );
}

function Offer({ offer }: { offer: OfferOnCard }) {
  const { code, text, campaign, valid_until_ms: untilMs } = offer;
  const isOver = nowMs.value >= untilMs;
  const until = say('screens-offer-until', { at: moment(untilMs, nowMs.value, hours.value?.time_zone) });
  return (
    <li class="fact open-offer">
      <span class="fact-value">{text}</span>
      <span class="fact-source">{isOver ? say('screens-offer-over') : until}</span>
      <span class="fact-source">{[code, campaign].filter((part) => part).join(' · ')}</span>
      {!isOver && (
        <button class="button" aria-label={say('screens-redeem-this', { code })} onClick={() => inMyName(() => redeemAtOnce(code))}>
          {say('screens-redeem')}
        </button>
      )}
    </li>
  );
}
