"""Asking a customer data platform to delete a person, and what it says about that later."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform took the request; `reference` names it there, and names no person."""

    reference: str


@dataclass(frozen=True, slots=True)
class Finished:
    """It is done: the platform says so, or nobody but this hub holds anything."""

    how: str = "done"
    """As in `held-platform-…`."""


@dataclass(frozen=True, slots=True)
class ErasureRefused:
    """The platform will not do it, or nobody may ask it to; `why` as in `held-platform-…`, or `CODE:ANSWER`."""

    why: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """No usable answer: it is asked again."""


class CustomerErasure(Protocol):
    """Where profiles are deleted. Never raises, never late."""

    async def erase(self, customer_ref: str) -> Accepted | Finished | ErasureRefused | NotReached:
        """Ask for the deletion of a customer."""
        ...

    async def progress(self, reference: str) -> Accepted | Finished | ErasureRefused | NotReached:
        """How far a request is."""
        ...


class NothingElsewhere:
    """A shop whose customers stand in the hub's own store alone, from where they are erased with everything else."""

    async def erase(self, customer_ref: str) -> Finished:
        """Say so."""
        del customer_ref
        return Finished("own-store")

    async def progress(self, reference: str) -> Finished:
        """Say so."""
        del reference
        return Finished("own-store")


class NobodyToAsk:
    """A hub that has no right to delete anything in the platform."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def erase(self, customer_ref: str) -> ErasureRefused:
        """Say so."""
        del customer_ref
        return ErasureRefused(self._why)

    async def progress(self, reference: str) -> ErasureRefused:
        """Say so."""
        del reference
        return ErasureRefused(self._why)
