import pytest

from hub.ground import hash_chain, manifests
from hub.ground.database import Database, open_database
from hub.ground.journal import Journal, Member
from hub.ground.words.languages import LANGUAGES
from hub.trust.consents.ledger import ConsentLedger, Statement
from hub.trust.consents.permission import Grant
from hub.trust.consents.purposes import GOVERNED, Level, Purpose
from hub.trust.consents.texts import all_versions, current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, LevelChange, MemberEnrolment
from hub.trust.members.repository import MOST_DEVICES, SILENT_MS, SLOTS, MemberRecord, Members
from hub.trust.members.service import VISIT_AT_MOST_MS, MemberService, NotAccepted
from hub.trust.suppression.suppression_list import SuppressionList

SHOWN = ConsentScreen(text_version=current_texts().version, language="nb", screen="sign-up", app_version="4.2")
NOW = 1_795_348_800_000


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


def service_over(db: Database, tombstones: SuppressionList) -> MemberService:
    return MemberService(Journal(db), Members(db), ConsentLedger(db), KeyRing(bytes(32), "r"), tombstones)


@pytest.fixture
def service(db: Database, tombstones: SuppressionList) -> MemberService:
    return service_over(db, tombstones)


def enrolment(*purposes: Purpose, request: str = "request-1", install: str = "installation-000001") -> MemberEnrolment:
    device = Device(install_id=install, platform="ios", push_token=f"push-{install}")
    return MemberEnrolment(request_id=request, device=device, shown=SHOWN, purposes=list(purposes))


def enrol(service: MemberService, *purposes: Purpose, ref: str = "u-1", at_ms: int = NOW, **more: str) -> MemberRecord:
    record = service.enrol(ref, enrolment(*purposes, **more), at_ms)
    assert isinstance(record, MemberRecord)
    return record


def test_each_line_says_what_was_shown_where_and_in_which_language(service: MemberService, db: Database) -> None:
    record = enrol(service, Purpose.MEASURE)
    [line] = ConsentLedger(db).lines(record.subject)
    assert (line.purpose, line.granted, line.at_ms) == (Purpose.MEASURE, True, NOW)
    assert line.statement == Statement(
        current_texts().version, current_texts().hash_of("nb"), "nb", "sign-up", "4.2", "customer"
    )


def test_a_changed_a_dropped_and_an_inserted_line_are_found(service: MemberService, db: Database) -> None:
    record = enrol(service, *Purpose)
    ledger = ConsentLedger(db)
    assert ledger.first_broken_line() is None
    lines = ledger.lines()
    assert len(lines) == len(Purpose)
    db.run("UPDATE ledger SET granted = 0 WHERE line = 3")
    assert ledger.first_broken_line() == 3
    db.run("UPDATE ledger SET granted = 1 WHERE line = 3")
    assert ledger.first_broken_line() is None
    db.run("DELETE FROM ledger WHERE line = 5")
    assert ledger.first_broken_line() == 6
    ledger.record(record.subject, Grant(record.member, Purpose.PREDICT, granted=False, at_ms=1), lines[0].statement)
    assert ledger.first_broken_line() == 6


def test_a_chain_may_begin_after_lines_whose_time_was_over() -> None:
    bodies = [{"n": n} for n in range(5)]
    hashes, previous = [], hash_chain.GENESIS
    for body in bodies:
        previous = hash_chain.link(previous, body)
        hashes.append(previous)
    lines = list(zip(range(5), bodies, hashes, strict=True))
    assert hash_chain.first_broken(lines[2:], anchor=hashes[1]) is None
    assert hash_chain.first_broken(lines[2:]) == 2


