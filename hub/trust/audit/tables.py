"""The tables of audit, and what of people is in them."""

from hub.ground.holdings import Holding, IdentifierKind, Key
from hub.ground.part import Tables

SCHEMA = {
    "create_audit": """
        CREATE TABLE audit (
            line INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, deed TEXT NOT NULL, subject TEXT,
            visit TEXT, device TEXT NOT NULL, staff TEXT, request TEXT, body TEXT NOT NULL, hash TEXT NOT NULL
        );
        CREATE INDEX audit_subject ON audit (subject);
        CREATE INDEX audit_visit ON audit (visit, deed);
        CREATE INDEX audit_at ON audit (at_ms);
        CREATE TABLE audit_anchor (id INTEGER PRIMARY KEY CHECK (id = 1), line INTEGER NOT NULL, hash TEXT NOT NULL)
    """
}
HOLDINGS = (
    Holding(
        table="audit",
        what="who of the staff was shown which fields of a customer's card, when, why and under which consent",
        why="the customer's right to know who looked, and security (GDPR art. 15, 32); never for judging colleagues",
        keys=(Key("subject", IdentifierKind.SUBJECT), Key("visit", IdentifierKind.VISIT)),
        time="at_ms",
        setting="keep_audit_days",
        anchor="audit_anchor",
        kept_after_erasure="an unbroken record of what was read (GDPR art. 5(2), 32) until its days are over; nothing"
        " joins its random ids to a person any more",
    ),
)
TABLES = Tables(
    schemas={"audit": SCHEMA},
    holdings=HOLDINGS,
    not_personal={"audit_anchor": "the hash of the newest audit line that is over"},
)
