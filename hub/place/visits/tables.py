"""The tables of visits, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

VISITS = {
    "create_visits": """
        CREATE TABLE visits (
            visit TEXT PRIMARY KEY, member INTEGER NOT NULL, zone TEXT NOT NULL, started_ms INTEGER NOT NULL,
            zone_since_ms INTEGER NOT NULL, heard_ms INTEGER NOT NULL, ended_ms INTEGER, end_reason TEXT,
            asked_ms INTEGER
        );
        CREATE UNIQUE INDEX one_open_visit ON visits (member) WHERE ended_ms IS NULL
    """,
    "keep_the_phones_word": """
        ALTER TABLE visits ADD COLUMN word INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE visits ADD COLUMN word_ms INTEGER
    """,
    "keep_how_far_the_leaving_is": """
        ALTER TABLE visits ADD COLUMN silent_seconds REAL NOT NULL DEFAULT 0;
        ALTER TABLE visits ADD COLUMN outside REAL NOT NULL DEFAULT 0
    """,
    # A card asks for a member's visits each time it is made.
    "find_visits_of_a_member": "CREATE INDEX visits_member ON visits (member, started_ms)",
}
VISITS_HOLDINGS = (
    Holding(
        table="visits",
        what="when a member was in the store, the zone they were in last, when they asked for help, and during a visit"
        " whether their phone said that it falls silent",
        why="recognising in store (consent); measuring what visits lead to (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="ended_ms",
        seen="heard_ms",
        setting="keep_visits_days",
    ),
)
LOUDNESS = {
    "create_phone_loudness": """
        CREATE TABLE phone_loudness (member INTEGER PRIMARY KEY, louder_db REAL NOT NULL, learned_ms INTEGER NOT NULL)
    """
}
LOUDNESS_HOLDINGS = (
    Holding(
        table="phone_loudness",
        what="by how many dB a member's phone is heard louder than an ordinary one, and when that was last learned",
        why="recognising in store (consent): who passes by with a loud phone is not taken for somebody who came in",
        keys=(Key("member", IdentifierKind.MEMBER),),
        time="learned_ms",
        # Whoever did not come for half a year has another phone as likely as not.
        keep_days=180,
    ),
)
TABLES = Tables(
    schemas={"visits": VISITS, "phone_loudness": LOUDNESS},
    holdings=(*VISITS_HOLDINGS, *LOUDNESS_HOLDINGS),
)
