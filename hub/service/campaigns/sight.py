"""What one rule saw of a customer: of the values that it asks about, the parts that it names. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from hub.service.campaigns.rules.fields import Value, Variable

_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")


def named_in(rule: str) -> frozenset[str]:
    """The articles, zones and the like that a rule (CEL) names."""
    return frozenset(one or other for one, other in _QUOTED.findall(rule))


def seen_by(variables: Iterable[Variable], named: frozenset[str], values: Mapping[str, Value]) -> dict[str, Value]:
    """By variable. Of what was counted by article or zone, only what the rule names: no more of anybody is kept."""
    return {each.name: _part(values[each.name], named) for each in variables if each.name in values}


def _part(value: Value, named: frozenset[str]) -> Value:
    match value:
        case dict():
            counts = value
            return cast("dict[str, float]", {key: counts[key] for key in sorted(counts.keys() & named)})
        case list():
            return [each for each in value if each in named]
        case _:
            return value
