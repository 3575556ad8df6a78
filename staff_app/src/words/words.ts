/**
 * What the screens say, in the reader's language: the hub's own files, of which the one that is read is fetched, and
 * before them what the shop says in its own words.
 *
 * The language is the browser's until somebody chooses another; the choice is remembered, and says nothing of a person.
 */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { signal } from '@preact/signals';
import { FALLBACK, language } from '../data/language';
import { fetchOwnWords, fetchWords, languages } from '../data/words';

export { language, languages };

const REMEMBERED = 'language';
const RETRY_MS = 1000;
// How browsers call what we have under another name.
const SAME: Readonly<Record<string, string>> = { no: 'nb', nn: 'nb' };
const LOCALES: Readonly<Record<string, string>> = { en: 'en-GB' };

/** What is on the screen is said from the first that has it: the shop's own words, then ours. */
const bundles = signal<readonly FluentBundle[]>([]);
let wanted: readonly string[] = [];
let asked = 0;

/** `subjects`: the files of this page. Comes back once there is something to say. */
export async function loadWords(...subjects: readonly string[]): Promise<void> {
  wanted = subjects;
  // Another tab of this browser chose; all of them speak it.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === REMEMBERED && newValue !== null && languages.includes(newValue)) void load(newValue);
  });
  const preferred = firstLanguage();
  while (!(await load(preferred)) && !(await load(FALLBACK))) await new Promise((go) => setTimeout(go, RETRY_MS));
}

/** Another language, remembered from now on. Where its words cannot be fetched, everything stays as it is. */
export async function chooseLanguage(code: string): Promise<void> {
  if (await load(code)) remember(code);
}

/** Read inside a component, so that it renders again in another language. */
export function say(id: string, args: Record<string, FluentVariable> = {}): string {
  const errors: Error[] = [];
  for (const words of bundles.value) {
    const message = words.getMessage(id.replaceAll('_', '-'));
    const before = errors.length;
    const said = message?.value ? words.formatPattern(message.value, args, errors) : null;
    if (said !== null && errors.length === before) return said;
  }
  console.error(`cannot say ${id}`, ...errors);
  return '…';
}

/** Whether a code has words; a hub of another version may know more of them. */
export function hasMessage(id: string): boolean {
  return bundles.value.some((words) => words.hasMessage(id.replaceAll('_', '-')));
}

/** Something that the browser itself says in the reader's language. */
export function inLocale(written: (locale: string) => string): string {
  return written(LOCALES[language.value] ?? language.value);
}

/** One after the other, with the language's own "and". */
export function listInWords(items: readonly string[]): string {
  return inLocale((locale) => new Intl.ListFormat(locale).format(items));
}

/** What a language calls itself. */
export function nameOf(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

async function load(code: string): Promise<boolean> {
  const mine = ++asked;
  const [own, texts] = await Promise.all([
    fetchOwnWords(code),
    Promise.all(wanted.map((subject) => fetchWords(code, subject))),
  ]);
  const loaded: string[] = texts.filter((text) => text !== null);
  if (loaded.length < texts.length) return false;
  if (mine !== asked) return true; // another was chosen meanwhile
  bundles.value = [bundleOf(code, [own]), bundleOf(code, loaded)];
  language.value = code;
  document.documentElement.lang = code;
  return true;
}

function bundleOf(code: string, texts: readonly string[]): FluentBundle {
  const made = new FluentBundle(LOCALES[code] ?? code, { useIsolating: false });
  for (const text of texts) made.addResource(new FluentResource(text));
  return made;
}

function firstLanguage(): string {
  const chosen = [remembered(), ...navigator.languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '')];
  return chosen.map((code) => SAME[code] ?? code).find((code) => languages.includes(code)) ?? FALLBACK;
}

function remembered(): string {
  try {
    return localStorage.getItem(REMEMBERED) ?? '';
  } catch {
    return ''; // storage is switched off
  }
}

function remember(code: string): void {
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    // It holds for as long as the page is open.
  }
}
