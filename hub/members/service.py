"""Enrolling, and giving and taking back consent."""

from collections.abc import Iterable

from hub.journal import ConsentGranted, ConsentWithdrawn, Journal, Member, MemberEnrolled
from hub.members.keys import KeyRing
from hub.members.ledger import ConsentLedger
from hub.members.model import IssuedToken
from hub.members.permission import Grant
from hub.members.purposes import Purpose
from hub.members.repository import Members
from hub.members.tokens import WINDOW_SECONDS, day_of, issue, window_at, window_start
from wire.clock import to_ms


class MemberService:
    """What a customer's app can ask for."""

    def __init__(self, journal: Journal, members: Members, ledger: ConsentLedger, keys: KeyRing) -> None:
        self._journal = journal
        self._members = members
        self._ledger = ledger
        self._keys = keys

    def enrol(
        self, customer_ref: str, platform: str, push_token: str | None, purposes: Iterable[Purpose], at_ms: int
    ) -> str:
        """Enrol a customer with exactly the purposes they gave; returns the key for the app's further calls.

        One customer is one member, however often they install the app: enrolling again moves the membership to the new
        phone and states its consents anew, so that withdrawing there withdraws everywhere.
        """
        with self._journal.transaction():
            known = self._members.by_customer(customer_ref)
            if known is None:
                record, key = self._members.add(customer_ref, platform, push_token, at_ms)
                member = record.member
                self._journal.append(MemberEnrolled(member), at_ms)
            else:
                member, key = known.member, self._members.move_to(known.member, platform, push_token)
            given = frozenset(purposes)
            for purpose in Purpose:
                self._change(member, purpose, granted=purpose in given, at_ms=at_ms)
        return key

    def consents(self, member: Member, at_ms: int) -> dict[Purpose, bool]:
        """Every purpose, and whether it is given now."""
        permission = self._ledger.permission(member, at_ms=at_ms)
        return {purpose: permission is not None and permission.allows(purpose) for purpose in Purpose}

    def set_consent(self, member: Member, purpose: Purpose, *, granted: bool, at_ms: int) -> None:
        """Give or withdraw one purpose. A line is written only when something changes."""
        with self._journal.transaction():
            self._change(member, purpose, granted=granted, at_ms=at_ms)

    def _change(self, member: Member, purpose: Purpose, *, granted: bool, at_ms: int) -> None:
        if self.consents(member, at_ms)[purpose] == granted:
            return
        self._ledger.record(Grant(member, purpose, granted=granted, at_ms=at_ms))
        event = ConsentGranted(member, purpose.value) if granted else ConsentWithdrawn(member, purpose.value)
        self._journal.append(event, at_ms)

    def issue_tokens(self, member: Member, now: float, hours: int) -> list[IssuedToken]:
        """The tokens of the current window and of the coming `hours`; none for somebody who is not to be recognised."""
        if not self.consents(member, to_ms(now))[Purpose.RECOGNISE_IN_STORE]:
            return []
        first = window_at(now)
        issued: list[IssuedToken] = []
        for window in range(first, first + hours * 3600 // WINDOW_SECONDS + 1):
            day = day_of(window)
            start = window_start(window)
            issued.append(
                IssuedToken(
                    window=window,
                    starts_at_ms=start * 1000,
                    ends_at_ms=(start + WINDOW_SECONDS) * 1000,
                    epoch=day % 256,
                    token=issue(self._keys.day(day), member, window, slot=1).hex(),
                )
            )
        return issued
