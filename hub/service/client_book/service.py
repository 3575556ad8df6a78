"""Who looks after whom: what may be entered, by whom, and what ends it."""

from dataclasses import dataclass
from enum import StrEnum

from hub.ground.journal import Member, VisitId
from hub.ground.web.may import FLOOR, Caller
from hub.place.visits.repository import Visits
from hub.service.client_book.repository import Client, ClientRepository
from hub.trust.accounts.people import People, Person
from hub.trust.audit.log import AuditAction, AuditLog
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import PURPOSES_OF, Level
from hub.trust.members.repository import Members
from hub.trust.members.service import MemberService

# Whoever chose to be greeted by name knows that colleagues know them. Less than that is no ground for a list of names.
BOOK_NEEDS = tuple(sorted(PURPOSES_OF[Level.GREET_ME_BY_NAME]))


class BookRefusal(StrEnum):
    """Why nothing is entered."""

    GONE = "gone"
    """The visit has ended, or the entry is not there, or not theirs."""
    NO_ACCOUNT = "no-account"
    """Only somebody with an account can be found again tomorrow."""
    NOT_OPENED = "not-opened"
    NOT_AGREED = "not-agreed"
    """They are not greeted by name beyond this visit, or objected to profiling. Which of these is not told."""
    DECLINED = "declined"
    NO_PERSON = "no-person"


@dataclass(frozen=True, slots=True)
class TakenAlready:
    """Somebody else looks after them."""

    by: str


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """Who looks after a member."""

    client: Client
    person: Person


@dataclass(frozen=True, slots=True)
class Agreed:
    """What members agreed to, and who they are."""

    people: Members
    service: MemberService
    ledger: ConsentLedger

    def of(self, member: Member, at_ms: int) -> Permission | None:
        """The permission that an entry rests on.

        A choice for this visit alone neither opens the book nor closes it: an entry that went for as long as they are
        here would say that they are.
        """
        permission = self.ledger.standing_permission(member, *BOOK_NEEDS, at_ms=at_ms)
        record = self.people.get(member) if permission else None
        return permission if record and self.service.objected_at(record) is None else None

    def now(self, member: Member, at_ms: int) -> bool:
        """Whether it also holds in this visit."""
        return self.ledger.permission(member, *BOOK_NEEDS, at_ms=at_ms) is not None


class ClientBook:
    """The book of one store. What an entry rests on is asked of the ledger each time."""

    def __init__(
        self, repository: ClientRepository, agreed: Agreed, people: People, visits: Visits, audit: AuditLog
    ) -> None:
        self.repository = repository
        self.agreed = agreed
        self._people = people
        self._visits = visits
        self._audit = audit

    def owner(self, member: Member, at_ms: int) -> LookedAfter | None:
        """Who looks after a member, if that holds now and they still work on the floor."""
        client = self.repository.of(member)
        if client is None or client.person is None or self.agreed.of(member, at_ms) is None:
            return None
        person = self.on_the_floor(client.person)
        return LookedAfter(client, person) if person else None

    def on_the_floor(self, person: str) -> Person | None:
        """Somebody who meets customers."""
        found = self._people.find(person)
        return found if found and found.roles & FLOOR else None

    def colleagues(self) -> list[Person]:
        """Everybody who can look after somebody."""
        return [each for each in self._people.all() if each.roles & FLOOR]

    def take(self, visit: VisitId, caller: Caller, at_ms: int) -> BookRefusal | TakenAlready | None:
        """I look after them: said by whoever has opened their card in this visit. None: it holds."""
        found = self._visits.named(visit)
        if found is None or not self.agreed.now(found.member, at_ms):
            return BookRefusal.GONE if found is None else BookRefusal.NOT_AGREED
        if not caller.person:
            return BookRefusal.NO_ACCOUNT
        if not self._has_opened(visit, caller):
            return BookRefusal.NOT_OPENED
        if refusal := self._refusal(found.member, at_ms):
            return refusal
        owner = self.owner(found.member, at_ms)
        if owner is not None:
            return None if owner.person.id == caller.person else TakenAlready(owner.person.name)
        self.repository.put(found.member, caller.person, at_ms)
        return None

    def give(self, client: str, person: str, at_ms: int) -> BookRefusal | None:
        """A manager gives an entry to somebody else. None: it holds."""
        found = self.repository.named(client)
        if found is None or found.person is None:
            return BookRefusal.GONE
        if self.on_the_floor(person) is None:
            return BookRefusal.NO_PERSON
        if refusal := self._refusal(found.member, at_ms):
            return refusal
        if found.person != person:
            self.repository.put(found.member, person, at_ms)
        return None

    def end(self, client: str, caller: Caller, *, leads: bool, at_ms: int) -> BookRefusal | None:
        """They look after them no more. None: it is so."""
        found = self.repository.named(client)
        if found is None or found.person is None or (found.person != caller.person and not leads):
            return BookRefusal.GONE
        self.repository.remove(found.member, at_ms)
        return None

    def settle(self, member: Member, at_ms: int) -> None:
        """End what no longer rests on anything. That somebody does not want it stays."""
        client = self.repository.of(member)
        if client and client.person is not None and self.agreed.of(member, at_ms) is None:
            self.repository.remove(member, at_ms)

    def settle_all(self, at_ms: int) -> None:
        """The same for everybody."""
        for client in self.repository.all():
            self.settle(client.member, at_ms)

    def _refusal(self, member: Member, at_ms: int) -> BookRefusal | None:
        client = self.repository.of(member)
        if client and client.declined_ms is not None:
            return BookRefusal.DECLINED
        return None if self.agreed.of(member, at_ms) else BookRefusal.NOT_AGREED

    def _has_opened(self, visit: VisitId, caller: Caller) -> bool:
        """In this visit, on this device; by name where the audit log names people."""
        lines = (each.entry for each in self._audit.of_visit(visit, AuditAction.OPENED))
        return any(each.device == caller.device and each.staff in {None, caller.name} for each in lines)
