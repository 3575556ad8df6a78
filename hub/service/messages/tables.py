"""The tables of messages, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_exposures": """
        CREATE TABLE exposures (
            member INTEGER NOT NULL, campaign TEXT NOT NULL, visit TEXT NOT NULL, variant TEXT NOT NULL,
            at_ms INTEGER NOT NULL, result TEXT, PRIMARY KEY (member, campaign, visit)
        )
    """,
    "add_measured": "ALTER TABLE exposures ADD COLUMN measured INTEGER NOT NULL DEFAULT 0",
    "keep_an_inbox": """
        CREATE TABLE inbox (
            message TEXT PRIMARY KEY, member INTEGER NOT NULL, visit TEXT NOT NULL, purpose TEXT NOT NULL,
            title TEXT NOT NULL, body TEXT NOT NULL, image TEXT, link TEXT, article TEXT, code TEXT,
            put_at_ms INTEGER NOT NULL, valid_until_ms INTEGER NOT NULL, result TEXT,
            received_at_ms INTEGER, opened_at_ms INTEGER
        );
        CREATE INDEX inbox_of_member ON inbox (member, put_at_ms)
    """,
    # A line for staff is an exposure as a message is; before there were any, all was marketing.
    "add_kind": "ALTER TABLE exposures ADD COLUMN kind TEXT NOT NULL DEFAULT 'marketing'",
}
HOLDINGS = (
    Holding(
        table="exposures",
        what="which message, or line for staff, was decided on for a member in which visit, and what became of it",
        why="never sending twice, and measuring against those who were held out (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        setting="keep_visits_days",
    ),
    Holding(
        table="inbox",
        what="what each message to a member said, and whether the app had it and it was opened",
        why="reading a message again that a phone lost or never showed, and measuring (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="put_at_ms",
        setting="keep_visits_days",
    ),
)
TABLES = Tables(
    schemas={"exposures": SCHEMA},
    holdings=HOLDINGS,
)
