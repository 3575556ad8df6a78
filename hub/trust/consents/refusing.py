"""Having a refusal hold that the database cannot take now."""

from collections.abc import Iterable

from hub.ground.journal import ConsentWithdrawn, Journal, Member
from hub.trust.consents.kept_noes import KeptRefusal
from hub.trust.consents.ledger import ConsentLedger


def refuse_unwritten(
    ledger: ConsentLedger,
    journal: Journal,
    member: Member,
    choices: Iterable[str],
    at_ms: int,
    until_ms: int | None = None,
) -> bool:
    """From now on it holds, and every reader of the journal hears of it; returns whether it outlives this process."""
    before = _given(ledger, member, at_ms)
    outlives = ledger.kept.add([KeptRefusal(member, choice, at_ms, until_ms) for choice in choices])
    for purpose in sorted(before - _given(ledger, member, at_ms)):
        journal.say_unwritten(ConsentWithdrawn(member, purpose))
    return outlives


def _given(ledger: ConsentLedger, member: Member, at_ms: int) -> frozenset[str]:
    permission = ledger.permission(member, at_ms=at_ms)
    return frozenset(permission.purposes if permission else ())
