import asyncio

import pytest

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.journal import Journal, Member, MemberEnrolled, MessageSettled, VisitId


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


async def test_a_reader_waits_for_the_next_entry_although_the_newest_ones_were_erased(db) -> None:
    journal = Journal(db)
    with journal.transaction():
        for member in (1, 2, 3):
            journal.append(MemberEnrolled(Member(member)), 1)
    db.run("DELETE FROM journal WHERE member > 1")
    assert journal.last_seq() == 3
    waiting = asyncio.create_task(journal.grown_beyond(1))
    await asyncio.sleep(0)
    assert not waiting.done()
    with journal.transaction():
        journal.append(MemberEnrolled(Member(4)), 2)
    async with asyncio.timeout(60):
        await waiting
    # What is new has a number that was never given before.
    assert [entry.seq for entry in journal.read(1)] == [4]


def test_what_became_of_a_message_is_read_from_a_journal_that_did_not_keep_the_variant(db) -> None:
    old = '{"member": 1, "visit": "v1", "campaign": "welcome", "result": "sent"}'
    db.run("INSERT INTO journal (at_ms, kind, member, visit, body) VALUES (1, 'MessageSettled', 1, 'v1', ?)", old)
    [entry] = Journal(db).read(0)
    assert entry.event == MessageSettled(Member(1), VisitId("v1"), "welcome", "sent", "")
