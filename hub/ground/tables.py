"""The tables of ground, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

JOURNAL = {
    "create_journal": """
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
            member INTEGER, visit TEXT, body TEXT NOT NULL
        );
        CREATE INDEX journal_member ON journal (member)
    """,
    "index_journal_by_time_and_visit": """
        CREATE INDEX journal_at ON journal (at_ms);
        CREATE INDEX journal_visit ON journal (visit)
    """,
}
JOURNAL_HOLDINGS = (
    Holding(
        table="journal",
        what="what happened around a member: visits, zones, consents, messages sent and withheld with the reason",
        why="recognising in store, answering why a message came or did not (consent); resuming after a restart",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        setting="keep_journal_days",
    ),
)
REACTIONS = {
    "create_reactions": "CREATE TABLE reactions (id INTEGER PRIMARY KEY CHECK (id = 1), done_seq INTEGER NOT NULL)"
}
TABLES = Tables(
    schemas={"journal": JOURNAL, "reactions": REACTIONS},
    holdings=JOURNAL_HOLDINGS,
    not_personal={"reactions": "one number: how far the journal has been answered"},
)
