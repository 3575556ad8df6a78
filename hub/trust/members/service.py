"""Enrolling, giving and taking back consent, and the tokens of a phone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.errors import DatabaseFailed, RefusalKept
from hub.ground.hook import Hook
from hub.ground.journal import ConsentGranted, ConsentWithdrawn, Journal, Member, MemberEnrolled
from hub.trust.consents.kept_noes import CHOICES
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import GOVERNED, PROFILING, PURPOSES_OF, Level, Purpose, level_of
from hub.trust.consents.refusing import refuse_unwritten
from hub.trust.consents.texts import all_versions, current_texts
from hub.trust.members.keys import DayKeys
from hub.trust.members.model import Consents, ConsentScreen, Device, ForThisVisit, IssuedToken, MemberEnrolment
from hub.trust.members.push_address import service_of
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.settings import BROWSERS
from hub.trust.members.tokens import WINDOW_SECONDS, day_of, window_at, window_start
from hub.trust.suppression.suppression_list import OBJECTION, SuppressionList
from wire.clock import to_ms

# A choice for this visit ends with the visit; this is for a visit that is not seen to end, or never began.
VISIT_AT_MOST_MS = 4 * 3600 * 1000
# Withdrawing needs no text, and asks for none.
_NOTHING_SHOWN = Statement(text_version="", text_hash="", language="", screen="unknown", app_version="unknown")
_BACKUP_RESTORED = Statement(
    text_version="", text_hash="", language="", screen="backup restored", app_version="hub", actor="hub"
)
_MERGED = Statement(text_version="", text_hash="", language="", screen="merged", app_version="hub", actor="associate")
_SAID_ELSEWHERE = Statement(
    text_version="", text_hash="", language="", screen="customer data platform", app_version="hub"
)
_VISIT_IS_OVER = Statement(
    text_version="", text_hash="", language="", screen="end of visit", app_version="hub", actor="hub"
)


class NotAccepted(StrEnum):
    """Why a choice was not written down."""

    TEXT_UNKNOWN = "text-unknown"
    TEXT_OUTDATED = "text-outdated"
    OBJECTED = "objected"
    DONE_BEFORE = "done-before"
    PHONES = "phones"
    PUSH_HOST = "push-host"
    TEXT_MISSING = "text-missing"


class _NotThisDevice(Exception):
    """Undoes an enrolment."""

    def __init__(self, why: NotAccepted) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Choice:
    purpose: Purpose
    granted: bool


_NO_LONGER_RECOGNISED = _Choice(Purpose.RECOGNISE_IN_STORE, granted=False)


class MemberService:
    """What a customer's app can ask for."""

    def __init__(
        self,
        journal: Journal,
        members: Members,
        ledger: ConsentLedger,
        keys: DayKeys,
        tombstones: SuppressionList,
        web_hosts: Sequence[str] = BROWSERS,
    ) -> None:
        """`web_hosts`: the push services of browsers that addresses are taken of."""
        self.objected = Hook[Member]()
        """Somebody objected to profiling; also of whom nothing was withdrawn by it."""
        self._web_hosts = web_hosts
        self._journal = journal
        self._members = members
        self._ledger = ledger
        self._keys = keys
        self._tombstones = tombstones
        self._may_be_over = set(ledger.members_with_choices_for_a_visit())

    def enrol(self, customer_ref: str, body: MemberEnrolment, at_ms: int) -> MemberRecord | NotAccepted:
        """Enrol a customer with exactly the purposes they gave; the phone they did it on becomes one of theirs.

        One customer is one member, however many phones they have: enrolling again states the consents anew, so that
        withdrawing on one phone withdraws everywhere.
        """
        statement = _statement(body.shown)
        if isinstance(statement, NotAccepted):
            if record := self._members.by_customer(customer_ref):
                self.withdraw(record, frozenset(Purpose) - frozenset(body.purposes), at_ms)
            return statement
        record = self._members.by_customer(customer_ref)
        # Whatever of it is not taken, what was refused by it holds.
        left_out = frozenset(Purpose) - frozenset(body.purposes)
        try:
            return self._enrol(record, customer_ref, body, statement, at_ms)
        except _NotThisDevice as refused:
            if record:
                self.withdraw(record, left_out, at_ms)
            return refused.why
        except DatabaseFailed:
            if record is None or not left_out:
                raise
            raise RefusalKept(outlives=self.keep(record, left_out, at_ms), whole=False) from None

    def _enrol(
        self, record: MemberRecord | None, customer_ref: str, body: MemberEnrolment, statement: Statement, at_ms: int
    ) -> MemberRecord | NotAccepted:
        if record:
            self.settle(record)
        with self._journal.transaction():
            if not self._is_new(customer_ref, body.request_id, at_ms):
                # Sent twice, or captured and played back: the first time counted. After an erasure it enrols nobody.
                return record or NotAccepted.DONE_BEFORE
            if record is None:
                record = self._members.add(customer_ref, at_ms)
                self._journal.append(MemberEnrolled(record.member), at_ms)
            if (why := self.put_device(record, body.device, at_ms)) is not None:
                raise _NotThisDevice(why)
            given = frozenset(body.purposes) - self._objected(record)
            choices = [_Choice(purpose, purpose in given) for purpose in Purpose]
            self._choose(record, choices, statement, at_ms, None)
        self._tombstones.spend(customer_ref, body.request_id, at_ms)
        return record

    def withdraw(self, record: MemberRecord, purposes: Iterable[Purpose], at_ms: int) -> None:
        """The member said no to these, in whatever else could not be taken. Raises `RefusalKept`."""
        purposes = frozenset(purposes)
        try:
            self.settle(record)
            with self._journal.transaction():
                self._choose(record, [_Choice(each, granted=False) for each in purposes], _NOTHING_SHOWN, at_ms, None)
        except DatabaseFailed:
            raise RefusalKept(outlives=self.keep(record, purposes, at_ms), whole=True) from None

    def keep(self, record: MemberRecord, choices: Iterable[str], at_ms: int, until_ms: int | None = None) -> bool:
        """Have a refusal hold that the database could not take; returns whether it outlives this process."""
        return refuse_unwritten(self._ledger, self._journal, record.member, choices, at_ms, until_ms)

    def settle_all(self) -> None:
        """Write what was refused while nothing could be written. Raises `DatabaseFailed` while that is so."""
        kept = self._ledger.kept
        for member in kept.members():
            if record := self._members.get(member):
                self.settle(record)
            else:
                kept.forget(member)
        kept.renew()

    def settle(self, record: MemberRecord) -> None:
        """The same of one member: before anything newer of theirs. Raises `DatabaseFailed`."""
        taken = self._ledger.kept.take(record.member, *CHOICES)
        if not taken:
            return
        try:
            for refusal in taken:
                if refusal.choice == OBJECTION:
                    self._object(record, refusal.at_ms)
                else:
                    choice = _Choice(Purpose(refusal.choice), granted=False)
                    with self._journal.transaction():
                        self._choose(record, [choice], _NOTHING_SHOWN, refusal.at_ms, refusal.until_ms)
        except DatabaseFailed:
            self._ledger.kept.put_back(taken)
            raise
        self._ledger.kept.remove(taken)
        self._journal.forget_unwritten(record.member)

    def put_device(self, record: MemberRecord, device: Device, at_ms: int) -> NotAccepted | None:
        """Note a phone, or its new push token; refused when there are many already and all of them are used.

        It is refused as well when its messages were to go to an address that is no push service.
        """
        if device.web_push and service_of(device.web_push.endpoint, self._web_hosts) is None:
            return NotAccepted.PUSH_HOST
        with self._journal.transaction():
            put = self._members.put_device(record.member, device.install_id, device.platform, device.push, at_ms)
        return None if put else NotAccepted.PHONES

    def consents(self, member: Member, at_ms: int) -> Consents:
        """What is given now, and what differs for this visit."""
        given = self._given(member, at_ms)
        visit = [g for g in self._ledger.for_a_visit(member).values() if g.until_ms and at_ms < g.until_ms]
        return Consents(
            purposes={purpose: purpose in given for purpose in Purpose},
            level=level_of(given),
            this_visit=ForThisVisit(level=level_of(given), until_ms=max(g.until_ms or 0 for g in visit))
            if visit
            else None,
        )

    def set_consent(
        self,
        record: MemberRecord,
        purpose: Purpose,
        shown: ConsentScreen | None,
        request_id: str,
        at_ms: int,
        *,
        granted: bool,
    ) -> NotAccepted | None:
        """Give or withdraw one purpose. A withdrawal is never refused, and holds when this returns."""
        return self._set(record, [_Choice(purpose, granted)], shown, request_id, at_ms, None)

    def set_level(
        self,
        record: MemberRecord,
        level: Level,
        shown: ConsentScreen | None,
        request_id: str,
        at_ms: int,
        *,
        this_visit: bool,
    ) -> NotAccepted | None:
        """Choose how far to be recognised, from now on or until this visit is over."""
        choices = [_Choice(purpose, purpose in PURPOSES_OF[level]) for purpose in Purpose if purpose in GOVERNED]
        return self._set(record, choices, shown, request_id, at_ms, at_ms + VISIT_AT_MOST_MS if this_visit else None)

    def withdraw_as_said_elsewhere(self, record: MemberRecord, purpose: Purpose, at_ms: int) -> None:
        """The member said no to the chain's customer data platform; call within a transaction."""
        self._choose(record, [_Choice(purpose, granted=False)], _SAID_ELSEWHERE, at_ms, None)

    def object(self, record: MemberRecord, at_ms: int) -> None:
        """Stop profiling at once, until the member takes it back; again changes nothing. Raises `RefusalKept`."""
        try:
            self.settle(record)
            self._object(record, at_ms)
        except DatabaseFailed:
            raise RefusalKept(outlives=self.keep(record, [OBJECTION], at_ms), whole=True) from None

    def _object(self, record: MemberRecord, at_ms: int) -> None:
        self._tombstones.withdraw(record.member, [OBJECTION], at_ms)
        with self._journal.transaction():
            choices = [_Choice(purpose, granted=False) for purpose in Purpose if purpose in PROFILING]
            self._choose(record, choices, _NOTHING_SHOWN, at_ms, None)
            self._ledger.object(record.subject, at_ms)
        self.objected(record.member)

    def lift_objection(self, record: MemberRecord) -> None:
        """The member may be asked again; nothing is given by this."""
        self.settle(record)
        self._tombstones.lift(record.member, OBJECTION)
        with self._journal.transaction():
            self._ledger.lift_objection(record.subject)

    def objected_at(self, record: MemberRecord) -> int | None:
        """When the member objected to profiling; None when they did not."""
        kept = [each.at_ms for each in self._ledger.kept.of(record.member) if each.choice == OBJECTION]
        return kept[0] if kept else self._ledger.objected_at(record.subject)

    def keep_what_both_agreed_to(self, record: MemberRecord, other: MemberRecord, at_ms: int) -> None:
        """Two members turned out to be one person: `record` keeps no purpose that `other` has not given as well."""
        agreed = self._ledger.standing(other.member, at_ms)
        refused = [_Choice(purpose, granted=False) for purpose in Purpose if purpose not in agreed]
        with self._journal.transaction():
            self._choose(record, refused, _MERGED, at_ms, None)
        if self.objected_at(other) is not None:
            self.object(record, at_ms)

    def withdraw_again(self, now_ms: int) -> int:
        """At start: what a backup brought back although it was withdrawn is withdrawn again; returns how many lines."""
        records = {record.member: record for record in self._members.all()}
        lines = 0
        for member, withdrawn in self._tombstones.withdrawals_among(records).items():
            record = records[member]
            with self._journal.transaction():
                if OBJECTION in withdrawn and self.objected_at(record) is None:
                    self._ledger.object(record.subject, withdrawn[OBJECTION])
                    lines += 1
                for purpose in frozenset(Purpose) & withdrawn.keys():
                    newest = self._ledger.newest_standing(record.subject, purpose)
                    # Given again after it was withdrawn: the withdrawal is history.
                    if newest and newest.granted and newest.at_ms <= withdrawn[purpose]:
                        if purpose is Purpose.RECOGNISE_IN_STORE:
                            self._members.renumber(member)  # as the withdrawal did that the copy does not know
                        grant = Grant(member, purpose, granted=False, at_ms=now_ms)
                        self._ledger.record(record.subject, grant, _BACKUP_RESTORED)
                        self._tell(member, purpose, now_ms, granted=False)
                        lines += 1
        return lines

    def forget(self, member: Member) -> None:
        """Drop what is in memory, and in the reserve, of a member who was erased."""
        self._ledger.kept.forget(member)
        self._journal.forget_unwritten(member)
        self._may_be_over.discard(member)

    def end_visit_choices(self, member: Member, at_ms: int) -> None:
        """The visit is over: what was chosen for it counts no more."""
        self._may_be_over.discard(member)
        record, over = self._members.get(member), self._ledger.for_a_visit(member)
        if record is None or not over:
            return
        with self._journal.transaction():
            standing = self._ledger.standing(member, at_ms)
            if Purpose.RECOGNISE_IN_STORE in over and Purpose.RECOGNISE_IN_STORE not in standing:
                self._members.renumber(member)
            for purpose, grant in over.items():
                self._ledger.record(record.subject, Grant(member, purpose, grant.granted, at_ms, at_ms), _VISIT_IS_OVER)
                if grant.granted != (purpose in standing):
                    self._tell(member, purpose, at_ms, granted=purpose in standing)

    def end_overdue_choices(self, now_ms: int) -> None:
        """End choices for a visit whose time is over although no visit was seen to end."""
        for member in list(self._may_be_over):
            chosen = self._ledger.for_a_visit(member)
            if all(grant.until_ms is not None and grant.until_ms <= now_ms for grant in chosen.values()):
                self.end_visit_choices(member, now_ms)

    def issue_tokens(self, member: Member, slot: int, now: float, hours: int) -> list[IssuedToken]:
        """The tokens of the current window and of the coming `hours`; none for somebody who is never recognised.

        A hub with day keys makes them only as far as its keys reach.

        Somebody who is invisible for this visit only gets theirs: the hub drops what it hears of them meanwhile.
        """
        if Purpose.RECOGNISE_IN_STORE not in self._ledger.standing(member, to_ms(now)) | self._given(
            member, to_ms(now)
        ):
            return []
        first = window_at(now)
        issued: list[IssuedToken] = []
        for window in range(first, first + hours * 3600 // WINDOW_SECONDS + 1):
            day = day_of(window)
            key = self._keys.day(day)
            if key is None:
                continue
            start = window_start(window)
            issued.append(
                IssuedToken(
                    window=window,
                    starts_at_ms=start * 1000,
                    ends_at_ms=(start + WINDOW_SECONDS) * 1000,
                    epoch=day % 256,
                    token=key.issue(member, window, slot).hex(),
                )
            )
        return issued

    def _set(
        self,
        record: MemberRecord,
        choices: Iterable[_Choice],
        shown: ConsentScreen | None,
        request_id: str,
        at_ms: int,
        until_ms: int | None,
    ) -> NotAccepted | None:
        choices = list(choices)
        try:
            self.settle(record)
            return self._write(record, choices, shown, request_id, at_ms, until_ms)
        except DatabaseFailed:
            refused = [choice.purpose for choice in choices if not choice.granted]
            if not refused:
                raise
            given = self._given(record.member, at_ms)
            whole = all(choice.purpose in given for choice in choices if choice.granted)
            raise RefusalKept(outlives=self.keep(record, refused, at_ms, until_ms), whole=whole) from None

    def _write(
        self,
        record: MemberRecord,
        choices: Sequence[_Choice],
        shown: ConsentScreen | None,
        request_id: str,
        at_ms: int,
        until_ms: int | None,
    ) -> NotAccepted | None:
        # Only agreeing to something that is not given already needs the words: going down a level is withdrawing.
        before = self._before(record.member, at_ms, until_ms)
        agrees = any(choice.granted and choice.purpose not in before for choice in choices)
        statement = _statement(shown) if agrees or shown else _NOTHING_SHOWN
        refused: NotAccepted | None = None
        if isinstance(statement, NotAccepted):
            refused, statement = statement if agrees else None, _NOTHING_SHOWN
        if any(choice.granted and choice.purpose in self._objected(record) for choice in choices):
            refused = refused or NotAccepted.OBJECTED
        request = _request(request_id, choices, until_ms)
        with self._journal.transaction():
            # A no counts whatever stands beside it, and as often as it is said; a yes once.
            counts = refused is None and self._is_new(record.customer_ref, request, at_ms)
            said = choices if counts else [choice for choice in choices if not choice.granted]
            self._choose(record, said, statement if counts else _NOTHING_SHOWN, at_ms, until_ms)
        if refused is None:
            self._tombstones.spend(record.customer_ref, request, at_ms)
        return refused

    def _is_new(self, customer_ref: str, request: str, at_ms: int) -> bool:
        """Whether a request was never done, in this database or in one that it was restored over."""
        new = self._members.is_new_request(customer_ref, request, at_ms)
        return new and not self._tombstones.is_spent(customer_ref, request)

    def _choose(
        self,
        record: MemberRecord,
        choices: Sequence[_Choice],
        statement: Statement,
        at_ms: int,
        until_ms: int | None,
    ) -> None:
        """Write what changes, and tell of it; call within a transaction."""
        member = record.member
        before, given = self._before(member, at_ms, until_ms), self._given(member, at_ms)
        was_recognised = Purpose.RECOGNISE_IN_STORE in before | given
        if until_ms is None and was_recognised and _NO_LONGER_RECOGNISED in choices:
            self._members.renumber(member)
        # A standing choice also ends what was chosen for this visit.
        to_end = self._ledger.for_a_visit(member) if until_ms is None else {}
        if until_ms is None:
            withdrawn = [choice.purpose for choice in choices if not choice.granted and choice.purpose in before]
            self._tombstones.withdraw(member, withdrawn, at_ms)
        for choice in choices:
            if choice.granted == (choice.purpose in before) and choice.purpose not in to_end:
                continue
            grant = Grant(member, choice.purpose, choice.granted, at_ms, until_ms)
            self._ledger.record(record.subject, grant, statement)
            if choice.granted != (choice.purpose in given):
                self._tell(member, choice.purpose, at_ms, granted=choice.granted)
        if until_ms is not None:
            self._may_be_over.add(member)

    def _before(self, member: Member, at_ms: int, until_ms: int | None) -> frozenset[Purpose]:
        """What a choice is compared with: what stands, or for a choice that ends what is in force."""
        return self._ledger.standing(member, at_ms) if until_ms is None else self._given(member, at_ms)

    def _tell(self, member: Member, purpose: Purpose, at_ms: int, *, granted: bool) -> None:
        event = ConsentGranted(member, purpose.value) if granted else ConsentWithdrawn(member, purpose.value)
        self._journal.append(event, at_ms)

    def _objected(self, record: MemberRecord) -> frozenset[Purpose]:
        return PROFILING if self._ledger.objected_at(record.subject) is not None else frozenset()

    def _given(self, member: Member, at_ms: int) -> frozenset[Purpose]:
        permission = self._ledger.permission(member, at_ms=at_ms)
        return permission.purposes if permission else frozenset()


def _request(request_id: str, choices: Sequence[_Choice], until_ms: int | None) -> str:
    """A request is its id and what it asks for: an app that uses one id for two presses must not lose a withdrawal."""
    asked = sorted(f"{choice.purpose}={choice.granted}" for choice in choices)
    return " ".join([request_id, "always" if until_ms is None else "this_visit", *asked])


def _statement(shown: ConsentScreen | None) -> Statement | NotAccepted:
    if shown is None:
        return NotAccepted.TEXT_MISSING
    texts: Mapping[str, object] = all_versions()
    if shown.text_version not in texts:
        return NotAccepted.TEXT_UNKNOWN
    current = current_texts()
    if shown.text_version != current.version:
        return NotAccepted.TEXT_OUTDATED
    return Statement(current.version, current.hash_of(shown.language), shown.language, shown.screen, shown.app_version)
