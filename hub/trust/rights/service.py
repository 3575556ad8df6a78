"""What the hub does for people's rights by itself: at start, every second and every hour."""

from collections.abc import Iterable

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.holdings import DAY_MS, Holding
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService
from hub.trust.rights.backups import Backups
from hub.trust.rights.erasure import Erasure
from hub.trust.rights.retention import Retention

log = structlog.get_logger()


class Rights:
    """Keeps erasures, withdrawals and periods going."""

    def __init__(
        self,
        members: Members,
        service: MemberService,
        erasure: Erasure,
        retention: Retention,
        backups: Backups,
        keep_dormant_days: float,
        signs: Iterable[Holding],
    ) -> None:
        self._members = members
        self._service = service
        self._erasure = erasure
        self._retention = retention
        self._backups = backups
        self._signs = tuple(signs)
        self._keep_dormant_ms = round(keep_dormant_days * DAY_MS)

    def resume(self, now_ms: int) -> None:
        """At start, before anything is served: erasures and withdrawals hold, however old the database is."""
        self._erasure.resume()
        try:
            self._service.settle_all()
        except DatabaseFailed as failed:
            log.warning("what customers refused holds, and waits to be written", why=str(failed))
        lines = self._service.withdraw_again(now_ms)
        if lines:
            log.info("withdrawals that an older database did not know of were written down again", lines=lines)

    async def tick(self, now_ms: int, *, remove_what_is_over: bool) -> None:
        """Every second; a full or locked disk stops nothing, it is tried again."""
        try:
            self._service.settle_all()
            await self._erasure.tick(now_ms)
            if remove_what_is_over:
                await self._retention.run(now_ms)
                for record in self._members.dormant(now_ms - self._keep_dormant_ms, self._signs):
                    # They forgot the app in this store; whether they are a customer elsewhere is not ours to say.
                    await self._erasure.erase(record, now_ms, platform_spared="lapsed")
                self._backups.prune(now_ms)
        except DatabaseFailed as failed:
            log.warning("erasures and periods have to wait", why=str(failed))
