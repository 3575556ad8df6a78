/** Where the handheld is, by hash: one of its places, or a card over it. Whose card it is never stands in an address. */
import { batch, signal } from '@preact/signals';
import { ended, openVisit } from './selection';
import { onForgetting } from './signedIn';

const HASHES = { here: '#/', follow_ups: '#/follow-ups', clients: '#/clients', articles: '#/articles' } as const;
export type Place = keyof typeof HASHES;
export const PLACES = Object.keys(HASHES) as readonly Place[];
export const place = signal<Place>('here');

const CARD = '#/card';
const wide = matchMedia('(min-width: 800px)');
/** Whether the place and the card stand side by side; as in App.css. */
export const sideBySide = signal(wide.matches);

export function showCard(visitId: string): void {
  batch(() => {
    ended.value = null;
    openVisit.value = visitId;
  });
  if (location.hash !== CARD) location.hash = CARD;
}

/** Away from the card, to the place it was opened over. */
export function showList(): void {
  // Back rather than forward, so that the device's own back button does not walk through old cards.
  if (location.hash === CARD && placeBelow === place.peek()) history.back();
  else history.replaceState(null, '', HASHES[place.peek()]);
  nobodyOpen();
}

/** Where there is room the open card stays beside the other place. */
export function showPlace(wanted: Place): void {
  place.value = wanted;
  if (location.hash !== CARD) location.hash = HASHES[wanted];
  else if (!sideBySide.peek()) {
    nobodyOpen();
    location.hash = HASHES[wanted];
  }
}

/** Over which place the card was opened: where the device's back button leads. */
let placeBelow: Place = 'here';

function nobodyOpen(): void {
  batch(() => {
    openVisit.value = null;
    ended.value = null;
  });
}

export function watchRoute(): void {
  const read = () => {
    if (location.hash === CARD) {
      placeBelow = place.peek();
      if (openVisit.peek() === null) history.replaceState(null, '', HASHES[place.peek()]); // loaded anew: nobody is open
      return;
    }
    place.value = PLACES.find((each) => HASHES[each] === location.hash) ?? 'here';
    nobodyOpen();
  };
  wide.addEventListener('change', () => (sideBySide.value = wide.matches));
  window.addEventListener('hashchange', read);
  read();
  onForgetting(() => {
    if (place.peek() !== 'here') showPlace('here');
  });
}
