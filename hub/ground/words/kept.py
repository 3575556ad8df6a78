"""A phrase as text for a table: what was said is kept without a language, and read back in any."""

import json
from typing import Any, cast

from hub.ground.words.phrase import Argument, Phrase


def kept(phrase: Phrase | None) -> str:
    """The phrase as JSON; nothing for none. Its arguments are texts, counts and phrases."""
    return json.dumps(_plain(phrase), ensure_ascii=False) if phrase else ""


def read_back(text: str, unreadable: str) -> Phrase | None:
    """What `kept` wrote. Other text is a sentence of an older version: said as it is, by the message `unreadable`."""
    if not text:
        return None
    try:
        return _phrase(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Phrase(unreadable, {"text": text})


def _plain(phrase: Phrase) -> dict[str, Any]:
    return {"id": phrase.id, "args": {name: _argument(value) for name, value in phrase.args.items()}}


def _argument(value: Argument) -> str | int | dict[str, Any]:
    match value:
        case Phrase():
            return _plain(value)
        case str() | int():
            return value
        case _:
            raise TypeError(f"a {type(value).__name__} is not kept")


def _phrase(found: dict[str, Any]) -> Phrase:
    args: dict[str, Argument] = {}
    for name, value in found["args"].items():
        args[name] = _phrase(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
    return Phrase(str(found["id"]), args)
