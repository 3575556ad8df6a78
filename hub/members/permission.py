"""Permission: the value without which there is no card, message or score, and the one function that makes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hub.journal import Member
from hub.members.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the ledger: at that moment this purpose was given or withdrawn."""

    member: Member
    purpose: Purpose
    granted: bool
    at_ms: int


class _Maker:
    """Held by this module alone, so that a Permission cannot be made elsewhere by accident."""


_MAKER = _Maker()


@dataclass(frozen=True, slots=True)
class Permission:
    """Proof that a member agreed to these purposes, as of a moment. Only `permits` makes one."""

    member: Member
    purposes: frozenset[Purpose]
    as_of_ms: int
    made_by: _Maker = field(repr=False)

    def __post_init__(self) -> None:
        if self.made_by is not _MAKER:
            raise TypeError("a Permission is made by permits() from the consent ledger, never by hand")

    def allows(self, purpose: Purpose) -> bool:
        """Whether this permission covers one more purpose."""
        return purpose in self.purposes


def permits(grants: Iterable[Grant], member: Member, needs: Iterable[Purpose], at_ms: int) -> Permission | None:
    """The permission in force at that moment if it covers all of `needs`, else None.

    The newest line per purpose decides; a purpose without a line was never given.
    """
    newest: dict[Purpose, Grant] = {}
    for grant in grants:
        if grant.member == member and grant.at_ms <= at_ms:
            known = newest.get(grant.purpose)
            if known is None or grant.at_ms >= known.at_ms:
                newest[grant.purpose] = grant
    given = frozenset(purpose for purpose, grant in newest.items() if grant.granted)
    return Permission(member, given, at_ms, _MAKER) if given.issuperset(needs) else None
