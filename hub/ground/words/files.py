"""All language files, as they are read to be checked; who says a phrase reads only the file that it is in."""

from functools import cache
from pathlib import Path

from hub.ground.words.check import Message, differences, own_words_wrong, read
from hub.ground.words.languages import FOLDER, LANGUAGES, languages_in


def everything_wrong(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the files, and where they differ."""
    read_in = {language: _read(folder / language) for language in languages_in(folder)}
    wrong = [each for files in read_in.values() for _, faults in files.values() for each in faults]
    messages = {language: {name: found for name, (found, _) in files.items()} for language, files in read_in.items()}
    return [*wrong, *differences(messages)]


@cache
def messages_in(language: str) -> dict[str, Message]:
    """Every message of a language by its id."""
    return {id_: message for found, _ in _read(FOLDER / language).values() for id_, message in found.items()}


def shop_words_wrong(words: dict[str, dict[str, str]]) -> list[str]:
    """What is wrong with a shop's own words, by language and id."""
    if not any(words.values()):
        return []  # reading all our files takes longer than all else that a hub reads when it starts
    return list(own_words_wrong(words, {language: messages_in(language) for language in LANGUAGES}))


def _read(folder: Path) -> dict[str, tuple[dict[str, Message], list[str]]]:
    return {
        file.stem: read(folder.name, file.stem, file.read_text(encoding="utf-8-sig"))
        for file in sorted(folder.glob("*.ftl"))
    }
