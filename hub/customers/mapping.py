"""Which place in a source's answer is which trait of ours: `order.lines[0].name`, `orders[-1].at`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from hub.customers.connector import Raw
from hub.customers.values import moment_ms

Path = tuple[str | int, ...]
_STEP = re.compile(r"(?:^|\.)([A-Za-z_][A-Za-z0-9_-]*)|\[(-?\d{1,4})\]")


def parse_path(text: str) -> Path:
    """The steps of a path. Raises `ValueError` that says what a path looks like."""
    steps: list[str | int] = []
    at = 0
    while found := _STEP.match(text, at):
        steps.append(found[1] or int(found[2]))
        at = found.end()
    if not steps or at < len(text):
        raise ValueError(f'"{text}" is no path: names with dots between them and numbers in brackets, orders[0].item')
    return tuple(steps)


def look_up(document: Any, path: Path) -> Any:
    """What stands there; None when nothing does."""
    here = document
    for step in path:
        match here, step:
            case dict(), str():
                here = cast("dict[str, Any]", here).get(step)
            case list(), int():
                items = cast("Sequence[Any]", here)
                here = items[step] if -len(items) <= step < len(items) else None
            case _:
                return None
    return here


class TraitPaths:
    """Where each trait of ours stands in the record of a customer, and where its own time does."""

    def __init__(self, paths: Mapping[str, str], observed_at: str | None = None) -> None:
        """Raises `ValueError` for what is no path."""
        self._paths = {trait: parse_path(path) for trait, path in paths.items()}
        self._observed_at = parse_path(observed_at) if observed_at else None
        self.traits = frozenset(self._paths)

    def of(self, trait: str) -> Path:
        """The place of one trait."""
        return self._paths[trait]

    def to_ask_for(self, wanted: frozenset[str]) -> list[Path]:
        """Every place that has to be read for what is wanted."""
        return [self._paths[name] for name in sorted(wanted & self.traits)] + (
            [self._observed_at] if self._observed_at else []
        )

    def taken_from(self, record: Any, wanted: frozenset[str]) -> dict[str, Raw]:
        """What is wanted and there; the rest of the record goes no further."""
        observed = moment_ms(look_up(record, self._observed_at)) if self._observed_at else None
        found = {name: look_up(record, self._paths[name]) for name in wanted & self.traits}
        return {name: Raw(value, observed) for name, value in found.items() if value is not None}
