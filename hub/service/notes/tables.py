"""The table of notes, and what of people is in it."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_staff_notes": """
        CREATE TABLE staff_notes (
            visit TEXT NOT NULL, id TEXT NOT NULL, member INTEGER NOT NULL, template TEXT NOT NULL, text TEXT NOT NULL,
            staff TEXT, at_ms INTEGER NOT NULL, PRIMARY KEY (visit, id)
        ) WITHOUT ROWID, STRICT;
        CREATE INDEX staff_notes_member ON staff_notes (member)
    """,
}
_WHOSE = (Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT))
TABLES = Tables(
    schemas={"staff_notes": SCHEMA},
    holdings=(
        Holding(
            table="staff_notes",
            what="the name of the associate who wrote a note",
            why="a colleague can ask what was meant (the shop's interest in a week's work, no record of it)",
            keys=_WHOSE,
            time="at_ms",
            keep_days=7,
            column="staff",
            of_staff=True,
        ),
        Holding(
            table="staff_notes",
            what="notes of staff about what a member is after: one of a short list, and a few words",
            why="nobody has to say twice what they want (consent to show staff their history; goes with it)",
            keys=_WHOSE,
            time="at_ms",
            setting="keep_visits_days",
        ),
    ),
)
