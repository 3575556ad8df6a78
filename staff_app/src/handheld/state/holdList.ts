/** Holds the list still while a finger is on it and for a moment after. */
import { signal } from '@preact/signals';

// Long enough to aim again after lifting the finger.
const AFTER_MS = 3000;

export const listHeld = signal(false);

let letGo: ReturnType<typeof setTimeout> | undefined;

function hold(): void {
  clearTimeout(letGo);
  listHeld.value = true;
}

function release(): void {
  clearTimeout(letGo);
  letGo = setTimeout(() => (listHeld.value = false), AFTER_MS);
}

/** Touch, mouse and keyboard alike; touch events, because pointer events end as soon as the finger scrolls. */
export function holdList(list: HTMLElement): () => void {
  const stop = new AbortController();
  const { signal: until } = stop;
  list.addEventListener('touchstart', hold, { passive: true, signal: until });
  list.addEventListener('mousedown', hold, { signal: until });
  list.addEventListener('keydown', hold, { signal: until });
  for (const end of ['touchend', 'touchcancel', 'mouseup', 'keyup', 'blur']) {
    window.addEventListener(end, () => listHeld.peek() && release(), { passive: true, signal: until });
  }
  return () => {
    stop.abort();
    clearTimeout(letGo);
    listHeld.value = false;
  };
}
