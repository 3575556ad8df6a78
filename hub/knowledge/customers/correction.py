"""Correcting what a customer data platform knows: it is passed on, because that is where the data lives."""

from collections.abc import Mapping
from typing import Literal, Protocol

Result = Literal["passed_on", "not_reached", "elsewhere"]


class CustomerCorrection(Protocol):
    """Where corrections go."""

    async def correct(self, customer_ref: str, traits: Mapping[str, str], at_ms: int) -> Result:
        """Pass on new values; `elsewhere` when this hub may not write there. Never raises, never late."""
        ...


class NothingToWriteTo:
    """A hub that only reads."""

    async def correct(self, customer_ref: str, traits: Mapping[str, str], at_ms: int) -> Result:
        """Say so."""
        del customer_ref, traits, at_ms
        return "elsewhere"
