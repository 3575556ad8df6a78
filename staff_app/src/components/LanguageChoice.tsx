/** The languages of the screens, each by its own name. */
import { chooseLanguage, language, languages, nameOf, say } from '../words/words';

export function LanguageChoice() {
  return (
    <fieldset class="chips wrap plain">
      <legend class="label">{say('screens-screen-language')}</legend>
      {languages.map((code) => (
        <button
          key={code}
          type="button"
          class="chip"
          lang={code}
          aria-pressed={language.value === code}
          onClick={() => void chooseLanguage(code)}
        >
          {nameOf(code)}
        </button>
      ))}
    </fieldset>
  );
}
