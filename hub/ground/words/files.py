"""All language files, as they are read to be checked; who says a phrase reads only the file that it is in."""

from functools import cache

from hub.ground.words.check import Message, differences, own_words_wrong, read
from hub.ground.words.languages import FOLDER, LANGUAGES


def everything_wrong() -> list[str]:
    """What is wrong with the files, and where they differ."""
    wrong = [each for language in LANGUAGES for _, faults in _read(language).values() for each in faults]
    messages = {language: {name: found for name, (found, _) in _read(language).items()} for language in LANGUAGES}
    return [*wrong, *differences(messages)]


def messages_in(language: str) -> dict[str, Message]:
    """Every message of a language by its id."""
    return {id_: message for found, _ in _read(language).values() for id_, message in found.items()}


def shop_words_wrong(words: dict[str, dict[str, str]]) -> list[str]:
    """What is wrong with a shop's own words, by language and id."""
    return list(own_words_wrong(words, {language: messages_in(language) for language in LANGUAGES}))


@cache
def _read(language: str) -> dict[str, tuple[dict[str, Message], list[str]]]:
    return {
        file.stem: read(language, file.stem, file.read_text(encoding="utf-8-sig"))
        for file in sorted((FOLDER / language).glob("*.ftl"))
    }
