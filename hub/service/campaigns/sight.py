"""What one rule saw of a customer: of the values that it asks about, the parts that it names. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from hub.service.campaigns.rules.fields import Value, Variable
from hub.service.campaigns.rules.tree import Rule, to_cel

_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")


def seen_by(variables: Iterable[Variable], rule: Rule, values: Mapping[str, Value]) -> dict[str, Value]:
    """By variable. Of what was counted by article or zone, only what the rule names: no more of anybody is kept."""
    named = {one or other for one, other in _QUOTED.findall(to_cel(rule))}
    return {each.name: _part(values[each.name], named) for each in variables if each.name in values}


def _part(value: Value, named: set[str]) -> Value:
    match value:
        case dict():
            counts = value
            return cast("dict[str, float]", {key: counts[key] for key in sorted(counts.keys() & named)})
        case list():
            return [each for each in value if each in named]
        case _:
            return value
