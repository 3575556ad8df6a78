"""The other colleagues of the shop floor: who is here, and who of them is free."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import status

from hub.ground.web.may import FLOOR, Caller
from hub.ground.web.refused import Refused
from hub.service.staff.claims import Claims
from hub.service.staff.model import ColleagueHere, ColleaguesHere
from hub.trust.accounts.people import Person, folded
from hub.trust.accounts.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be given a customer, or something to do."""

    name: str
    person: str | None
    """Their account; None while nobody has one."""

    @property
    def associate(self) -> str:
        """Under which they are interrupted and counted."""
        return self.person or self.name


class Openness(Protocol):
    """Knows whether anybody has an account."""

    @property
    def is_open(self) -> bool:
        """Nobody has, so that a name is what somebody types."""
        ...


class Colleagues:
    """Asked of the accounts each time: who was removed is not offered, and who came in is."""

    def __init__(self, sign_in: SignIn, gate: Openness, claims: Claims) -> None:
        self._sign_in = sign_in
        self._gate = gate
        self._claims = claims

    def of(self, caller: Caller) -> ColleaguesHere:
        """Everybody else, those who are here and free first."""
        busy = self._claims.helping()
        if self._gate.is_open:
            names = sorted(busy, key=folded)
            return ColleaguesHere(
                colleagues=[ColleagueHere(name=each, is_here=True, is_busy=True) for each in names], may_type=True
            )
        watching = {each.person for each in self._sign_in.sessions.all() if each.streams}
        found = [
            ColleagueHere(name=each.name, is_here=each.id in watching, is_busy=each.name in busy)
            for each in self._on_the_floor()
            if each.id != caller.person
        ]
        return ColleaguesHere(
            colleagues=sorted(found, key=lambda each: (not each.is_here, each.is_busy, folded(each.name))),
            may_type=False,
        )

    def named(self, name: str) -> Colleague:
        """Who is called so. Raises `Refused`: nobody on the shop floor is."""
        if self._gate.is_open:
            return Colleague(name, None)
        for each in self._on_the_floor():
            if folded(each.name) == folded(name):
                return Colleague(each.name, each.id)
        raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "no-colleague", name=name)

    def present(self, name: str) -> Colleague:
        """The same, of somebody who is signed in. Raises `Refused`: a customer is left with nobody otherwise."""
        found = self.named(name)
        if not self._gate.is_open and all(each.person != found.person for each in self._sign_in.sessions.all()):
            raise Refused(status.HTTP_409_CONFLICT, "colleague-away", name=found.name)
        return found

    def still_called(self, person: str | None, name: str | None) -> str | None:
        """Somebody who was named before: None where they are not there any more, or nobody was."""
        if self._gate.is_open or name is None:
            return name
        # Named before there were accounts, they are whoever is called so now.
        found = self._sign_in.people.find(person) if person else self._sign_in.people.called(name)
        return found.name if found else None

    def _on_the_floor(self) -> list[Person]:
        return [each for each in self._sign_in.people.all() if each.roles & FLOOR]
