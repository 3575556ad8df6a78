"""Permission: the value without which there is no card, message or score, and the one function that makes it."""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass

from hub.ground.journal import Member
from hub.trust.consents.purposes import Level, Purpose, level_of


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the ledger: from `at_ms` on this purpose is given or withdrawn; with `until_ms`, for a visit."""

    member: Member
    purpose: Purpose
    granted: bool
    at_ms: int
    until_ms: int | None = None


class _Maker:
    """Held by this module alone, so that a Permission cannot be made elsewhere by accident."""


_MAKER = _Maker()


@dataclass(frozen=True, slots=True)
class Permission:
    """Proof that a member agreed to these purposes, as of a moment. Only `permits` makes one."""

    member: Member
    purposes: frozenset[Purpose]
    as_of_ms: int
    # Not kept, so that `dataclasses.replace` cannot pass it on to a permission with more in it.
    made_by: InitVar[_Maker]

    def __post_init__(self, made_by: _Maker) -> None:
        if made_by is not _MAKER:
            raise TypeError("a Permission is made by permits() from the consent ledger, never by hand")

    @property
    def level(self) -> Level:
        """How far this permission lets staff recognise the member."""
        return level_of(self.purposes)

    def allows(self, purpose: Purpose) -> bool:
        """Whether this permission covers one more purpose."""
        return purpose in self.purposes


def permits(grants: Iterable[Grant], member: Member, needs: Iterable[Purpose], at_ms: int) -> Permission | None:
    """The permission in force at that moment if it covers all of `needs`, else None. `grants` in the ledger's order.

    The last line per purpose decides; a purpose without a line was never given. A line for one visit stands before the
    standing ones until its time is over or a newer standing line comes. The ledger's order counts, not the lines'
    clocks: a clock that was set back must not undo a withdrawal.
    """
    given = given_purposes((grant for grant in grants if grant.member == member), at_ms)
    return Permission(member, given, at_ms, _MAKER) if given.issuperset(needs) else None


def given_purposes(grants: Iterable[Grant], at_ms: int) -> frozenset[Purpose]:
    """The purposes given at that moment by one member's lines."""
    standing: dict[Purpose, Grant] = {}
    for_a_visit: dict[Purpose, Grant] = {}
    for grant in grants:
        if grant.granted and grant.at_ms > at_ms:
            continue  # given later than the moment that is asked about
        if grant.until_ms is None:
            standing[grant.purpose] = grant
            for_a_visit.pop(grant.purpose, None)
        else:
            for_a_visit[grant.purpose] = grant
    in_force = standing | {
        purpose: grant for purpose, grant in for_a_visit.items() if grant.until_ms and at_ms < grant.until_ms
    }
    return frozenset(purpose for purpose, grant in in_force.items() if grant.granted)
