"""The tables of offers, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    # `over_ms`: when its time was found to have run out. It stands, however the clock is set afterwards.
    "create_offers": """
        CREATE TABLE offers (
            key TEXT PRIMARY KEY, code TEXT NOT NULL, member INTEGER NOT NULL, campaign TEXT NOT NULL,
            variant TEXT NOT NULL, visit TEXT NOT NULL, kind TEXT NOT NULL, value TEXT, article TEXT,
            issued_ms INTEGER NOT NULL, valid_until_ms INTEGER NOT NULL, redeemed_ms INTEGER, redeemed_by TEXT,
            over_ms INTEGER
        );
        CREATE INDEX offers_of_member ON offers (member, campaign);
        CREATE TABLE offer_pools (
            pool TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL, taken_ms INTEGER, PRIMARY KEY (pool, key)
        );
        CREATE INDEX offer_pools_left ON offer_pools (pool) WHERE taken_ms IS NULL
    """,
    # A code is of one list alone; each one that comes in is looked for in all of them.
    "index_offer_pools_by_key": "CREATE INDEX offer_pools_by_key ON offer_pools (key)",
    "add_retired_pools": "ALTER TABLE offer_pools ADD COLUMN retired_ms INTEGER",
    # `redeemed_by` was "staff:NAME:TRY" of a colleague; a try has no colon, a name may. The name goes after a day.
    "keep_who_redeemed_apart": """
        ALTER TABLE offers ADD COLUMN redeemed_staff TEXT;
        UPDATE offers SET
            redeemed_staff = substr(rtrim(redeemed_by, replace(redeemed_by, ':', '')), 7,
                length(rtrim(redeemed_by, replace(redeemed_by, ':', ''))) - 7),
            redeemed_by = 'staff:' || substr(redeemed_by, length(rtrim(redeemed_by, replace(redeemed_by, ':', ''))) + 1)
        WHERE redeemed_by LIKE 'staff:%:%'
    """,
}
TABLES = Tables(
    schemas={"offers": SCHEMA},
    holdings=(
        Holding(
            table="offers",
            what="the name of the associate who redeemed a code by hand",
            why="a question about today's receipt (the shop's interest in a day's work, not in a record of colleagues)",
            keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
            time="redeemed_ms",
            keep_days=1,
            column="redeemed_staff",
            of_staff=True,
        ),
        Holding(
            table="offers",
            what="which offer a member got in which visit, its code, and whether and where it was redeemed",
            why="that an offer counts once and for whom it was made, and measuring it (consent)",
            keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
            time="issued_ms",
            setting="keep_visits_days",
        ),
    ),
    not_personal={"offer_pools": "codes that nobody has yet, and which of them are taken; not by whom"},
)
