"""The tables of campaigns: no customer is in them; who wrote, approved and stopped what is.

What was decided of customers stands in `decision_tables.py`.
"""

from hub.ground.holdings import Holding
from hub.ground.part import Tables
from hub.service.campaigns.decision_tables import CONTACTS, DECISION_HOLDINGS, DECISIONS

# A campaign is judged over years: who approved what was said to customers outlives the campaign by one of them.
_KEEP_NAMES_DAYS = 1095

SCHEMA = {
    # A version without a document is the idea that a campaign began as. The life is only ever added to: what holds of a
    # version is its newest line, and the number of the newest line of all says whether anything has changed.
    "create_campaigns": """
        CREATE TABLE campaigns (id TEXT PRIMARY KEY, salt TEXT NOT NULL, made_ms INTEGER NOT NULL);
        CREATE TABLE campaign_versions (
            campaign TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, document TEXT, idea TEXT,
            author TEXT, at_ms INTEGER NOT NULL, PRIMARY KEY (campaign, version)
        );
        CREATE TABLE campaign_life (
            number INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, version INTEGER NOT NULL,
            step TEXT NOT NULL, state TEXT NOT NULL, person TEXT, role TEXT, note TEXT NOT NULL, at_ms INTEGER NOT NULL
        );
        CREATE INDEX campaign_life_of ON campaign_life (campaign, version);
        CREATE TABLE campaign_comments (
            number INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, version INTEGER NOT NULL, person TEXT,
            role TEXT, text TEXT NOT NULL, at_ms INTEGER NOT NULL
        );
        CREATE TABLE campaign_votes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, person TEXT, at_ms INTEGER NOT NULL,
            UNIQUE (campaign, person)
        );
        CREATE TABLE campaign_roles_lost (
            person TEXT NOT NULL, role TEXT NOT NULL, since_ms INTEGER NOT NULL, PRIMARY KEY (person, role)
        )
    """,
}


_NOBODY = "about those who make campaigns, never about a customer"


def _held(table: str, column: str, who: str, what: str) -> tuple[Holding, Holding]:
    names = Holding(
        table=table,
        what=who,
        why="answering for what was said to customers: who wrote it, and which two people let it out",
        column=column,
        time="at_ms",
        keep_days=_KEEP_NAMES_DAYS,
        of_staff=True,
        not_personal_because=_NOBODY,
    )
    rest = Holding(
        table=table,
        what=what,
        why="a campaign is judged beside those of before; nothing about anybody",
        until="the store's data folder is removed",
        not_personal_because=_NOBODY,
    )
    return names, rest


TABLES = Tables(
    schemas={"campaigns": SCHEMA, "campaign_decisions": DECISIONS, "contacts": CONTACTS},
    holdings=(
        *DECISION_HOLDINGS,
        *_held("campaign_versions", "author", "who wrote a version of a campaign", "what was said in each version"),
        *_held("campaign_life", "person", "who approved, started and stopped a campaign", "when each of it was done"),
        *_held("campaign_comments", "person", "who commented on a campaign", "the comments on campaigns"),
        *_held("campaign_votes", "person", "who voted for an idea", "how many voted for an idea"),
        Holding(
            table="campaign_roles_lost",
            what="the names of those who have no say over campaigns any more",
            why="nobody who has left approves what is said to customers",
            until="they have the role again",
            of_staff=True,
            not_personal_because=_NOBODY,
        ),
    ),
    not_personal={"campaigns": "which campaigns there are, and the salt of each"},
)
