"""Settings: what edges are told to do."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

# What orders have room for.
MOST_QUIET_HOURS = 8
MOST_NAMESPACES = 16


class EdgeSettings(BaseModel):
    """What edges are told to do."""

    model_config = ConfigDict(frozen=True)

    beacon_namespaces: str = Field(
        "", description="Eddystone namespaces of the store's own beacons: 20 hex digits each, comma separated."
    )
    new_tokens_per_minute: Annotated[int, Field(ge=2, le=1_000_000)] | None = Field(
        None, description="How many tokens never heard before an edge believes per minute; without it, its own 600."
    )
    min_rssi_dbm: Annotated[float, Field(ge=-126, le=20)] | None = Field(
        None, description="Edges forget packets of tokens that are weaker: people who walk past outside."
    )
    quiet_hours: str = Field(
        "", description='When edges forget everything, by the store\'s wall: "22:00-06:00", comma separated.'
    )

    @property
    def namespaces(self) -> list[str]:
        """`beacon_namespaces` one by one, in lower case."""
        return _namespaces(self.beacon_namespaces)

    @property
    def quiet_minutes(self) -> list[tuple[int, int]]:
        """`quiet_hours` as minutes of the day."""
        return _spans(self.quiet_hours)

    @field_validator("beacon_namespaces")
    @classmethod
    def _are_namespaces(cls, text: str) -> str:
        _namespaces(text)
        return text

    @field_validator("quiet_hours")
    @classmethod
    def _are_hours(cls, text: str) -> str:
        _spans(text)
        return text


def _namespaces(text: str) -> list[str]:
    """Raises `ValueError` with the form."""
    found = [part for part in (piece.strip().lower() for piece in text.split(",")) if part]
    for part in found:
        if re.fullmatch(r"[0-9a-f]{20}", part) is None:
            raise ValueError(f'"{part}" is not an Eddystone namespace: 20 hex digits, as the beacon\'s app shows it')
    if len(found) > MOST_NAMESPACES:
        raise ValueError(f"at most {MOST_NAMESPACES} namespaces")
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """Raises `ValueError` with the form."""
    spans: list[tuple[int, int]] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", part)
        if found is None:
            raise ValueError(f'"{part}" is not like 22:00-06:00')
        h1, m1, h2, m2 = map(int, found.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        if start == end:
            raise ValueError(f'"{part}" begins and ends at the same minute')
        spans.append((start, end))
    if len(spans) > MOST_QUIET_HOURS:
        raise ValueError(f"at most {MOST_QUIET_HOURS} spans")
    return spans
