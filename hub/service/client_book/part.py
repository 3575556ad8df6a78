"""Client book: who of the staff looks after whom, within what they agreed to."""

from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.journal import ConsentWithdrawn, Event, Member
from hub.ground.part import Forgotten, Part
from hub.knowledge.customers.known import KnownCustomers
from hub.place.visits.repository import Visits
from hub.service.client_book.endpoints import client_routes, looked_after_routes
from hub.service.client_book.listing import BookListing
from hub.service.client_book.model import LookedAfterView
from hub.service.client_book.repository import ClientRepository
from hub.service.client_book.service import BOOK_NEEDS, Agreed, ClientBook
from hub.trust.accounts.people import People
from hub.trust.audit.part import Audit
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.part import MembersPart


@dataclass(frozen=True, slots=True)
class ClientBookPart:
    """What other parts may use."""

    part: Part
    book: ClientBook
    listing: BookListing

    def for_member(self, member: Member) -> LookedAfterView | None:
        """Who looks after them, for themselves."""
        return self.listing.for_member(self.book.repository.of(member))


@dataclass(frozen=True, slots=True)
class KnownInShop:
    """Who customers and colleagues are."""

    members: MembersPart
    ledger: ConsentLedger
    visits: Visits
    customers: KnownCustomers
    people: People


def client_book(ground: Ground, known: KnownInShop, audit: Audit) -> ClientBookPart:
    """Build the part."""
    agreed = Agreed(known.members.people, known.members.service, known.ledger)
    repository = ClientRepository(ground.db, ground.journal)
    book = ClientBook(repository, agreed, known.people, known.visits, audit.log)
    listing = BookListing(ground, book, known.visits, known.customers, audit)

    def settle(member: Member) -> None:
        book.settle(member, ground.now_ms())

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, purpose) if purpose in BOOK_NEEDS:
                settle(member)
            case _:
                pass

    def forget(_who: Forgotten) -> None:
        repository.forget()

    known.members.service.objected.tell(settle)
    part = Part(
        name="client_book",
        routes=(client_routes(book, listing, ground), looked_after_routes(book, ground)),
        reacts_to=(ConsentWithdrawn,),
        apply=apply,
        # A choice may have come in while the hub was down, by the command line.
        begin=lambda: book.settle_all(ground.now_ms()),
        forget=forget,
    )
    return ClientBookPart(part, book, listing)
