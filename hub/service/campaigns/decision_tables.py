"""The tables of decisions, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key

DECISIONS = {
    # What was decided last of a campaign for a member in a visit; what was said to them is never written over.
    "create_decisions": """
        CREATE TABLE campaign_decisions (
            member INTEGER NOT NULL, visit TEXT NOT NULL, campaign TEXT NOT NULL, version INTEGER NOT NULL,
            at_ms INTEGER NOT NULL, variant TEXT, reason TEXT, why TEXT, saw TEXT NOT NULL,
            PRIMARY KEY (member, visit, campaign)
        )
    """,
    "keep_what_caps_saw": "ALTER TABLE campaign_decisions ADD COLUMN met TEXT",
}
CONTACTS = {
    # Whom a colleague helped, and who bought: both count where it is decided whether a campaign says something more.
    "create_contacts": """
        CREATE TABLE contacts (
            member INTEGER NOT NULL, visit TEXT NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL,
            PRIMARY KEY (member, visit, kind)
        )
    """,
}
DECISION_HOLDINGS = (
    Holding(
        table="campaign_decisions",
        what="why a member was or was not told of a campaign in a visit, with the values that its rule saw",
        why="answering why somebody did or did not get a message, and measuring against those held out (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        setting="keep_visits_days",
    ),
    Holding(
        table="contacts",
        what="that a colleague spoke with a member in a visit, or that they bought something, and when",
        why="not saying too much to one customer (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        setting="keep_visits_days",
    ),
)
