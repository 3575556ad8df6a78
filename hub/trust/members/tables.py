"""The tables of members, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_members": """
        CREATE TABLE members (
            member INTEGER PRIMARY KEY, customer_ref TEXT NOT NULL UNIQUE, subject TEXT NOT NULL UNIQUE,
            enrolled_at_ms INTEGER NOT NULL
        );
        CREATE TABLE devices (
            member INTEGER NOT NULL, slot INTEGER NOT NULL, install_hash TEXT NOT NULL, platform TEXT NOT NULL,
            push_token TEXT, seen_at_ms INTEGER NOT NULL, PRIMARY KEY (member, slot), UNIQUE (member, install_hash)
        );
        CREATE TABLE app_requests (request_hash TEXT PRIMARY KEY, at_ms INTEGER NOT NULL)
    """,
    # Slots 1 to 4 may be taken in a file from before.
    "number_slots": "ALTER TABLE members ADD COLUMN slots_used INTEGER NOT NULL DEFAULT 4",
    "lead_on": """
        CREATE TABLE merged_customers (old_ref TEXT PRIMARY KEY, new_ref TEXT NOT NULL, at_ms INTEGER NOT NULL);
        CREATE INDEX merged_customers_new ON merged_customers (new_ref)
    """,
    # The ledger is asked at each sighting and for each row of a screen: one question to the disk, not two.
    "offer_subjects": "CREATE VIEW subjects AS SELECT member, subject FROM members",
    "push_in_several_ways": """
        ALTER TABLE devices ADD COLUMN push_kind TEXT NOT NULL DEFAULT 'fcm';
        ALTER TABLE devices ADD COLUMN push_registered_ms INTEGER NOT NULL DEFAULT 0
    """,
}
HOLDINGS = (
    Holding(
        table="members",
        what="the customer id of the customer data platform, a random handle and a random id for the ledger",
        why="being a member: whoever is recognised agreed to it under this id (consent)",
        keys=(
            Key("member", IdentifierKind.MEMBER),
            Key("customer_ref", IdentifierKind.CUSTOMER),
            Key("subject", IdentifierKind.SUBJECT),
        ),
        until="the member leaves, asks to be erased, or is not seen for keep_dormant_members_days",
    ),
    Holding(
        table="devices",
        what="where to send messages for a phone or browser (its address at the push service)",
        # Firebase gives up tokens of phones that did not connect for this long.
        why="sending what the member agreed to get (consent)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        time="seen_at_ms",
        keep_days=270,
        column="push_token",
    ),
    Holding(
        table="devices",
        what="the phones of a member: a hash of the installation's id, the platform, when the app was last used",
        why="telling two phones of one member apart (consent)",
        keys=(Key("member", IdentifierKind.MEMBER),),
        seen="seen_at_ms",
        until="signed out on that phone, or the member is erased",
    ),
    Holding(
        table="merged_customers",
        what="the customer ids that a member had in a shop system before it merged them into one",
        why="being the same member under each id of theirs (consent)",
        keys=(Key("old_ref", IdentifierKind.CUSTOMER), Key("new_ref", IdentifierKind.CUSTOMER)),
        until="the member is erased",
    ),
    Holding(
        table="app_requests",
        what="a hash of each request of an app, without a member",
        # A request can be replayed for as long as the identity token beside it counts, which is a day at most.
        why="a request that is captured and played back changes nothing (security)",
        time="at_ms",
        keep_days=2,
        kept_after_erasure="a captured enrolment played back must not enrol an erased person; it names nobody",
    ),
)
TABLES = Tables(
    schemas={"members": SCHEMA},
    holdings=HOLDINGS,
    offers={"subjects": "who a line of the consent ledger is about; nobody else learns it"},
)
