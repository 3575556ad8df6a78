"""The words that people agreed to: one file a version, in every language."""

import hashlib
import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from hub.ground.words.languages import FOLDER, languages_in
from hub.trust.consents.purposes import Level, Purpose


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Closed):
    """What one choice is called and what it means."""

    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=600)


class ConsentText(_Closed):
    """Everything that is shown in one language before somebody chooses."""

    purposes: dict[Purpose, Wording]
    levels: dict[Level, Wording]

    @model_validator(mode="after")
    def _is_whole(self) -> "ConsentText":
        missing = [
            *(p.value for p in Purpose if p not in self.purposes),
            *(n.value for n in Level if n not in self.levels),
        ]
        if missing:
            raise ValueError(f"no wording for {', '.join(missing)}")
        return self


_VERSION = TypeAdapter[str](Annotated[str, Field(pattern=r"^[0-9a-z.-]{1,20}$")])
_LANGUAGES = TypeAdapter(dict[str, ConsentText])


@dataclass(frozen=True, slots=True)
class ConsentTexts:
    """One version in every language."""

    version: str
    by_language: dict[str, ConsentText]

    def hash_of(self, language: str) -> str:
        """SHA-256 of the very words, so that a record proves what was shown."""
        shown = self.by_language[language].model_dump(mode="json")
        return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def all_versions() -> dict[str, ConsentTexts]:
    """Every version that ever was shown, the newest last."""
    return read_versions(Path(__file__).parent, FOLDER)


def read_versions(folder: Path, words: Path) -> dict[str, ConsentTexts]:
    """The versions in `folder`, one file each, with what languages in `words` add to them.

    A language that comes later brings its words of the newest version along, in `consents/2.toml` of its own folder.
    Raises `ValueError` when one has none: what people are asked with now is there for every reader.
    """
    files = sorted(folder.glob("*.toml"), key=lambda path: int(path.stem))
    read = [_texts(_parsed(file), words.glob(f"*/consents/{file.name}")) for file in files]
    missing = [language for language in languages_in(words) if language not in read[-1].by_language]
    if missing:
        raise ValueError(f"version {read[-1].version} of the consent texts has no words in {', '.join(missing)}")
    return {texts.version: texts for texts in read}


def _texts(raw: dict[str, Any], added: Iterable[Path]) -> ConsentTexts:
    """A version: beside its number a table for each language that it was written in."""
    version = _VERSION.validate_python(raw.pop("version"))
    # The version's own file counts: what was hashed into the ledger is not written anew elsewhere.
    later = {file.parents[1].name: _parsed(file) for file in added}
    return ConsentTexts(version, _LANGUAGES.validate_python(later | raw))


def _parsed(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8-sig"))


def current_texts() -> ConsentTexts:
    """The version that people are asked with now."""
    return list(all_versions().values())[-1]
