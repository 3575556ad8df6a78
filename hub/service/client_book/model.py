"""The shapes of the client book."""

from hub.ground.web.problem import Problem
from hub.trust.accounts.model import PersonId, StaffModel


class ClientView(StaffModel):
    """Somebody that a colleague looks after. What they bought stands on the card of a visit alone."""

    id: str
    name: str | None
    """None while nobody who knows it answers."""
    since_ms: int
    last_visit_ms: int | None
    """When their newest visit that is over began, as long as visits are kept."""
    visit_id: str | None
    """Their visit, while they are here."""


class ClientsView(StaffModel):
    """Somebody's own book; those who are here first, then by name."""

    clients: list[ClientView]


class OwnedClientView(ClientView):
    """The same for whoever leads."""

    owner: str | None
    """The account of who looks after them; None where that person does not work here any more."""
    owner_name: str | None


class ColleagueView(StaffModel):
    """Somebody who can look after customers."""

    id: str
    name: str


class ShopClientsView(StaffModel):
    """Everybody's book: first those that nobody looks after."""

    clients: list[OwnedClientView]
    colleagues: list[ColleagueView]


class NewOwner(StaffModel):
    """Who looks after them from now on."""

    person: PersonId


class Taken(Problem):
    """Somebody else looks after them."""

    claimed_by: str


class LookedAfterView(StaffModel):
    """Who looks after a member, for the member."""

    by: str
    """The first name."""
    since_ms: int
