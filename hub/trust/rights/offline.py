"""Erasure at a hub that is stopped: the same services over the same files, with nothing in memory."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.holdings import Holding
from hub.ground.journal import Journal
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.keys import KeyRing
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService
from hub.trust.rights.backups import Backups
from hub.trust.rights.elsewhere import NotReached
from hub.trust.rights.erasure import NOTHING_IN_MEMORY, Erasure, ErasurePlaces
from hub.trust.rights.erasure_report import ErasureReport
from hub.trust.suppression.suppression_list import SuppressionList


class AskedAtTheNextStart:
    """The platform is asked by the hub, which has the access to it: what is to be told waits on its list."""

    async def erase(self, customer_ref: str) -> NotReached:
        """Not now."""
        del customer_ref
        return NotReached()

    async def progress(self, reference: str) -> NotReached:
        """Not now."""
        del reference
        return NotReached()


@dataclass(frozen=True, slots=True)
class Offline:
    """The services."""

    journal: Journal
    members: Members
    erasure: Erasure
    service: MemberService


def offline(db: Database, tombstones: SuppressionList, holdings: Iterable[Holding], backups: Backups) -> Offline:
    """Put them together over open files; `holdings` with the shop's settings filled in."""
    journal, members, ledger = Journal(db), Members(db), ConsentLedger(db)
    # No token is issued or opened here, so no key is needed.
    service = MemberService(journal, members, ledger, KeyRing(b"", ""), tombstones)
    holdings = tuple(holdings)
    erasure = Erasure(
        db,
        journal,
        members,
        ledger,
        tombstones,
        ErasurePlaces(holdings, NOTHING_IN_MEMORY, AskedAtTheNextStart()),
        ErasureReport(holdings, backups.last_until),
    )
    return Offline(journal, members, erasure, service)
