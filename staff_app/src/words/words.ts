/** The words in the chosen language, kept for as long as the page is open. */
import { computed, signal } from '@preact/signals';
import { da } from './da';
import { en, type Words } from './en';
import { nb } from './nb';
import { sv } from './sv';

export const languages: readonly Words[] = [en, da, nb, sv];
export const language = signal('en');
const chosen = computed(() => languages.find((words) => words.code === language.value) ?? en);

/** Read inside a component, so that it renders again in another language. */
export const say = (): Words => chosen.value;
