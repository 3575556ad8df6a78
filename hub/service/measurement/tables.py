"""The tables of measurement, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    # The first time decides the arm and when the window begins; contacts are every time, for "credited, not caused".
    "create_experiments": """
        CREATE TABLE experiment_entries (
            campaign TEXT NOT NULL, member INTEGER NOT NULL, arm TEXT NOT NULL, visit TEXT, at_ms INTEGER NOT NULL,
            PRIMARY KEY (campaign, member)
        ) WITHOUT ROWID;
        CREATE INDEX experiment_entries_member ON experiment_entries (member);
        CREATE TABLE experiment_contacts (
            member INTEGER NOT NULL, at_ms INTEGER NOT NULL, campaign TEXT NOT NULL, visit TEXT,
            PRIMARY KEY (member, at_ms, campaign)
        ) WITHOUT ROWID;
        CREATE TABLE experiment_withdrawals (
            campaign TEXT NOT NULL, arm TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (campaign, arm)
        );
        CREATE TABLE experiment_plans (
            campaign TEXT PRIMARY KEY, plan TEXT NOT NULL, fixed_ms INTEGER NOT NULL
        )
    """,
}
_WHOSE = (Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT))
TABLES = Tables(
    schemas={"experiments": SCHEMA},
    holdings=(
        Holding(
            table="experiment_entries",
            what="since when a member is among those who get a campaign, or among those held out",
            why="measuring what a campaign does by comparing the two (consent)",
            keys=_WHOSE,
            time="at_ms",
            setting="keep_visits_days",
        ),
        Holding(
            table="experiment_contacts",
            what="when a member was told something by which campaign",
            why="saying which contact came last before a purchase (consent)",
            keys=_WHOSE,
            time="at_ms",
            setting="keep_visits_days",
        ),
    ),
    not_personal={
        "experiment_withdrawals": "how many left the sums of a campaign because they withdrew",
        "experiment_plans": "what of a campaign's measurement was fixed before the start",
    },
)
