"""A phrase for programs, beside the sentence for people."""

from pydantic import BaseModel, ConfigDict

from hub.ground.words.phrase import Argument, Phrase
from hub.ground.words.words import WordsIn


class PhraseView(BaseModel):
    """A sentence for programs: which one, and what it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    args: dict[str, "str | int | PhraseView"] = {}


def view_of(phrase: Phrase, words: WordsIn) -> PhraseView:
    """What is said, as a program can read it: what a shop calls something is text in the reader's language already."""
    return PhraseView(id=phrase.id, args={name: _argument(value, words) for name, value in phrase.args.items()})


def _argument(value: Argument, words: WordsIn) -> str | int | PhraseView:
    match value:
        case Phrase():
            return view_of(value, words)
        case str() | int():
            return value
        case _:
            return words.write(value)
