"""A stretch of one member's time: parts are asked what happened in many of them at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from hub.ground.journal import Member, VisitId

WINDOWS = (
    "WITH windows AS MATERIALIZED (SELECT key AS number, value ->> 0 AS member, value ->> 1 AS since_ms,"
    " value ->> 2 AS until_ms, value ->> 3 AS visit, value ->> 4 AS but FROM json_each(?))"
)
"""The beginning of a statement whose first parameter is `as_json(windows)`; `number` is the place of each, from 0."""


@dataclass(frozen=True, slots=True)
class MemberWindow:
    """From one moment to another, which is not within."""

    member: Member
    since_ms: int
    until_ms: int
    visit: VisitId | None = None
    """Only what happened in this visit."""
    but: VisitId | None = None
    """A visit that is none of those asked for."""


def as_json(windows: Sequence[MemberWindow]) -> str:
    """For `WINDOWS`."""
    return json.dumps([[each.member, each.since_ms, each.until_ms, each.visit, each.but] for each in windows])
