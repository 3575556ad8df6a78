/** Two places, by hash: the list and the card. Whose card it is never stands in an address. */
import { batch } from '@preact/signals';
import { ended, openVisit } from './selection';

const CARD = '#/card';

export function showCard(visitId: string): void {
  batch(() => {
    ended.value = null;
    openVisit.value = visitId;
  });
  if (location.hash !== CARD) location.hash = CARD;
}

export function showList(): void {
  // Back rather than forward, so that the device's own back button does not walk through old cards.
  if (location.hash === CARD) history.back();
  nobodyOpen();
}

function nobodyOpen(): void {
  batch(() => {
    openVisit.value = null;
    ended.value = null;
  });
}

export function watchRoute(): void {
  const read = () => {
    if (location.hash !== CARD) nobodyOpen();
    else if (openVisit.peek() === null) history.replaceState(null, '', '#/'); // loaded anew: nobody is open
  };
  window.addEventListener('hashchange', read);
  read();
}
