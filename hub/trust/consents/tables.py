"""The tables of consents, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_ledger": """
        CREATE TABLE ledger (
            line INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, purpose TEXT NOT NULL,
            granted INTEGER NOT NULL, at_ms INTEGER NOT NULL, until_ms INTEGER, body TEXT NOT NULL,
            hash TEXT NOT NULL
        );
        CREATE INDEX ledger_subject ON ledger (subject)
    """,
    "create_objections": "CREATE TABLE objections (subject TEXT PRIMARY KEY, at_ms INTEGER NOT NULL)",
}
HOLDINGS = (
    Holding(
        table="ledger",
        what="each consent given and withdrawn, with the words that were shown, under a random id",
        why="consent must be provable (GDPR art. 7(1))",
        keys=(Key("subject", IdentifierKind.SUBJECT),),
        until="the hub is taken out of use",
        seen="at_ms",
        kept_after_erasure="proof that consent was given (GDPR art. 7(1), 17(3)(e)); nothing joins the random id to a"
        " person any more",
    ),
    Holding(
        table="objections",
        what="that somebody objected to profiling, and when",
        why="whatever arrives later must not start it again (GDPR art. 21(3))",
        keys=(Key("subject", IdentifierKind.SUBJECT),),
        until="the member takes it back, or is erased",
    ),
)
TABLES = Tables(
    schemas={"ledger": SCHEMA},
    holdings=HOLDINGS,
)
