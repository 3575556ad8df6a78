"""What is wrong with what a person wrote is said in whole plain sentences, whichever model found it."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from wire.sentences import ended, sentence_of

# As pydantic begins its own sentences, which are for who writes models.
PYDANTICS = re.compile(r"Input|Field|Extra|String|List|Value|valid |should")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: Literal["red", "blue"] = "red"
    share: Annotated[float, Field(gt=0, le=1)] = 1


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=5)]
    code: Annotated[str, Field(min_length=4)] = "abcd"
    count: Annotated[int, Field(ge=1, lt=9)] = 1
    is_new: bool = False
    words: Annotated[list[str], Field(min_length=2, max_length=2)] = ["a", "b"]
    inner: list[Inner] = []
    of: dict[str, int] = {}
    day: date | None = None
    at: datetime | None = None
    id: UUID | None = None
    url: HttpUrl | None = None
    file: Path | None = None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({}, "it is missing"),
        ({"name": ""}, "it is empty"),
        ({"name": "Annabel"}, "it may have 5 characters at most"),
        ({"name": 7}, "it has to be text"),
        ({"code": "ab"}, "it has to have at least 4 characters"),
        ({"count": "many"}, "it has to be a whole number"),
        ({"count": 1.5}, "it has to be a whole number"),
        ({"count": 0}, "it has to be 1 or more"),
        ({"count": 9}, "it has to be less than 9"),
        ({"is_new": "perhaps"}, "it has to be true or false"),
        ({"words": "a"}, "it has to be a list"),
        ({"words": ["a"]}, "it has to have at least 2 entries"),
        ({"words": ["a", "b", "c"]}, "it may have 2 entries at most"),
        ({"inner": [{"colour": "green"}]}, "it has to be 'red' or 'blue'"),
        ({"inner": [{"share": 0}]}, "it has to be more than 0"),
        ({"inner": [{"share": 2}]}, "it has to be 1 or less"),
        ({"inner": [{"share": "half"}]}, "it has to be a number"),
        ({"inner": ["red"]}, "it has to be a table of keys and values"),
        ({"of": []}, "it has to be a table of keys and values"),
        ({"inner": [{"color": "red"}]}, "there is no such key; did you mean colour?"),
        ({"xyzzy": 1, "name": "a"}, "there is no such key; known are name, code, count"),
        ({"day": "tomorrow"}, "it has to be a date as 2026-11-28"),
        ({"at": "soon"}, "it has to be a date and time as 2026-11-28T09:30:00+01:00"),
        ({"id": "7"}, "it has to be a UUID"),
        ({"url": "shop"}, "it has to be an address with its scheme, as https://shop.example"),
        ({"file": 3}, "it has to be the path of a file or folder"),
    ],
)
def test_what_is_wrong_is_said_plainly(written: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Written.model_validate({"name": "Anna", **written} if written else {})
    [found] = refused.value.errors(include_url=False)
    assert sentence_of(found, Written).startswith(said)
    assert not PYDANTICS.search(sentence_of(found, Written))


def test_a_question_has_no_full_stop() -> None:
    assert ended("it is missing") == "it is missing."
    assert ended("did you mean name?") == "did you mean name?"
