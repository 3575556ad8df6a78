"""The tables of accounts, and what of people is in them."""

from hub.ground.part import Tables

SCHEMA = {
    "staff_devices": """
        CREATE TABLE staff_devices (
            handheld TEXT PRIMARY KEY,
            mark BLOB NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            browser BLOB NOT NULL,
            first_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL,
            session BLOB UNIQUE,
            opened_ms INTEGER
        ) STRICT
    """
}
TABLES = Tables(
    schemas={"staff_devices": SCHEMA},
    not_personal={"staff_devices": "equipment: handhelds of the shop that knew the PIN, and when they were last used"},
)
