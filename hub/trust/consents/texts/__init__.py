"""The words that people agreed to: one file a version, in four languages."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.trust.consents.purposes import Level, Purpose

Language = Literal["da", "nb", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


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


class _File(_Closed):
    version: str = Field(pattern=r"^[0-9a-z.-]{1,20}$")
    da: ConsentText
    nb: ConsentText
    sv: ConsentText
    en: ConsentText


@dataclass(frozen=True, slots=True)
class ConsentTexts:
    """One version in every language."""

    version: str
    by_language: dict[Language, ConsentText]

    def hash_of(self, language: Language) -> str:
        """SHA-256 of the very words, so that a record proves what was shown."""
        shown = self.by_language[language].model_dump(mode="json")
        return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def all_versions() -> dict[str, ConsentTexts]:
    """Every version that ever was shown, the newest last."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda path: int(path.stem))
    read = [_File.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig"))) for path in files]
    return {
        file.version: ConsentTexts(file.version, {"da": file.da, "nb": file.nb, "sv": file.sv, "en": file.en})
        for file in read
    }


def current_texts() -> ConsentTexts:
    """The version that people are asked with now."""
    return list(all_versions().values())[-1]
