"""Fields that several tables of shop.toml have."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from hub.ground.words.languages import LANGUAGES


class Closed(BaseModel):
    """A table without keys that are not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f'there is no language "{text}"; known are {", ".join(LANGUAGES)}')
    return text


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Language = Annotated[str, AfterValidator(_language)]
Texts = dict[Language, Text]