def test_enrolling_played_back_gives_back_nothing_that_was_withdrawn(service: MemberService) -> None:
    record = enrol(service, *Purpose)
    assert service.set_consent(record, Purpose.PREDICT, None, "request-2", NOW + 1, granted=False) is None
    again = enrol(service, *Purpose, at_ms=NOW + 2)
    assert again == record
    assert service.consents(record.member, NOW + 3).purposes[Purpose.PREDICT] is False
    # And a grant played back likewise.
    assert service.set_consent(record, Purpose.PREDICT, SHOWN, "request-3", NOW + 4, granted=True) is None
    assert service.set_consent(record, Purpose.PREDICT, None, "request-4", NOW + 5, granted=False) is None
    assert service.set_consent(record, Purpose.PREDICT, SHOWN, "request-3", NOW + 6, granted=True) is None
    assert service.consents(record.member, NOW + 7).purposes[Purpose.PREDICT] is False


def test_a_withdrawal_holds_also_under_an_id_that_was_used_before(service: MemberService) -> None:
    record = enrol(service, *Purpose)
    for request in ("request-1", "request-2"):
        assert service.set_consent(record, Purpose.PREDICT, SHOWN, request, NOW + 1, granted=True) is None
        assert service.set_consent(record, Purpose.PREDICT, None, request, NOW + 2, granted=False) is None
        assert service.consents(record.member, NOW + 3).purposes[Purpose.PREDICT] is False
        # Neither of the two counts again.
        assert service.set_consent(record, Purpose.PREDICT, SHOWN, request, NOW + 4, granted=True) is None
        assert service.consents(record.member, NOW + 5).purposes[Purpose.PREDICT] is False


def test_two_phones_of_one_customer_are_one_member_with_two_slots(service: MemberService, db: Database) -> None:
    record = enrol(service, Purpose.RECOGNISE_IN_STORE)
    other = enrol(service, Purpose.RECOGNISE_IN_STORE, request="request-2", install="installation-000002")
    assert other == record
    members = Members(db)
    devices = [members.device_of(record.member, f"installation-00000{n}") for n in (1, 2)]
    assert [device.slot for device in devices if device] == [1, 2]


def test_the_messages_of_a_phone_are_for_whoever_signed_in_on_it_last(service: MemberService, db: Database) -> None:
    first = enrol(service, Purpose.MARKETING_PUSH, ref="u-1")
    members = Members(db)
    assert members.reachable_device(first.member) is not None
    second = enrol(service, Purpose.MARKETING_PUSH, ref="u-2", request="request-2")
    assert members.reachable_device(first.member) is None
    assert members.reachable_device(second.member) is not None


def test_a_flood_of_phones_pushes_out_none_that_is_used(service: MemberService, db: Database) -> None:
    record = enrol(service)
    members = Members(db)
    taken = [service.put_device(record, phone(number), NOW + number) for number in range(2, 201)]
    assert taken == [None] * (MOST_DEVICES - 1) + [NotAccepted.PHONES] * (199 - (MOST_DEVICES - 1))
    assert members.device_of(record.member, "installation-000001") is not None
    # One that is known is never refused.
    assert service.put_device(record, phone(3), NOW + 300) is None


def test_a_phone_that_was_silent_for_two_days_makes_room_for_another(service: MemberService, db: Database) -> None:
    record = enrol(service)
    members = Members(db)
    for number in range(2, MOST_DEVICES + 1):
        assert service.put_device(record, phone(number), NOW + number) is None
    later = NOW + SILENT_MS + 2
    assert service.put_device(record, phone(100), later) is None
    assert members.device_of(record.member, "installation-000001") is None
    # In its place among the phones, but with a number of its own: the tokens of the one that went count no more.
    assert not members.has_slot(record.member, 1)
    newest = members.device_of(record.member, phone(100).install_id)
    assert newest is not None
    assert members.has_slot(record.member, newest.slot)


