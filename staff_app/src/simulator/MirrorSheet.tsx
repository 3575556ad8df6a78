/** The mirror in a member's app: what staff see of them, who looked, and why a message came or did not. */
import { Reasons } from '../components/Reasons';
import { Sheet } from '../components/Sheet';
import type { CardLines, Mirror, MirroredOpening } from '../data/types';
import { duration } from '../words/ages';
import { language, say } from '../words/words';
import { mirror, mirrored } from './state';
import './MirrorSheet.css';

type Visit = Mirror['past'][number];

export function MirrorSheet({ name }: { name: string }) {
  const { shown, failed } = mirror.value;
  const close = () => (mirrored.value = null);
  return (
    <Sheet title={say('simulator-mirror-of', { name })} text={say('simulator-mirror-text')} onClose={close}>
      {failed && <p class="failure small" role="alert">{say('simulator-mirror-failed')}</p>}
      {shown === null ? (
        !failed && <p class="soft" role="status">{say('screens-loading')}</p>
      ) : (
        <div class="mirror">
          {shown.visit === null ? <p>{say('simulator-not-here')}</p> : <PresentVisit visit={shown.visit} />}
          {shown.looks.length > 0 && <h3>{say('simulator-looks')}</h3>}
          <Openings openings={shown.looks} />
          <Offers offers={shown.offers} />
          {shown.past.length > 0 && <h3>{say('simulator-past-visits')}</h3>}
          {shown.past.map((visit) => (
            <article key={visit.visit_id} class="past">
              <h4>{moment(visit.started_at_ms)}</h4>
              <VisitRecord visit={visit} />
            </article>
          ))}
        </div>
      )}
      <button class="button" onClick={close}>{say('screens-close')}</button>
    </Sheet>
  );
}

function Offers({ offers }: { offers: Mirror['offers'] }) {
  if (offers.length === 0) return null;
  return (
    <>
      <h3>{say('simulator-offers')}</h3>
      <ul class="facts">
        {offers.map((offer) => {
          const at = offer.state === 'redeemed' ? offer.redeemed_at_ms : offer.valid_until_ms;
          const told = say(`simulator-offer-${offer.state}`, { text: offer.text, time: moment(at ?? offer.valid_until_ms) });
          return <li key={offer.code}>{[told, offer.code, offer.name].filter((part) => part).join(' · ')}</li>;
        })}
      </ul>
    </>
  );
}

function PresentVisit({ visit }: { visit: NonNullable<Mirror['visit']> }) {
  return (
    <>
      <p>{say('simulator-here-in', { zone: visit.zone.name })}</p>
      {visit.card === null ? (
        <p>{say('simulator-nothing-shown')}</p>
      ) : (
        <>
          <Lines card={visit.card} />
          {visit.card.why && <Reasons why={visit.card.why} now={{ ms: Date.now() }} />}
          <ul class="facts">
            {visit.card.fields.map((field) => (
              <li key={field.name}>{field.label}: {field.value ?? say('screens-no-value')}</li>
            ))}
          </ul>
        </>
      )}
      <VisitRecord visit={visit} />
    </>
  );
}

function Lines({ card }: { card: CardLines }) {
  return (
    <dl class="facts">
      <dt>{say('screens-need')}</dt><dd>{card.need.text}</dd>
      <dt>{say('screens-next-best')}</dt><dd>{card.next_best.text}</dd>
      <dt>{say('screens-avoid')}</dt><dd>{card.avoid.text}</dd>
      {(card.campaigns ?? []).length > 0 && <dt>{say('screens-campaign')}</dt>}
      {(card.campaigns ?? []).map((line) => <dd key={line.source}>{line.text}</dd>)}
    </dl>
  );
}

/** What was done with the visit. */
function VisitRecord({ visit }: { visit: Visit }) {
  return (
    <>
      <p class="soft small">{say('simulator-listed-on', { count: visit.listed_on })}</p>
      <h4>{say('simulator-openings')}</h4>
      {visit.openings.length === 0 && <p class="soft small">{say('simulator-no-openings')}</p>}
      <Openings openings={visit.openings} />
      {visit.messages.length > 0 && <h4>{say('simulator-messages')}</h4>}
      <ul class="facts">
        {visit.messages.map((message) => (
          <li key={`${message.at_ms}${message.campaign}`}>
            <strong>{message.sent ? say('simulator-came') : say('simulator-did-not-come')}</strong> · {message.why} {message.became}
          </li>
        ))}
      </ul>
    </>
  );
}

function Openings({ openings }: { openings: readonly MirroredOpening[] }) {
  if (openings.length === 0) return null;
  return (
    <ul class="facts openings">
      {openings.map((opening) => (
        <li key={`${opening.at_ms}${opening.by}`}><CardOpening opening={opening} /></li>
      ))}
    </ul>
  );
}

function CardOpening({ opening }: { opening: MirroredOpening }) {
  const looked = opening.until_ms === null ? null : say('simulator-looked-for', { age: duration(opening.until_ms - opening.at_ms) });
  const facts = [say('simulator-opened-by', { who: opening.by, time: moment(opening.at_ms) }), opening.zone?.name, looked];
  return (
    <>
      <strong>{facts.filter((fact) => fact).join(' · ')}</strong>
      <p>{opening.why}</p>
      <p class="soft small">
        {opening.refused
          ? say('simulator-got-nothing')
          : opening.saw.length > 0 && say('simulator-saw', { fields: opening.saw.join(', ') })}
      </p>
    </>
  );
}

function moment(ms: number): string {
  return new Date(ms).toLocaleString(language.value, { dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
}
