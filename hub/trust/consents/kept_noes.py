"""What members refused while the database could not take it: in force at once, and kept in room that was held back.

The file is written before anybody needs it, and each refusal is put over zeros in place, which takes no room on a full
disk. (A file system that never writes in place, such as btrfs, may refuse; then memory alone has it, and whoever
asked is told so.) It names people by their random handle only, and a place is zeros again once the database has it.
"""

import hashlib
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog

from hub.ground.journal import Member
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import PROFILING, Purpose
from hub.trust.suppression.suppression_list import OBJECTION
from wire.room import hold

FILE = "refusals.reserve"
ERASURE = "erasure"
# A full disk is mended within a day; even a large shop has fewer customers who refuse something on that day.
PLACES = 4096
_SHAPE = struct.Struct(">8sQ24sQQ8s")
_MAGIC = b"refusal1"
_EMPTY = bytes(_SHAPE.size)
_PURPOSES_OF = {
    OBJECTION: PROFILING,
    ERASURE: frozenset(Purpose),
    **{purpose.value: frozenset({purpose}) for purpose in Purpose},
}

CHOICES = tuple(each for each in _PURPOSES_OF if each != ERASURE)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class KeptRefusal:
    """One choice that a member refused: a purpose, profiling, or being a member at all."""

    member: Member
    choice: str
    at_ms: int
    until_ms: int | None = None
    """Of a choice for one visit."""


Places = dict[KeptRefusal, int | None]
"""What was refused, and where in the file it stands; None where it does not."""


class KeptNoes:
    """By member. Without a path nothing outlives the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: Places = {}
        self.renew()
        self._read()

    def renew(self) -> None:
        """Hold the room back as soon as there is some; what memory alone had is put there."""
        if self._path is None:
            return
        try:
            if not self._path.exists() or self._path.stat().st_size < PLACES * _SHAPE.size:
                hold(self._path, PLACES * _SHAPE.size)
        except OSError as error:
            log.warning("no room can be held back for what customers refuse", why=error.strerror)
            return
        for refusal in [each for each, place in self._kept.items() if place is None]:
            self._kept[refusal] = self._put(refusal)

    def add(self, refusals: Iterable[KeptRefusal]) -> bool:
        """Have them hold from now on; returns whether all of them outlive this process."""
        for refusal in refusals:
            if self._kept.get(refusal) is None:
                self._kept[refusal] = self._put(refusal)
        return None not in self._kept.values()

    def of(self, member: Member) -> list[KeptRefusal]:
        """What a member refused and the database does not know, in order."""
        return [refusal for refusal in self._kept if refusal.member == member]

    @property
    def count(self) -> int:
        """How many refusals are kept. No `__len__`: one that keeps none would pass for none at all."""
        return len(self._kept)

    def members(self) -> set[Member]:
        """Whoever refused something that is not written yet."""
        return {refusal.member for refusal in self._kept}

    def grants(self, member: Member) -> list[Grant]:
        """The same as lines of a ledger."""
        return [
            Grant(member, purpose, granted=False, at_ms=refusal.at_ms, until_ms=refusal.until_ms)
            for refusal in self.of(member)
            for purpose in sorted(_PURPOSES_OF[refusal.choice])
        ]

    def take(self, member: Member, *choices: str) -> Places:
        """Have what a member refused count no more while it is written, and give it; only these choices, if any."""
        taken = {each: self._kept[each] for each in self.of(member) if not choices or each.choice in choices}
        for refusal in taken:
            del self._kept[refusal]
        return taken

    def put_back(self, taken: Places) -> None:
        """It could not be written: it counts again."""
        self._kept = {**taken, **self._kept}

    def remove(self, taken: Places) -> None:
        """The database has it."""
        for place in taken.values():
            if place is not None:
                self._write(place, _EMPTY)

    def forget(self, member: Member) -> None:
        """There is no such member any more."""
        self.remove(self.take(member))

    def _put(self, refusal: KeptRefusal) -> int | None:
        taken = set(self._kept.values())
        place = next((each for each in range(PLACES) if each not in taken), None)
        return place if place is not None and self._write(place, _packed(refusal)) else None

    def _write(self, place: int, record: bytes) -> bool:
        if self._path is None:
            return False
        try:
            # Not made here: a file that is made on a full disk holds nothing.
            file = os.open(self._path, os.O_WRONLY)
            try:
                whole = os.pwrite(file, record, place * _SHAPE.size) == len(record)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            log.error("what a customer refused holds, but only as long as this process runs", why=error.strerror)  # noqa: TRY400
            return False
        return whole

    def _read(self) -> None:
        try:
            held = self._path.read_bytes() if self._path else b""
        except OSError as error:
            log.error("what customers refused before cannot be read", why=error.strerror)  # noqa: TRY400
            return
        for place in range(len(held) // _SHAPE.size):
            record = held[place * _SHAPE.size : (place + 1) * _SHAPE.size]
            if record != _EMPTY and (refusal := _unpacked(record)):
                self._kept[refusal] = place


def _packed(refusal: KeptRefusal) -> bytes:
    record = _SHAPE.pack(
        _MAGIC, refusal.member, refusal.choice.encode(), refusal.at_ms, refusal.until_ms or 0, bytes(8)
    )
    return record[:-8] + _digest(record)


def _unpacked(record: bytes) -> KeptRefusal | None:
    """None of a place that was being written when the power went: nobody had been told that it is kept."""
    magic, member, choice, at_ms, until_ms, digest = _SHAPE.unpack(record)
    name = choice.rstrip(b"\0").decode("ascii", "replace")
    if magic != _MAGIC or digest != _digest(record) or name not in _PURPOSES_OF:
        return None
    return KeptRefusal(Member(member), name, at_ms, until_ms or None)


def _digest(record: bytes) -> bytes:
    return hashlib.blake2b(record[:-8], digest_size=8).digest()