def test_who_enrols_on_a_phone_too_many_with_less_has_less(service: MemberService, db: Database) -> None:
    record = enrol(service, Purpose.MARKETING_PUSH, Purpose.PREDICT)
    for number in range(2, MOST_DEVICES + 1):
        service.put_device(record, phone(number), NOW + 1)
    body = MemberEnrolment(
        request_id="request-many", device=phone(100), shown=SHOWN, purposes=[Purpose.PREDICT, Purpose.MEASURE]
    )
    assert service.enrol("u-1", body, NOW + 2) is NotAccepted.PHONES
    assert ConsentLedger(db).standing(record.member, NOW + 3) == {Purpose.PREDICT}
    # The same request counts once there is a place.
    Members(db).remove_device(record.member, phone(2).install_id)
    assert service.enrol("u-1", body, NOW + 4) == record
    assert ConsentLedger(db).standing(record.member, NOW + 5) == {Purpose.PREDICT, Purpose.MEASURE}


def phone(number: int) -> Device:
    return Device(install_id=f"installation-{number:06}", platform="android")


def slot_of(service: MemberService, db: Database, member: Member) -> int:
    device = Members(db).device_of(member, "installation-000001")
    assert device is not None
    return device.slot


def test_who_withdraws_and_agrees_again_gets_other_tokens_for_the_same_time(
    service: MemberService, db: Database
) -> None:
    record = enrol(service, Purpose.RECOGNISE_IN_STORE)

    def tokens() -> set[str]:
        issued = service.issue_tokens(record.member, slot_of(service, db, record.member), NOW / 1000 + 1, 48)
        return {each.token for each in issued}

    before, slot = tokens(), slot_of(service, db, record.member)
    service.set_consent(record, Purpose.RECOGNISE_IN_STORE, None, "request-2", NOW + 1, granted=False)
    assert tokens() == set()
    assert not Members(db).has_slot(record.member, slot)
    service.set_consent(record, Purpose.RECOGNISE_IN_STORE, SHOWN, "request-3", NOW + 2, granted=True)
    assert len(tokens()) == len(before)
    assert tokens().isdisjoint(before)
    # Withdrawing what is withdrawn already wastes no number, and other purposes void no token.
    after = tokens()
    service.set_consent(record, Purpose.PREDICT, SHOWN, "request-4", NOW + 3, granted=True)
    service.set_consent(record, Purpose.PREDICT, None, "request-5", NOW + 4, granted=False)
    assert tokens() == after


def test_tokens_for_one_visit_die_with_it(service: MemberService, db: Database) -> None:
    record = enrol(service)
    service.set_level(record, Level.HELP_IF_I_ASK, SHOWN, "request-2", NOW + 1, this_visit=True)
    slot = slot_of(service, db, record.member)
    assert service.issue_tokens(record.member, slot, NOW / 1000 + 1, 48)
    service.end_visit_choices(record.member, NOW + 2)
    assert not Members(db).has_slot(record.member, slot)


def test_being_invisible_for_one_visit_voids_no_token(service: MemberService, db: Database) -> None:
    record = enrol(service, Purpose.RECOGNISE_IN_STORE)
    slot = slot_of(service, db, record.member)
    service.set_level(record, Level.INVISIBLE, None, "request-2", NOW + 1, this_visit=True)
    service.end_visit_choices(record.member, NOW + 2)
    assert slot_of(service, db, record.member) == slot


