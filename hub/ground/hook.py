"""Something that happens on a lower floor, for whoever stands above: the caller knows nobody by name."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Hook(Generic[T]):
    """Call it, and everybody who listens is told, in the order in which they began to."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def tell(self, listener: Callable[[T], None]) -> None:
        """From now on, that one as well."""
        self._listeners.append(listener)

    def __call__(self, value: T) -> None:
        """It happened."""
        for listener in self._listeners:
            listener(value)
