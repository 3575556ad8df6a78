"""Which device has been handed which rows: a line in the audit log before the first one leaves."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from hub.ground.journal import VisitId
from hub.service.staff.board import Board, VisibleVisit
from hub.trust.audit.consent_evidence import EvidenceLookup, resting_on
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog
from hub.trust.consents.purposes import Purpose
from wire.clock import Clock, to_ms

_LINES = ("need", "next_best", "avoid")
_CAMPAIGNS = "campaigns"
# Devices come back with another session each day; what is forgotten here is only written down once more.
MOST_KNOWN = 100_000
# Some 20 ms on the loop that also takes in sightings.
LINES_AT_ONCE = 250


class Listing:
    """One line per device and visit. Fifty handhelds that are told of a visit at once share one COMMIT."""

    def __init__(self, board: Board, bases: EvidenceLookup, audit: AuditLog, clock: Clock) -> None:
        self._board = board
        self._bases = bases
        self._audit = audit
        self._clock = clock
        self._known: dict[tuple[str, VisitId], bool] = {}
        """Whether what was written down had lines of campaigns in it: these come while a customer is here."""
        self._wanted: dict[tuple[str, VisitId], None] = {}
        self._writing: asyncio.Task[None] | None = None

    def lacks(self, device: str, visits: Iterable[VisitId]) -> bool:
        """Whether a device is to be handed a visit that is not written down yet."""
        return any(not self._is_known(device, visit) for visit in visits)

    async def note(self, device: str, visits: Iterable[VisitId]) -> None:
        """Write down that a device is handed these visits. Raises `DatabaseFailed`: then nothing may be handed out."""
        wanted = [(device, visit) for visit in visits if not self._is_known(device, visit)]
        if not wanted:
            return
        self._wanted.update(dict.fromkeys(wanted))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        # Shielded: a handheld that goes away must not take the lines of the others with it.
        await asyncio.shield(self._writing)

    async def note_everybody(self, device: str) -> None:
        """The same for the whole list; somebody may come in while it is written."""
        while self.lacks(device, visits := self._board.visits()):
            await self.note(device, visits)

    def _is_known(self, device: str, visit: VisitId) -> bool:
        had_campaigns = self._known.get((device, visit))
        return had_campaigns is not None and (had_campaigns or not self._board.campaigns(visit))

    async def _write(self) -> None:
        await asyncio.sleep(0)  # whoever was woken by the same event says first what they are about to hand out
        wanted, self._wanted, self._writing = list(self._wanted), {}, None
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        by_visit = {visit: entry for visit in {visit for _, visit in wanted} if (entry := self._entry(visit))}
        for start in range(0, len(wanted), LINES_AT_ONCE):
            some = wanted[start : start + LINES_AT_ONCE]
            new = [(device, visit) for device, visit in some if visit in by_visit and self.lacks(device, (visit,))]
            lines = [replace(by_visit[visit], device=device) for device, visit in new]
            self._audit.add(to_ms(self._clock.wall()), *lines)
            self._known.update({each: _CAMPAIGNS in by_visit[each[1]].fields for each in new})
            await asyncio.sleep(0)

    def _entry(self, visit: VisitId) -> AuditEntry | None:
        """What is written of a visit, for any device; None of one that may not be shown any more."""
        shown = self._board.shown(visit)
        basis = self._bases.of(shown.permission) if isinstance(shown, VisibleVisit) else None
        if not isinstance(shown, VisibleVisit) or basis is None:
            return None
        fields = ("name", *_LINES) if shown.permission.allows(Purpose.GREET_BY_NAME) else _LINES
        fields = (*fields, _CAMPAIGNS) if self._board.campaigns(visit) else fields
        return resting_on(basis, AuditEntry(AuditAction.LISTED, device="", visit=visit, fields=fields))
