"""Erasure, tombstones, backups and their limits, over real files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.errors import BackupUnusable, KeysUnreadable
from hub.ground.holdings import DAY_MS, resolved, signs_of_life
from hub.ground.http.outgoing import open_outgoing
from hub.ground.journal import Journal, Member
from hub.ground.settings import Settings
from hub.knowledge.customers.segment_regulations import SegmentRegulations
from hub.service.customer_view.model import ProfileChange
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import PROFILING, Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import MemberService, NotAccepted
from hub.trust.rights.backed_up_files import take_files
from hub.trust.rights.backups import Backups, restore
from hub.trust.rights.elsewhere import Accepted, ErasureRefused, Finished, NotReached
from hub.trust.rights.offline import offline
from hub.trust.rights.receipt import ErasureState
from hub.trust.suppression.suppression_list import KEY_FILE, SuppressionList, open_tombstones
from simulators import cdp, regulations
from simulators.serving import served

NOW = 1_795_348_800_000
HOLDINGS = resolved(manifests.holdings(), Settings.model_validate({"floor_plan": "shop.toml"}))
SHOWN = ConsentScreen(text_version=current_texts().version, language="da")


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


@pytest.fixture
def services(db, tombstones):
    return offline(db, tombstones, HOLDINGS, Backups(tombstones.db, 30))


def enrol(service: MemberService, ref: str = "u-1", at_ms: int = NOW, request: str = "request-1") -> MemberRecord:
    device = Device(install_id=f"installation-{ref}-0001", platform="ios", push_token=f"push-{ref}")
    body = MemberEnrolment(request_id=request, device=device, shown=SHOWN, purposes=list(Purpose))
    record = service.enrol(ref, body, at_ms)
    assert isinstance(record, MemberRecord)
    return record


def live_through(db: Database, record: MemberRecord, visit: str = "v1") -> None:
    """Leave a row in every declared table that can hold one of this person."""
    for holding in HOLDINGS:
        if holding.column or not holding.keys or holding.table in {"members", "ledger", "erasures", "devices"}:
            continue
        theirs = {"member": record.member, "visit": visit, "subject": record.subject, "customer": record.customer_ref}
        of_keys = {key.column: theirs[key.names.value] for key in holding.keys}
        columns = db.rows(f"PRAGMA table_info({holding.table})")
        counts_itself = sum(pk > 0 for *_, pk in columns) == 1
        values = [
            of_keys.get(
                name, None if pk and counts_itself and "INT" in kind else NOW if "INT" in kind else f"{name}-{visit}"
            )
            for _, name, kind, _, _, pk in columns
        ]
        db.run(f"INSERT OR IGNORE INTO {holding.table} VALUES ({', '.join('?' * len(values))})", *values)


def held(db: Database, record: MemberRecord, visit: str = "v1") -> set[str]:
    """The tables in which anything of this person stands, found without the declarations."""
    found: set[str] = set()
    for (table,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        for row in db.rows(f"SELECT * FROM {table}"):
            if {record.member, record.customer_ref, record.subject, visit or record.subject} & {
                each for each in row if isinstance(each, str | int)
            }:
                found.add(table)
    return found


async def test_every_declared_table_loses_the_person_and_keeps_everybody_else(db, services) -> None:
    leaver, other = enrol(services.service), enrol(services.service, "u-2", request="request-2")
    live_through(db, leaver)
    live_through(db, other, "v2")
    before = held(db, other, "v2")
    # The positive control: what the declarations name is found by the search that does not know them.
    assert {each.table for each in HOLDINGS if each.keys and each.table != "erasures"} <= held(db, leaver)
    await services.erasure.erase(leaver, NOW + 1)
    # What is left: proof and audit under the pseudonym, and the name to ask the platform about.
    assert held(db, leaver, "") == {"ledger", "audit", "erasures"}
    # And a word to screens that may be asleep, about a visit that nothing joins to anybody.
    assert held(db, leaver, "v1") == {"ledger", "audit", "erasures", "journal"}
    assert db.rows("SELECT kind, member FROM journal WHERE visit = 'v1'") == [("VisitErased", None)]
    assert held(db, other, "v2") == before
    assert ConsentLedger(db).first_broken_line() is None
    # The proof ends with the withdrawal of all that still stood; what an objection had stopped stood no more.
    withdrawn = {line.purpose for line in ConsentLedger(db).lines(leaver.subject) if not line.granted}
    assert withdrawn == frozenset(Purpose) - PROFILING


async def test_a_reader_who_holds_the_old_state_delays_the_receipt_and_nothing_else(db, services, tmp_path) -> None:
    record = enrol(services.service)
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM members").fetchall()
        # The checkpoint waits as long as any statement may before it says that it cannot.
        db.run("PRAGMA busy_timeout=50")
        receipt = await services.erasure.erase(record, NOW + 1)
        assert Members(db).all() == []
        state = {sink.place: sink.state for sink in receipt.sinks}["database's log"]
        assert state is ErasureState.PENDING
    await services.erasure.tick(NOW + 2)
    later = services.erasure.receipt(receipt.receipt, NOW + 2)
    assert later is not None
    assert {sink.place: sink.state for sink in later.sinks}["database's log"] is ErasureState.DONE


async def test_what_is_pending_is_done_once_its_date_has_passed(services) -> None:
    receipt = await services.erasure.erase(enrol(services.service), NOW)
    later = services.erasure.receipt(receipt.receipt, NOW + 40 * DAY_MS)
    assert later is not None
    pending = {sink.place for sink in later.sinks if sink.state is ErasureState.PENDING}
    # What somebody has to answer for stays open; and the audit log goes after its days.
    assert pending == {"customer data platform", "audit"}
    assert services.erasure.receipt("0" * 32, NOW) is None


async def test_a_restored_database_is_swept_before_anything_else(db, tombstones, services, tmp_path) -> None:
    leaver, stayer = enrol(services.service), enrol(services.service, "u-2", request="request-2")
    live_through(db, leaver)
    made = Backups(tombstones.db, 30).create(db, tmp_path / "copy.db", NOW + 1)
    await services.erasure.erase(leaver, NOW + 2)
    services.service.set_consent(stayer, Purpose.PREDICT, None, "request-3", NOW + 3, granted=False)
    services.service.set_consent(stayer, Purpose.MEASURE, None, "request-4", NOW + 3, granted=False)
    services.service.set_consent(stayer, Purpose.MEASURE, SHOWN, "request-5", NOW + 4, granted=True)
    db.close()
    restored = restore(made.path, tmp_path / "hub.db", manifests.schemas(), NOW - 400 * DAY_MS)
    try:
        assert held(restored, leaver) > {"members"}
        again = offline(restored, tombstones, HOLDINGS, Backups(tombstones.db, 30))
        assert again.erasure.resume() == 1
        assert held(restored, leaver, "") == {"ledger", "audit"}
        assert again.service.withdraw_again(NOW + 5) > 0
        # Withdrawn and given again since: the copy knows neither, and what is in doubt is refused.
        assert ConsentLedger(restored).standing(stayer.member, NOW + 6) == frozenset(Purpose) - {
            Purpose.PREDICT,
            Purpose.MEASURE,
        }
        assert again.service.withdraw_again(NOW + 7) == 0
        assert again.erasure.resume() == 0
    finally:
        restored.close()


def test_a_copy_holds_the_catalogue_and_a_restored_store_without_a_network_has_its_articles(
    db: Database, tombstones: SuppressionList, tmp_path: Path
) -> None:
    kept = tmp_path / "catalogue.db"
    with closing(sqlite3.connect(kept)) as catalogue:
        catalogue.execute("CREATE TABLE articles (name TEXT)")
        catalogue.execute("INSERT INTO articles VALUES (?)", ("Sofa" * 1_500_000,))
        catalogue.commit()
    backups = Backups(tombstones.db, 30)
    made = backups.create(db, tmp_path / "copy.db", NOW, manifests.own_files())
    damaged = backups.create(db, tmp_path / "of-before.db", NOW)
    db.close()
    new = tmp_path / "new"
    new.mkdir()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith((".", "copy"))) == ["copy.db"]
    for source, taken in ((damaged, []), (made, ["catalogue.db"]), (made, [])):
        restored = restore(source.path, new / "hub.db", manifests.schemas(), 0)
        assert take_files(restored, manifests.own_files()) == taken
        assert not restored.row("SELECT 1 FROM sqlite_schema WHERE name = 'backup_files'")
        restored.close()
    with closing(sqlite3.connect(new / "catalogue.db")) as catalogue:
        assert catalogue.execute("SELECT length(name) FROM articles").fetchall() == [(6_000_000,)]
    # One that cannot be read is no catalogue, and holds up no copy.
    (new / "catalogue.db").write_bytes(b"no database" * 1000)
    restored = restore(made.path, new / "hub.db", manifests.schemas(), 0)
    without = backups.create(restored, tmp_path / "without.db", NOW, manifests.own_files())
    assert take_files(restored, manifests.own_files()) == ["catalogue.db"]
    restored.close()
    with closing(sqlite3.connect(without.path)) as copy:
        assert copy.execute("SELECT count(*) FROM backup_files").fetchall() == [(0,)]


async def test_an_erased_customer_is_known_by_a_mark_and_one_that_only_lapsed_is_not(services, tombstones) -> None:
    await services.erasure.erase(enrol(services.service), NOW)
    await services.erasure.erase(
        enrol(services.service, "u-2", request="request-2"), NOW, platform_spared="only the membership here has lapsed"
    )
    assert (tombstones.erased_at_ms("u-1"), tombstones.erased_at_ms("u-2")) == (NOW, None)
    assert b"u-1" not in tombstones.db.path.read_bytes()


def test_tokens_voided_by_a_withdrawal_stay_void_in_a_restored_database(db, tombstones, services, tmp_path) -> None:
    record = enrol(services.service)
    [(captured,)] = db.rows("SELECT slot FROM devices")
    made = Backups(tombstones.db, 30).create(db, tmp_path / "copy.db", NOW + 1)
    services.service.set_consent(record, Purpose.RECOGNISE_IN_STORE, None, "request-2", NOW + 2, granted=False)
    db.close()
    restored = restore(made.path, tmp_path / "hub.db", manifests.schemas(), NOW - 400 * DAY_MS)
    try:
        assert Members(restored).has_slot(record.member, captured)
        service = offline(restored, tombstones, HOLDINGS, Backups(tombstones.db, 30)).service
        service.withdraw_again(NOW + 3)
        service.set_consent(record, Purpose.RECOGNISE_IN_STORE, SHOWN, "request-3", NOW + 4, granted=True)
        assert not Members(restored).has_slot(record.member, captured)
    finally:
        restored.close()


async def test_a_purpose_given_again_is_not_withdrawn_at_the_next_start(services) -> None:
    record = enrol(services.service)
    services.service.set_consent(record, Purpose.PREDICT, None, "request-2", NOW + 1, granted=False)
    services.service.set_consent(record, Purpose.PREDICT, SHOWN, "request-3", NOW + 2, granted=True)
    assert services.service.withdraw_again(NOW + 3) == 0
    assert services.service.consents(record.member, NOW + 4).purposes[Purpose.PREDICT] is True


def test_a_copy_that_is_too_old_damaged_or_foreign_is_refused_and_changes_nothing(db, tombstones, tmp_path) -> None:
    members = Members(db)
    members.add("u-1", NOW)
    backups = Backups(tombstones.db, 30)
    made = backups.create(db, tmp_path / "copy.db", NOW)
    with pytest.raises(BackupUnusable, match="exists already"):
        backups.create(db, tmp_path / "copy.db", NOW)
    with pytest.raises(BackupUnusable, match="older than tombstones"):
        restore(made.path, tmp_path / "hub.db", manifests.schemas(), NOW + 1)
    (tmp_path / "text.db").write_text("not a database at all, but long enough to look like something" * 20)
    with pytest.raises(BackupUnusable, match="not a database"):
        restore(tmp_path / "text.db", tmp_path / "hub.db", manifests.schemas(), 0)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE members (id)")
    with pytest.raises(BackupUnusable, match="was not made by"):
        restore(tmp_path / "other.db", tmp_path / "hub.db", manifests.schemas(), 0)
    with pytest.raises(BackupUnusable, match="no file"):
        restore(tmp_path / "none.db", tmp_path / "hub.db", manifests.schemas(), 0)
    assert [record.customer_ref for record in members.all()] == ["u-1"]


def test_copies_are_deleted_when_their_time_is_over_and_receipts_know_the_last(db, tombstones, tmp_path) -> None:
    backups = Backups(tombstones.db, 30)
    assert backups.last_until(NOW) is None
    old, young = (backups.create(db, tmp_path / f"{n}.db", NOW + n * DAY_MS) for n in (0, 10))
    assert backups.last_until(NOW + 5 * DAY_MS) == NOW + 30 * DAY_MS
    assert backups.last_until(NOW + 15 * DAY_MS) == NOW + 40 * DAY_MS
    assert backups.prune(NOW + 31 * DAY_MS) == [old]
    assert backups.all() == [young]
    assert not old.path.exists()


def test_tombstones_with_another_key_are_refused(tombstones, tmp_path) -> None:
    tombstones.erase(Member(7), NOW)
    tombstones.close()
    (tmp_path / KEY_FILE).write_bytes(bytes(32))
    with pytest.raises(KeysUnreadable, match="another key"):
        open_tombstones(tmp_path)


def test_an_objection_beats_lines_that_an_import_wrote(db, services) -> None:
    record = enrol(services.service)
    services.service.object(record, NOW + 1)
    # As an import would: straight into the ledger.
    db.run("UPDATE ledger SET granted = 1")
    assert ConsentLedger(db).standing(record.member, NOW + 2) == frozenset(Purpose) - PROFILING
    refused = services.service.set_consent(record, Purpose.MEASURE, SHOWN, "request-2", NOW + 3, granted=True)
    assert refused is NotAccepted.OBJECTED


async def test_members_who_forgot_us_are_found_and_others_are_not(db, services) -> None:
    long_ago = NOW - 800 * DAY_MS
    forgot = enrol(services.service, at_ms=long_ago)
    uses_the_app = enrol(services.service, "u-2", long_ago, "request-2")
    db.run("UPDATE devices SET seen_at_ms = ? WHERE member = ?", NOW, uses_the_app.member)
    came_in = enrol(services.service, "u-3", long_ago, "request-3")
    db.run(
        "INSERT INTO visits (visit, member, zone, started_ms, zone_since_ms, heard_ms, ended_ms, end_reason)"
        " VALUES ('v1', ?, 'z', ?, ?, ?, ?, 'left')",
        came_in.member,
        NOW,
        NOW,
        NOW,
        NOW,
    )
    chose = enrol(services.service, "u-4", long_ago, "request-4")
    services.service.set_consent(chose, Purpose.PREDICT, None, "request-5", NOW, granted=False)
    enrol(services.service, "u-5", NOW, "request-6")
    assert Members(db).dormant(NOW - 730 * DAY_MS, signs_of_life(manifests.holdings())) == [forgot]


async def test_segment_is_asked_by_user_id_and_what_it_answers_is_told_apart() -> None:
    async with (
        served(cdp.create_app(seed=1)) as url,
        open_outgoing() as outgoing,
        httpx.AsyncClient(timeout=60.0, base_url=url) as platform,
    ):
        api = SegmentRegulations(outgoing, url, regulations.TOKEN)
        asked = await api.erase("u-1001")
        assert isinstance(asked, Accepted)
        assert await api.progress(asked.reference) == asked
        assert await api.progress(asked.reference) == Finished()
        assert isinstance(await api.progress("unknown"), ErasureRefused)
        # A wrong token is the shop's mistake to mend, not an answer about the customer.
        assert await SegmentRegulations(outgoing, url, "wrong").erase("u-1") == NotReached()
        for kind in ("500", "429", "garbage", "redirect"):
            await platform.post("/faults", json={"kind": kind, "times": 1})
            assert await api.erase("u-1002") == NotReached(), kind
        assert (await platform.get("/erased")).json() == {"users": ["u-1001"]}


@pytest.mark.parametrize("name", ["a\u202eb", "\u200b", "\x9b31m", "a\u2028b", "<b>", "\u2066x"])
def test_a_name_that_cannot_be_shown_as_it_is_written_is_not_passed_on(name: str) -> None:
    with pytest.raises(ValidationError):
        ProfileChange(first_name=name)


@pytest.mark.parametrize("name", ["Søren Aage", "O'Brien", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u674e"])
def test_a_name_in_any_writing_is(name: str) -> None:
    assert ProfileChange(first_name=name).first_name == name


def test_what_was_captured_before_an_erasure_enrols_nobody_in_a_restored_database(tmp_path, tombstones) -> None:
    def service_of(db):
        return MemberService(Journal(db), Members(db), ConsentLedger(db), KeyRing(bytes(32), "r"), tombstones)

    captured = MemberEnrolment(
        request_id="request-captured",
        device=Device(install_id="installation-000001", platform="ios"),
        shown=ConsentScreen(text_version=current_texts().version, language="en"),
        purposes=list(Purpose),
    )
    db = open_database(tmp_path / "now.db", manifests.schemas())
    assert isinstance(service_of(db).enrol("u-1", captured, NOW), MemberRecord)
    db.close()
    # The copy is of before the enrolment, so it knows neither the member nor the request.
    restored = open_database(tmp_path / "restored.db", manifests.schemas())
    assert isinstance(service_of(restored).enrol("u-1", captured, NOW + 1), NotAccepted)
    assert Members(restored).by_customer("u-1") is None
    restored.close()


def test_a_backup_folder_that_is_not_there_is_made_a_folder(db, tombstones, tmp_path) -> None:
    made = Backups(tombstones.db, 30).create(db, tmp_path / "copies", NOW)
    assert made.path.parent == tmp_path / "copies"
    assert made.path.suffix == ".db"
    assert (tmp_path / "copies").stat().st_mode & 0o777 == 0o700
    with pytest.raises(BackupUnusable, match="cannot make the folder"):
        Backups(tombstones.db, 30).create(db, tmp_path / "not-mounted" / "copies", NOW)
    assert not (tmp_path / "not-mounted").exists()


def test_a_key_that_is_missing_is_called_missing_and_no_other_is_made(tmp_path) -> None:
    open_tombstones(tmp_path).close()
    (tmp_path / "tombstones.key").unlink()
    with pytest.raises(KeysUnreadable, match=r"tombstones\.key is missing"):
        open_tombstones(tmp_path)
    assert not (tmp_path / "tombstones.key").exists()
