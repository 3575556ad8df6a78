"""The tables of staff, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_claims": """
        CREATE TABLE claims (visit TEXT PRIMARY KEY, staff TEXT, outcome TEXT, at_ms INTEGER NOT NULL);
        CREATE TABLE claim_requests (request TEXT PRIMARY KEY, at_ms INTEGER NOT NULL)
    """,
    "claim_requests_name_their_visit": """
        DROP TABLE claim_requests;
        CREATE TABLE claim_requests (
            visit TEXT NOT NULL, request TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (visit, request)
        )
    """,
    "add_measured": "ALTER TABLE claims ADD COLUMN measured INTEGER NOT NULL DEFAULT 0",
    "claims_are_handed_over": "ALTER TABLE claims ADD COLUMN handed_by TEXT",
}
HOLDINGS = (
    Holding(
        table="claims",
        what="the name of the associate who helped in a visit",
        why="nobody is approached twice (the shop's interest in a day's work, not in a record of colleagues)",
        keys=(Key("visit", IdentifierKind.VISIT),),
        time="at_ms",
        keep_days=1,
        column="staff",
        of_staff=True,
    ),
    Holding(
        table="claims",
        what="the name of the associate who handed a visit over to a colleague",
        why="whoever takes over knows whom to ask (the shop's interest in a day's work, not in a record of colleagues)",
        keys=(Key("visit", IdentifierKind.VISIT),),
        time="at_ms",
        keep_days=1,
        column="handed_by",
        of_staff=True,
    ),
    Holding(
        table="claims",
        what="how helping went in a visit, and whether that may be measured",
        why="nobody is approached twice; measuring what visits lead to, of whom agreed to it (consent)",
        keys=(Key("visit", IdentifierKind.VISIT),),
        time="at_ms",
        setting="keep_visits_days",
    ),
    Holding(
        table="claim_requests",
        what="that a handheld's press of a button was applied",
        # A handheld that was offline sends a claim again within minutes, not after a day.
        why="a press that arrives twice counts once",
        keys=(Key("visit", IdentifierKind.VISIT),),
        time="at_ms",
        keep_days=1,
    ),
)
TABLES = Tables(
    schemas={"claims": SCHEMA},
    holdings=HOLDINGS,
)
