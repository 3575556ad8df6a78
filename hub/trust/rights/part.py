"""Rights: erasure, objection, requests and periods. Built last: it has to know what every part holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.holdings import Holding, resolved, signs_of_life
from hub.ground.journal import VisitId
from hub.ground.part import Forgotten, Part, Round
from hub.ground.rounds import UPKEEP_SECONDS
from hub.ground.store_settings import StoreSettings
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart
from hub.trust.members.repository import MemberRecord
from hub.trust.rights.backups import Backups
from hub.trust.rights.elsewhere import CustomerErasure
from hub.trust.rights.endpoints import leaving_routes
from hub.trust.rights.erasure import Erasure, ErasurePlaces, InMemory
from hub.trust.rights.erasure_report import ErasureReport
from hub.trust.rights.retention import Retention
from hub.trust.rights.service import Rights
from hub.trust.rights.settings import RightsSettings
from hub.trust.suppression.suppression_list import SuppressionList

RETENTION_ROUNDS = 3600
# It waits for a customer data platform that may be slow.
WITHIN_SECONDS = 900.0
NO_TOMBSTONES = (
    "tombstones.db is gone and was begun anew: it said who was erased and who withdrew. Put your newest copy of it and"
    " of tombstones.key back while the hub is stopped, or never restore a backup that was made until now"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """All that the hub holds of people."""

    holdings: tuple[Holding, ...]
    """In the database, with the days that the shop has set."""
    outside: tuple[Holding, ...]
    """In the file beside it."""
    may_have_been_shown: Callable[[VisitId], bool]

    @classmethod
    def of(
        cls,
        holdings: Iterable[Holding],
        outside: Iterable[Holding],
        settings: object,
        may_have_been_shown: Callable[[VisitId], bool],
    ) -> "Held":
        """With the days that the shop has set."""
        return cls(resolved(holdings, settings), resolved(outside, settings), may_have_been_shown)


@dataclass(frozen=True, slots=True)
class ErasurePart:
    """What other parts may use."""

    service: Erasure
    held: Held
    backups: Backups


def erasure(
    ground: Ground,
    people: MembersPart,
    ledger: ConsentLedger,
    tombstones: SuppressionList,
    held: Held,
    elsewhere: CustomerErasure,
    forget: Callable[[Forgotten], None],
    settings: StoreSettings,
) -> ErasurePart:
    """Build what erases a person in every place; `forget` reaches the memory of all parts."""
    rights_settings = settings.of(RightsSettings)

    def forget_member(record: MemberRecord, visits: frozenset[VisitId]) -> None:
        forget(Forgotten(record.member, record.customer_ref, visits))

    backups = Backups(tombstones.db, rights_settings.keep_backups_days)
    service = Erasure(
        ground.db,
        ground.journal,
        people.people,
        ledger,
        tombstones,
        ErasurePlaces(held.holdings, InMemory(forget_member, held.may_have_been_shown), elsewhere),
        ErasureReport((*held.holdings, *held.outside), backups.last_until),
    )
    return ErasurePart(service, held, backups)


@dataclass(frozen=True, slots=True)
class RightsPart:
    """What other parts may use."""

    part: Part
    service: Rights
    erasure: Erasure
    tombstones: SuppressionList


def rights(
    ground: Ground,
    people: MembersPart,
    tombstones: SuppressionList,
    erased: ErasurePart,
    settings: StoreSettings,
) -> RightsPart:
    """Build the part."""
    rights_settings = settings.of(RightsSettings)
    db, held = ground.db, erased.held
    service = Rights(
        people.people,
        people.service,
        erased.service,
        Retention(db, held.holdings, (tombstones.db, held.outside)),
        erased.backups,
        rights_settings.keep_dormant_members_days,
        signs_of_life(held.holdings),
    )

    async def keep(number: int) -> None:
        await service.tick(ground.now_ms(), remove_what_is_over=number % RETENTION_ROUNDS == 0)

    def begin() -> None:
        # Before anything is served, heard or sent: the database may be an older one than the tombstones.
        if tombstones.is_new and people.people.all():
            log.warning(NO_TOMBSTONES)
        service.resume(ground.now_ms())

    async def close() -> None:
        tombstones.close()

    part = Part(
        name="rights",
        routes=(leaving_routes(erased.service, people.service, ground.words, ground.clock),),
        rounds=(Round(name="rights", every_seconds=UPKEEP_SECONDS, once=keep, within_seconds=WITHIN_SECONDS),),
        metrics=(
            gauge(
                "erasures", "Erasures by how far the platforms outside are with them", erased.service.by_state, "state"
            ),
        ),
        begin=begin,
        close=close,
    )
    return RightsPart(part, service, erased.service, tombstones)