def test_a_number_comes_again_only_after_all_others_and_never_one_that_a_phone_has(
    service: MemberService, db: Database
) -> None:
    record, members = enrol(service, Purpose.RECOGNISE_IN_STORE), Members(db)
    members.put_device(record.member, "installation-000002", "android", None, NOW)
    other = members.device_of(record.member, "installation-000002")
    assert other is not None
    given: list[int] = []
    for _ in range(SLOTS + 20):
        members.remove_device(record.member, "installation-000001")
        given.append(members.put_device(record.member, "installation-000001", "android", None, NOW).slot)
    assert len(set(given[: SLOTS - 2])) == SLOTS - 2
    assert other.slot not in given
    assert set(given) <= set(range(1, SLOTS + 1))


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        (None, NotAccepted.TEXT_MISSING),
        (ConsentScreen(text_version="0", language="da"), NotAccepted.TEXT_UNKNOWN),
    ],
)
def test_nobody_agrees_to_words_they_were_not_shown(
    service: MemberService, shown: ConsentScreen | None, why: NotAccepted
) -> None:
    record = enrol(service)
    assert service.set_consent(record, Purpose.PREDICT, shown, "request-2", NOW, granted=True) is why
    change = LevelChange(level=Level.KNOW_MY_HISTORY, lasts="always", request_id="request-3", shown=shown)
    assert service.set_level(record, change.level, change.shown, change.request_id, NOW, this_visit=False) is why
    assert not any(service.consents(record.member, NOW).purposes.values())
    # Withdrawing needs no words, and is never refused.
    given = enrol(service, *Purpose, ref="u-2", request="request-4")
    assert service.set_level(given, Level.INVISIBLE, shown, "request-5", NOW, this_visit=False) is None
    assert service.consents(given.member, NOW).level is Level.INVISIBLE


def test_a_level_changes_its_purposes_and_nothing_else(service: MemberService) -> None:
    record = enrol(service, *Purpose)
    service.set_level(record, Level.HELP_IF_I_ASK, SHOWN, "request-2", NOW + 1, this_visit=False)
    after = service.consents(record.member, NOW + 2)
    assert after.level is Level.HELP_IF_I_ASK
    assert all(after.purposes[purpose] for purpose in frozenset(Purpose) - GOVERNED)
    assert after.this_visit is None


def test_a_level_for_this_visit_ends_with_the_visit_and_at_the_latest_after_four_hours(
    service: MemberService, db: Database, tombstones: SuppressionList
) -> None:
    record = enrol(service, *Purpose)
    service.set_level(record, Level.INVISIBLE, None, "request-2", NOW + 1, this_visit=True)
    during = service.consents(record.member, NOW + 2)
    assert during.level is Level.INVISIBLE
    assert during.this_visit is not None
    assert during.this_visit.until_ms == NOW + 1 + VISIT_AT_MOST_MS
    assert service.issue_tokens(record.member, 1, NOW / 1000, 1) != []
    service.end_visit_choices(record.member, NOW + 3)
    assert service.consents(record.member, NOW + 4).level is Level.GREET_ME_BY_NAME
    service.set_level(record, Level.INVISIBLE, None, "request-3", NOW + 5, this_visit=True)
    # A hub that was restarted meanwhile knows of it still.
    restarted = service_over(db, tombstones)
    restarted.end_overdue_choices(NOW + VISIT_AT_MOST_MS)
    assert ConsentLedger(db).for_a_visit(record.member) != {}
    restarted.end_overdue_choices(NOW + 5 + VISIT_AT_MOST_MS)
    assert ConsentLedger(db).for_a_visit(record.member) == {}
    assert restarted.consents(record.member, NOW + 6 + VISIT_AT_MOST_MS).level is Level.GREET_ME_BY_NAME
    assert ConsentLedger(db).first_broken_line() is None


def test_a_ledger_that_cannot_be_read_permits_nothing(service: MemberService, db: Database) -> None:
    record = enrol(service, *Purpose)
    ledger = ConsentLedger(db)
    assert ledger.permission(record.member, *Purpose, at_ms=NOW) is not None
    db.run("ALTER TABLE ledger RENAME TO away")
    assert ledger.permission(record.member, at_ms=NOW) is None


def test_nobody_permits_anything_for_a_handle_without_a_member(db: Database) -> None:
    assert ConsentLedger(db).permission(Member(7), Purpose.MEASURE, at_ms=NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words_in_every_language(language) -> None:
    for texts in all_versions().values():
        text = texts.by_language[language]
        assert set(text.purposes) == set(Purpose)
        assert set(text.levels) == set(Level)
        assert len({texts.hash_of(each) for each in LANGUAGES}) == len(LANGUAGES)
