"""The tables of suppression, and what of people is in them."""

from hub.ground.holdings import Holding
from hub.ground.part import Tables

_MARK = "the mark cannot be led back to anybody without their handle, which is gone"
SCHEMA = {
    "create_tombstones": """
        CREATE TABLE erased (mark BLOB PRIMARY KEY, at_ms INTEGER NOT NULL, finished INTEGER NOT NULL);
        CREATE TABLE withdrawn (mark BLOB, choice TEXT, at_ms INTEGER NOT NULL, PRIMARY KEY (mark, choice));
        CREATE TABLE key_check (id INTEGER PRIMARY KEY CHECK (id = 1), mark BLOB NOT NULL);
        CREATE TABLE backups (path TEXT PRIMARY KEY, made_ms INTEGER NOT NULL)
    """,
    "create_spent": "CREATE TABLE spent (mark BLOB PRIMARY KEY, at_ms INTEGER NOT NULL)",
    "create_begun": "CREATE TABLE begun (id INTEGER PRIMARY KEY CHECK (id = 1), at_ms INTEGER NOT NULL)",
    # Files of years past name customers, and nobody here knows any more who was erased.
    "create_erased_customers": "CREATE TABLE erased_customers (mark BLOB PRIMARY KEY, at_ms INTEGER NOT NULL)",
}
HOLDINGS = (
    Holding(
        table="erased",
        what="that somebody was erased and when, by a keyed hash of a handle that nobody has any more",
        why="a backup that is restored must not bring a person back (GDPR art. 17, 32)",
        time="at_ms",
        setting="keep_tombstones_days",
        kept_after_erasure=_MARK,
    ),
    Holding(
        table="erased_customers",
        what="that a customer asked to be erased and when, by a keyed hash of their customer id",
        why="a file of past orders that is imported again must not bring back what was erased (GDPR art. 17)",
        time="at_ms",
        setting="keep_tombstones_days",
        kept_after_erasure="the mark can be compared with a customer id in a file, and tells of nobody by itself",
    ),
    Holding(
        table="withdrawn",
        what="the newest withdrawal or objection of somebody per purpose, by a keyed hash of their handle",
        why="a backup that is restored must not bring a consent back (GDPR art. 7(3), 21)",
        time="at_ms",
        setting="keep_tombstones_days",
        not_personal_because="an erasure removes these marks itself",
    ),
    Holding(
        table="spent",
        what="a keyed hash of each request of an app that was done, without a member",
        # As long as the same in the database, `app_requests`, which a restored backup takes back.
        why="a captured enrolment or consent that is played back after a restore changes nothing (security)",
        time="at_ms",
        keep_days=2,
        not_personal_because="a hash of a random number made by the app",
    ),
)
NOT_PERSONAL = {
    "key_check": "whether the key file is the one that these marks were made with",
    "backups": "where copies of the database were made",
    "begun": "when this file was begun",
}
TABLES = Tables(outside=HOLDINGS)
"""In a file of their own, which outlives the database."""
