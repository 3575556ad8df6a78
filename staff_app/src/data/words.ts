/** The language files, which the hub keeps beside its own. */

/** Where each file is, by its path: built files carry a hash, so that a new version is another file. */
const FILES = import.meta.glob<string>(
  ['../../../hub/ground/words/*/screens.ftl', '../../../hub/ground/words/*/simulator.ftl'],
  { query: '?url', import: 'default', eager: true },
);

export const languages: readonly string[] = [...new Set(Object.keys(FILES).map((path) => path.split('/').at(-2) ?? ''))].sort();

// The screens are not held up by a hub that does not answer: ours are said then.
const OWN_WORDS_DEADLINE_MS = 3000;

/** A file of the shop's own words, in place of ours; empty when it has none, or they cannot be had now. */
export async function fetchOwnWords(language: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(OWN_WORDS_DEADLINE_MS);
    const response = await fetch(`/api/words/${language}`, { cache: 'no-cache', signal });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

/** A file as it stands; null when there is none, or it cannot be had now. */
export async function fetchWords(language: string, subject: string): Promise<string | null> {
  const url = FILES[`../../../hub/ground/words/${language}/${subject}.ftl`];
  try {
    const response = url === undefined ? null : await fetch(url);
    return response?.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
