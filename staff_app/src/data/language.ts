/** The reader's language, in which the hub is asked to answer. */
import { signal } from '@preact/signals';

export const FALLBACK = 'en';
export const language = signal(FALLBACK);
