"""The table of alerts, and what of people is in it."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "staff_alerts": """
        CREATE TABLE staff_alerts (
            alert TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            person TEXT,
            role TEXT,
            visit TEXT,
            member TEXT,
            said_by TEXT,
            about TEXT,
            at_ms INTEGER NOT NULL,
            seen_by TEXT NOT NULL DEFAULT '[]'
        ) STRICT;
        CREATE INDEX staff_alerts_visit ON staff_alerts (visit);
        CREATE INDEX staff_alerts_member ON staff_alerts (member)
    """,
}
HOLDINGS = (
    Holding(
        table="staff_alerts",
        what="that a colleague is to look at something about a customer, until they have",
        why="nothing that was promised to a customer is overlooked (the shop's interest in a day's work)",
        keys=(Key("visit", IdentifierKind.VISIT), Key("member", IdentifierKind.MEMBER)),
        time="at_ms",
        # Somebody comes back from their holidays; what nobody looked at in a month nobody will.
        keep_days=30,
        of_staff=True,
    ),
)
TABLES = Tables(schemas={"staff_alerts": SCHEMA}, holdings=HOLDINGS)
