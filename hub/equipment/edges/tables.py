"""The tables of edges, and what of people is in them."""

from hub.ground.holdings import Holding
from hub.ground.part import Tables

REJECTION_LOG = {
    "create_dead_letters": """
        CREATE TABLE dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, topic TEXT NOT NULL,
            reason TEXT NOT NULL, field TEXT NOT NULL
        );
        CREATE TABLE refusals (reason TEXT PRIMARY KEY, times INTEGER NOT NULL)
    """
}
REJECTION_LOG_HOLDINGS = (
    Holding(
        table="dead_letters",
        what="where a refused message came from and what was wrong with it, never what it held",
        why="finding faults of the equipment; a foreign topic may hold anything, so it does not stay (security)",
        time="at_ms",
        keep_days=30,
        not_personal_because="what edges send holds opaque tokens, and of a refused message not even those are kept",
    ),
)
APPLIED = {
    "create_applied": """
        CREATE TABLE marks (edge TEXT, boot_id TEXT, contiguous INTEGER NOT NULL, PRIMARY KEY (edge, boot_id));
        CREATE TABLE ahead (edge TEXT, boot_id TEXT, seq INTEGER, PRIMARY KEY (edge, boot_id, seq)) WITHOUT ROWID;
        CREATE TABLE applied_events (
            edge TEXT NOT NULL, boot_id TEXT NOT NULL, seq INTEGER NOT NULL, applied_at_ms INTEGER NOT NULL
        );
        CREATE INDEX applied_events_at ON applied_events (applied_at_ms)
    """,
    # What came ahead was kept number by number: now as ranges, whose length costs nothing.
    "ahead_as_ranges": """
        CREATE TABLE ahead_ranges (
            edge TEXT, boot_id TEXT, first_seq INTEGER, last_seq INTEGER NOT NULL,
            PRIMARY KEY (edge, boot_id, first_seq)
        ) WITHOUT ROWID;
        INSERT INTO ahead_ranges
            SELECT edge, boot_id, min(seq), max(seq)
            FROM (
                SELECT edge, boot_id, seq,
                    seq - row_number() OVER (PARTITION BY edge, boot_id ORDER BY seq) AS range_no
                FROM ahead
            )
            GROUP BY edge, boot_id, range_no;
        DROP TABLE ahead;
        ALTER TABLE marks ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX marks_used ON marks (edge, used)
    """,
}
APPLIED_HOLDINGS = (
    Holding(
        table="applied_events",
        what="that a numbered event of an edge was applied, not what it said",
        why="looking back after a fault",
        time="applied_at_ms",
        keep_days=1,
        not_personal_because="a number of an edge",
    ),
)
TABLES = Tables(
    schemas={"dead_letters": REJECTION_LOG, "applied": APPLIED},
    holdings=(*REJECTION_LOG_HOLDINGS, *APPLIED_HOLDINGS),
    not_personal={
        "marks": "how far each edge's numbers are stored",
        "ahead_ranges": "how far each edge's numbers are stored",
        "refusals": "a count by reason",
    },
)
