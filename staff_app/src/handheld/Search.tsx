/** Finds somebody among those present, by the name that they are greeted by or by where they are. Nothing of it leaves the page. */
import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon, SearchIcon } from '../components/icons';
import { say } from '../words/words';
import { closeSearch, openSearch, searching, searchText } from './state/selection';
import './Search.css';

const LONGEST = 80;

/** On a phone the field comes when it is asked for; where there is room it is always there. */
export function SearchButton() {
  return (
    <button class="button icon-button search-button" aria-label={say('screens-search')} aria-expanded={searching.value} onClick={openSearch}>
      <SearchIcon />
    </button>
  );
}

export function SearchField() {
  const field = useRef<HTMLInputElement>(null);
  const open = searching.value;
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  return (
    <form class="search" role="search" data-open={open} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={field}
        class="field"
        type="text"
        inputMode="search"
        enterKeyHint="search"
        aria-label={say('screens-search')}
        placeholder={say('screens-search')}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={LONGEST}
        value={searchText.value}
        onInput={(event) => (searchText.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && closeSearch()}
      />
      {(open || searchText.value !== '') && (
        <button type="button" class="button icon-button" aria-label={say('screens-search-clear')} onClick={closeSearch}><CloseIcon /></button>
      )}
    </form>
  );
}
