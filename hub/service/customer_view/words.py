"""The mirror's words in four languages."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hub.trust.consents.texts import Language

_FILE = Path(__file__).parent / "words.toml"


class MirrorWords(BaseModel):
    """Everything the mirror says in one language. A group's `other` stands for a code without words of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    staff: str
    opened: dict[str, str]
    campaigns: dict[str, str]
    variants: dict[str, str]
    silence: dict[str, str]
    results: dict[str, str]
    channels: dict[str, str]

    def why_it_came(self, campaign: str, variant: str) -> str:
        """The rule, and why this text of it."""
        rule = self.campaigns.get(campaign) or self.campaigns["other"].format(campaign=campaign)
        return f"{rule} {self.variants.get(variant) or self.variants['other'].format(variant=variant)}"

    def why_not(self, reason: str) -> str:
        """The reason to stay silent."""
        return self.silence.get(reason) or self.silence["other"].format(reason=reason)


@cache
def words_in(language: Language) -> MirrorWords:
    """The words of a language."""
    return MirrorWords.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8"))[language])
