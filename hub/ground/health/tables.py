"""The tables of health, and what of people is in them."""

from hub.ground.part import Tables

READINESS = {
    "create_canary": "CREATE TABLE canary (id INTEGER PRIMARY KEY CHECK (id = 1), written_at_ms INTEGER NOT NULL)"
}
LIGHTS = {
    "create_ways_out": """
        CREATE TABLE ways_out (
            way TEXT PRIMARY KEY, state TEXT NOT NULL, since_ms INTEGER, reason TEXT NOT NULL, next_step TEXT NOT NULL,
            last_success_ms INTEGER
        )
    """,
    # Reason and next step are phrases as JSON from here on; what an older version wrote is read as it is.
    "keep_details_of_ways_out": "ALTER TABLE ways_out ADD COLUMN detail TEXT NOT NULL DEFAULT ''",
}
TABLES = Tables(
    schemas={"canary": READINESS, "ways_out": LIGHTS},
    not_personal={
        "canary": "one number: when the hub last tried whether the disk takes something",
        "ways_out": "how each connection to somebody else is, and since when",
    },
)
