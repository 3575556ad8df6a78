"""Follow-ups: what somebody of the shop is to do by a day, also for a customer who shows staff their history."""

from hub.ground.ground import Ground
from hub.ground.journal import ConsentWithdrawn, Event
from hub.ground.part import Forgotten, Part
from hub.service.followups.endpoints import Book, follow_up_routes
from hub.service.followups.listing import Customers, FollowUpListing
from hub.service.followups.repository import FollowUpsKept
from hub.service.notes.part import RESTS_ON
from hub.service.staff.part import ShownOnCards, Staff
from hub.trust.audit.part import Audit


def followups(ground: Ground, shown: ShownOnCards, staff: Staff, audit: Audit) -> Part:
    """Build the part."""
    kept, ledger = FollowUpsKept(ground.db), shown.ledger
    customers = Customers(shown.people, ledger, shown.visits.visits, shown.customers, staff.board)
    listing = FollowUpListing(ground, kept, customers, staff.colleagues, audit)

    book = Book(ground, kept, staff.colleagues, shown.notes.wording, staff.board)

    def apply(event: Event, _seq: int) -> None:
        match event:
            case ConsentWithdrawn(member, purpose) if purpose in RESTS_ON:
                if ledger.permission(member, *RESTS_ON, at_ms=ground.now_ms()) is None:  # not given again since
                    kept.withdraw(member)
            case _:
                pass

    def forget(who: Forgotten) -> None:
        listing.forget(who.member)

    return Part(
        name="followups",
        routes=(follow_up_routes(book, listing),),
        reacts_to=(ConsentWithdrawn,),
        apply=apply,
        forget=forget,
    )
