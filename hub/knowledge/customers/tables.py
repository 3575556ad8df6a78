"""The tables of customers, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables
from hub.ground.shop.former_names import FORMER_NAMES

CONSENT_NOTICES = {
    "create_consent_notices": """
        CREATE TABLE consent_notices (
            member INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, refused TEXT
        )
    """,
    "tell_each_platform": """
        ALTER TABLE consent_notices RENAME TO consent_notices_before;
        CREATE TABLE consent_notices (
            member INTEGER NOT NULL, platform TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL,
            refused TEXT, PRIMARY KEY (member, platform)
        );
        INSERT INTO consent_notices SELECT member, '', seq, at_ms, refused FROM consent_notices_before;
        DROP TABLE consent_notices_before
    """,
}
CONSENT_NOTICES_HOLDINGS = (
    Holding(
        table="consent_notices",
        what="that a member changed what they agree to, until each customer data platform is told; not what",
        why="the platform must not go on with what was withdrawn (legal obligation, GDPR art. 7(3), 19)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until="each platform is told",
    ),
)
DISMISSALS = {
    "create_dismissals": """
        CREATE TABLE dismissals (
            member INTEGER NOT NULL, guess TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (member, guess)
        )
    """
}
DISMISSALS_HOLDINGS = (
    Holding(
        table="dismissals",
        what="which guesses about them a member dismissed",
        why="a guess that was dismissed stays dismissed (GDPR art. 16)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until="the member is erased",
    ),
)
BUILT_IN = {
    "create_known_traits": """
        CREATE TABLE known_traits (
            customer_ref TEXT NOT NULL, trait TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
            observed_at_ms INTEGER, kept_at_ms INTEGER NOT NULL, PRIMARY KEY (customer_ref, trait, source)
        )
    """,
    "rename_traits": ";".join(
        f"UPDATE OR REPLACE known_traits SET trait = '{new}' WHERE trait = '{old}'"  # noqa: S608 - names of ours
        for old, new in FORMER_NAMES.items()
    ),
}
BUILT_IN_HOLDINGS = (
    Holding(
        table="known_traits",
        what="what the shop imported about members for their cards: first name, counts and last of orders and views,"
        " and the facts of the shop's own (shop.toml, [[facts]])",
        why="showing the member's history to staff (consent); a shop without a customer data platform",
        keys=(Key("customer_ref", IdentifierKind.CUSTOMER),),
        time="kept_at_ms",
        # What no import has repeated for a year and a month is not true any more.
        keep_days=400,
    ),
)
TABLES = Tables(
    schemas={"consent_notices": CONSENT_NOTICES, "dismissals": DISMISSALS, "known_traits": BUILT_IN},
    holdings=(*CONSENT_NOTICES_HOLDINGS, *DISMISSALS_HOLDINGS, *BUILT_IN_HOLDINGS),
)
