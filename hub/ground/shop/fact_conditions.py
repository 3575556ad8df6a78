"""What segments and [insight.platform] ask of [[facts]]: there has to be such a fact, and it can be asked that.

Pure.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from hub.ground.floor_plan.toml_lines import Key
from hub.ground.shop.fact_table import FactTable
from hub.ground.shop.model import FactKind, PlatformScore

_WORDS, _AMOUNTS = frozenset({FactKind.TEXT, FactKind.CHOICE}), frozenset({FactKind.NUMBER, FactKind.MONEY})


class AsksFacts(Protocol):
    """A segment, as far as it asks."""

    @property
    def facts_are(self) -> Mapping[str, str]: ...
    @property
    def facts_at_least(self) -> Mapping[str, float]: ...
    @property
    def facts_at_most(self) -> Mapping[str, float]: ...


def facts_wrong(
    facts: Sequence[FactTable], segments: Sequence[AsksFacts], platform: Mapping[PlatformScore, str]
) -> Iterator[tuple[Key, str]]:
    """What is wrong, by place."""
    known = {each.key: each for each in facts}
    for score, key in platform.items():
        if key not in known:
            yield ("insight", "platform", score.value), _unknown(key, known)
    for number, segment in enumerate(segments):
        for name, asked, kinds in (
            ("facts_are", segment.facts_are, _WORDS),
            ("facts_at_least", segment.facts_at_least, _AMOUNTS),
            ("facts_at_most", segment.facts_at_most, _AMOUNTS),
        ):
            for key, bound in asked.items():
                if what := _cannot_be_asked(known, key, bound, kinds):
                    yield ("segments", number, name, key), what


def _cannot_be_asked(
    known: Mapping[str, FactTable], key: str, bound: str | float, kinds: frozenset[FactKind]
) -> str | None:
    fact = known.get(key)
    if fact is None:
        return _unknown(key, known)
    if fact.type not in kinds:
        return f'"{key}" is of the type {fact.type.value}; this asks for {" or ".join(sorted(kinds))}'
    if fact.type is FactKind.CHOICE and bound not in fact.choices:
        return f'"{bound}" is none of the choices of "{key}": {", ".join(fact.choices)}'
    return None


def _unknown(key: str, known: Mapping[str, FactTable]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    hint = f", did you mean {close[0]}?" if close else ": name it in [[facts]]"
    return f'there is no fact "{key}"{hint}'
