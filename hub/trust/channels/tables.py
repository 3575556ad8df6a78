"""The tables of channels, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_channels": """
        CREATE TABLE channel_consents (
            member INTEGER NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL, granted INTEGER NOT NULL,
            at_ms INTEGER NOT NULL, PRIMARY KEY (member, channel, source)
        )
    """,
    "see_a_yes_without_a_moment": "ALTER TABLE channel_consents ADD COLUMN seen_yes INTEGER NOT NULL DEFAULT 0",
    "create_consent_reasons": "CREATE TABLE consent_reasons (reason TEXT PRIMARY KEY, times INTEGER NOT NULL)",
}
HOLDINGS = (
    Holding(
        table="channel_consents",
        what="what a member answered elsewhere about e-mail, SMS, push and in store, and when",
        why="nobody is written to or recognised against what they said anywhere (legal obligation, GDPR art. 7(3))",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until="the member answers anew there, or is erased",
    ),
)
TABLES = Tables(
    schemas={"channels": SCHEMA},
    holdings=HOLDINGS,
    not_personal={"consent_reasons": "how often a part of a consent webhook was passed over, by reason"},
)
