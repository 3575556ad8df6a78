"""The tables of rights, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

RETENTION = {
    "create_retention_runs": "CREATE TABLE retention_runs (at_ms INTEGER PRIMARY KEY, removed TEXT NOT NULL)",
}
RETENTION_HOLDINGS = (
    Holding(
        table="retention_runs",
        what="how many rows of which table were removed when; numbers only",
        why="showing that what is over goes (accountability, GDPR art. 5(2))",
        time="at_ms",
        keep_days=365,
        not_personal_because="numbers only",
    ),
)
ERASURE = {
    "create_erasures": """
        CREATE TABLE erasures (
            receipt TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, removed TEXT NOT NULL, flushed INTEGER NOT NULL DEFAULT 0,
            customer_ref TEXT, reference TEXT, platform_state TEXT NOT NULL, platform_detail TEXT NOT NULL,
            ask_at_ms INTEGER
        )
    """
}
ERASURE_HOLDINGS = (
    Holding(
        table="erasures",
        what="what became of an erasure in each place; the customer id only until the platform took the request",
        why="answering for an erasure (GDPR art. 5(2), 12(3), 17)",
        keys=(Key("customer_ref", IdentifierKind.CUSTOMER),),
        time="at_ms",
        # As long as tombstones by default: after that nobody can ask about a backup any more either.
        keep_days=400,
        kept_after_erasure="it is the receipt; the customer id in it goes as soon as the platform took the request",
    ),
)
TABLES = Tables(
    schemas={"retention": RETENTION, "erasures": ERASURE},
    holdings=(*RETENTION_HOLDINGS, *ERASURE_HOLDINGS),
)
