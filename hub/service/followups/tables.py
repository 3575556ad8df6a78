"""The table of follow-ups, and what of people is in it."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_follow_ups": """
        CREATE TABLE follow_ups (
            id TEXT PRIMARY KEY, what TEXT NOT NULL, text TEXT NOT NULL, member INTEGER, due TEXT NOT NULL,
            for_person TEXT, for_name TEXT, made_by TEXT, made_ms INTEGER NOT NULL, done_by TEXT, done_ms INTEGER,
            over_ms INTEGER NOT NULL
        ) WITHOUT ROWID, STRICT;
        CREATE INDEX follow_ups_member ON follow_ups (member) WHERE member IS NOT NULL
    """,
}
_WHOSE = (Key("member", IdentifierKind.MEMBER),)
_STAFF_WHY = "what was promised is done by somebody (the shop's interest in the work, no record of colleagues)"


def _of_colleague(column: str, what: str) -> Holding:
    return Holding(
        table="follow_ups",
        what=what,
        why=_STAFF_WHY,
        keys=_WHOSE,
        time="over_ms",
        keep_days=30,
        column=column,
        of_staff=True,
    )


TABLES = Tables(
    schemas={"follow_ups": SCHEMA},
    holdings=(
        _of_colleague("for_person", "the account of the associate who is to do something"),
        _of_colleague("for_name", "the name of the associate who is to do something"),
        _of_colleague("made_by", "the name of the associate who wrote down what is to be done"),
        _of_colleague("done_by", "the name of the associate who did it"),
        Holding(
            table="follow_ups",
            what="what staff are to do for a member, by which day, in one of a short list and a few words",
            why="what was promised is done (consent to show staff their history; goes with it)",
            keys=_WHOSE,
            time="over_ms",
            # Who comes back at the end of a season asks for what was promised at its beginning.
            keep_days=90,
        ),
    ),
)
