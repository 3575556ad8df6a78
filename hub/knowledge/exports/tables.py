"""The tables of exports, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_exports": """
        CREATE TABLE export_outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, member INTEGER NOT NULL, visit TEXT NOT NULL,
            kind TEXT NOT NULL, at_ms INTEGER NOT NULL, message_id TEXT NOT NULL, properties TEXT NOT NULL,
            UNIQUE (sink, message_id)
        );
        CREATE INDEX export_outbox_oldest ON export_outbox (sink, id);
        CREATE INDEX export_outbox_member ON export_outbox (member);
        CREATE TABLE export_dead_letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT, sink TEXT NOT NULL, member INTEGER NOT NULL, visit TEXT NOT NULL,
            kind TEXT NOT NULL, at_ms INTEGER NOT NULL, message_id TEXT NOT NULL, properties TEXT NOT NULL,
            why TEXT NOT NULL, refused_at_ms INTEGER NOT NULL
        );
        CREATE TABLE export_secrets (member INTEGER PRIMARY KEY, secret TEXT NOT NULL, client_id TEXT NOT NULL);
        CREATE TABLE export_read (sink TEXT PRIMARY KEY, seq INTEGER NOT NULL);
        CREATE TABLE export_counts (sink TEXT, what TEXT, times INTEGER NOT NULL, PRIMARY KEY (sink, what))
    """
}
HOLDINGS = (
    Holding(
        table="export_outbox",
        what="what a member did in a visit, until the customer data platform or the analytics service has it",
        why="telling them what the member agreed to share (consent); each event names the purposes it needs",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        # An outage of a month is a contract that ended.
        keep_days=30,
    ),
    Holding(
        table="export_dead_letters",
        what="events that the customer data platform or the analytics service refused for good, and why",
        why="finding the fault and sending them after it is mended (consent)",
        keys=(Key("member", IdentifierKind.MEMBER), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        keep_days=30,
    ),
    Holding(
        table="export_secrets",
        what="a random secret that the names of a member's events outside are made with, and a random id for analytics",
        why="outside, events of a visit belong together and none counts twice; once it is gone, nothing joins them to"
        " anybody here (consent)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        until="the member is erased; the id for analytics also when they no longer let us measure",
    ),
)
TABLES = Tables(
    schemas={"exports": SCHEMA},
    holdings=HOLDINGS,
    not_personal={
        "export_read": "how far the journal has been read for each place that events go to",
        "export_counts": "counts by place and outcome",
    },
)
