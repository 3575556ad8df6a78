from typing import get_args

import pytest

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.holdings import DAY_MS, resolved
from hub.ground.journal import VisitId
from hub.ground.settings import Settings
from hub.ground.shop.model import Shop
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.service.campaigns.policy import WithholdReason
from hub.service.customer_view.mirror import why_it_came, why_not
from hub.service.messages.send_result import SendResult
from hub.service.staff.model import OpenReason
from hub.trust.audit.bulk import Judged, Limits, Verdict, judge
from hub.trust.audit.log import AuditAction, AuditEntry, AuditLog
from hub.trust.rights.retention import BATCH_ROWS, Retention

NOW = 1_795_348_800_000
HOLDINGS = resolved(manifests.holdings(), Settings.model_validate({"floor_plan": "shop.toml", "keep_audit_days": 90}))
OPENED = AuditEntry(
    AuditAction.OPENED,
    "device-1",
    "subject-1",
    VisitId("v1"),
    "Maja",
    "request-1",
    "near",
    "road",
    "know_my_history",
    ("recognise_in_store", "show_history_to_staff"),
    7,
    ("last_order_item",),
)


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


@pytest.fixture
def audit(db: Database) -> AuditLog:
    return AuditLog(db)


def test_a_line_is_read_as_it_was_written(audit: AuditLog) -> None:
    audit.add(NOW, OPENED)
    [line] = audit.about("subject-1")
    assert (line.line, line.at_ms, line.entry) == (1, NOW, OPENED)


@pytest.mark.parametrize(
    "change",
    ["subject = 'x'", "visit = 'x'", "staff = 'x'", "device = 'x'", "at_ms = 1", "request = NULL", "body = '{}'"],
)
def test_a_changed_line_is_named(audit: AuditLog, db: Database, change: str) -> None:
    for number in range(5):
        audit.add(NOW + number, OPENED)
    assert audit.first_broken_line() is None
    db.run(f"UPDATE audit SET {change} WHERE line = 3")
    assert audit.first_broken_line() == 3


@pytest.mark.parametrize(("dropped", "named"), [("line = 1", 2), ("line = 3", 4), ("line = 5", 5), ("line > 2", 3)])
def test_a_line_dropped_anywhere_is_named(audit: AuditLog, db: Database, dropped: str, named: int) -> None:
    for number in range(5):
        audit.add(NOW + number, OPENED)
    db.run(f"DELETE FROM audit WHERE {dropped}")
    assert audit.first_broken_line() == named


def test_an_inserted_line_is_named(audit: AuditLog, db: Database) -> None:
    for number in range(5):
        audit.add(NOW + number, OPENED)
    columns = "at_ms, deed, subject, visit, device, staff, request, body, hash"
    db.run(f"INSERT INTO audit SELECT -1, {columns} FROM audit LIMIT 1")
    assert audit.first_broken_line() == 1
    db.run("UPDATE audit SET line = 9 WHERE line = -1")
    assert audit.first_broken_line() == 9


async def test_the_chain_survives_its_old_end_going(audit: AuditLog, db: Database) -> None:
    many = BATCH_ROWS + 7
    for number in range(many):
        audit.add(NOW - 91 * DAY_MS + number, OPENED)
    audit.add(NOW, OPENED)
    # The clock was set back: this one is over, and stands behind one that is not.
    audit.add(NOW - 100 * DAY_MS, OPENED)
    run = await Retention(db, HOLDINGS).run(NOW)
    assert run.removed == {"audit": many}
    assert audit.first_broken_line() is None
    assert [line.line for line in audit.since()] == [many + 1, many + 2]
    # All of it goes, and the next line still follows from the last one.
    await Retention(db, HOLDINGS).run(NOW + 91 * DAY_MS)
    assert len(audit) == 0
    assert audit.first_broken_line() is None
    audit.add(NOW + 91 * DAY_MS, OPENED)
    assert audit.first_broken_line() is None
    db.run("UPDATE audit_anchor SET hash = ?", "0" * 64)
    assert audit.first_broken_line() == many + 3


def test_the_more_different_customers_the_louder_and_the_same_one_counts_once() -> None:
    limits = Limits(alert=2, refuse=3)
    assert judge(limits, [set()], "a") == Judged(Verdict.FINE, 1)
    assert judge(limits, [{"a"}], "b") == Judged(Verdict.FINE, 2)
    assert judge(limits, [{"a", "b"}], "c") == Judged(Verdict.ALERT, 3)
    assert judge(limits, [{"a", "b", "c"}], "d") == Judged(Verdict.REFUSE, 4)
    assert judge(limits, [{"a", "b", "c"}], "c").verdict is Verdict.FINE
    assert judge(Limits(2, None), [{"a", "b", "c"}], "d").verdict is Verdict.ALERT
    # Another name on the same device, or the same name on another one, is no way around it.
    assert judge(limits, [{"a", "b", "c"}, set()], "d").verdict is Verdict.REFUSE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_result_has_words_and_what_a_later_version_writes_is_named(language: str) -> None:
    words, shop = Words().of(language), Shop()
    codes = [f"mirror-silence-{reason.value}" for reason in WithholdReason]
    codes += [f"mirror-result-{result.value}" for result in SendResult]
    codes += [f"mirror-opened-{reason}" for reason in get_args(OpenReason)]
    assert [code for code in codes if not words.has(code.replace("_", "-"))] == []
    assert why_it_came("unknown", "road", words, shop) != why_it_came("welcome", "general", words, shop)
    assert "road" in why_it_came("welcome", "road", words, shop)
    assert "rain" in why_not("rain", words)
