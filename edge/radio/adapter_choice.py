"""Which adapter of this machine a radio scans on: the one that was named, until only another one is left to try."""

from collections.abc import Collection, Mapping
from typing import Protocol

import structlog

from edge.errors import RadioFault, RadioUnavailable

log = structlog.get_logger()


class _Adapters(Protocol):
    """What is known of the adapters of this machine."""

    used_by: dict[str, str]
    came: dict[str, str]

    async def adapters(self) -> dict[str, str]: ...


class AdapterChoice:
    """The choice of one radio; the radios of a process never share an adapter."""

    def __init__(self, wanted: str, machine: _Adapters) -> None:
        """`wanted` is a name (hci0) or an address."""
        self._wanted = wanted
        self._machine = machine
        self._is_elsewhere = False
        self._is_by_address = ":" in wanted
        if not self._is_by_address:
            machine.used_by[wanted] = wanted

    @property
    def is_wanted_back(self) -> bool:
        """Whether the adapter of the named address has come while another one is used; a name says too little."""
        return self._is_elsewhere and self._is_by_address and self._wanted in self._machine.came

    async def current(self) -> str:
        """The name of the adapter to scan on now. Raises `RadioUnavailable` when there is none with that address."""
        if self.is_wanted_back:
            self._is_elsewhere = False
        if not self._is_by_address or self._is_elsewhere:
            return self._machine.used_by[self._wanted]
        present = await self._machine.adapters()
        for name, address in present.items():
            if address == self._wanted:
                self._machine.used_by[self._wanted] = name
                return name
        raise RadioUnavailable(RadioFault.ABSENT, f"there is no adapter {self._wanted}{_but(present)}")

    async def take_another(self) -> None:
        """Use the next adapter that no other radio of this process has, if there is one. Raises `RadioUnavailable`."""
        used = self._machine.used_by
        others = {adapter for radio, adapter in used.items() if radio != self._wanted}
        present = await self._machine.adapters()
        found = next_adapter(present, used.get(self._wanted, ""), others)
        if found is None or found == used.get(self._wanted):
            return
        self._machine.came.pop(self._wanted, None)
        self._is_elsewhere = self._wanted not in {found, present[found]}
        used[self._wanted] = found
        log.warning("radio_on_another_adapter", radio=self._wanted, adapter=found)


def next_adapter(present: Mapping[str, str], current: str, taken: Collection[str]) -> str | None:
    """The one after `current` in the order of their names, and round; None when there is none that is free. Pure."""
    free = sorted(name for name in present if name not in taken)
    later = [name for name in free if name > current]
    return (later or free or [None])[0]


def _but(present: Mapping[str, str]) -> str:
    return "".join(f", but {name} is {address}" for name, address in sorted(present.items()))
