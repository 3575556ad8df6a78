"""The tables of accounts, and what of people is in them."""

from hub.ground.holdings import Holding
from hub.ground.part import Tables

SCHEMA = {
    "people": """
        CREATE TABLE people (
            person TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            folded TEXT NOT NULL,
            handle BLOB NOT NULL UNIQUE,
            badge BLOB,
            language TEXT,
            pin TEXT,
            made_by TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            removed_ms INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX people_folded ON people (folded) WHERE removed_ms IS NULL;
        CREATE UNIQUE INDEX people_badge ON people (badge) WHERE removed_ms IS NULL AND badge IS NOT NULL;
        CREATE TABLE person_roles (
            person TEXT NOT NULL,
            role TEXT NOT NULL,
            given_by TEXT NOT NULL,
            given_ms INTEGER NOT NULL,
            PRIMARY KEY (person, role)
        ) STRICT;
        CREATE TABLE handhelds (
            device TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            public_key BLOB NOT NULL,
            mark BLOB NOT NULL UNIQUE,
            person TEXT,
            enrolled_by TEXT NOT NULL,
            enrolled_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL,
            revoked_ms INTEGER
        ) STRICT;
        CREATE TABLE staff_sessions (
            key BLOB PRIMARY KEY,
            device TEXT NOT NULL,
            person TEXT NOT NULL,
            way TEXT NOT NULL,
            opened_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE one_time_links (
            secret BLOB PRIMARY KEY,
            kind TEXT NOT NULL,
            about TEXT NOT NULL,
            made_by TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            used_ms INTEGER
        ) STRICT;
        CREATE TABLE wrong_pins (person TEXT NOT NULL, device TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
        CREATE INDEX wrong_pins_at ON wrong_pins (at_ms);
        CREATE TABLE passkeys (
            id BLOB PRIMARY KEY,
            person TEXT NOT NULL,
            rp_id TEXT NOT NULL,
            public_key BLOB NOT NULL,
            sign_count INTEGER NOT NULL,
            device_type TEXT NOT NULL,
            backed_up INTEGER NOT NULL,
            aaguid TEXT NOT NULL,
            name TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            used_ms INTEGER,
            copied_ms INTEGER
        ) STRICT;
        CREATE TABLE people_changes (
            line INTEGER PRIMARY KEY AUTOINCREMENT,
            at_ms INTEGER NOT NULL,
            change TEXT NOT NULL,
            about TEXT NOT NULL,
            by TEXT NOT NULL,
            device TEXT NOT NULL,
            detail TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        CREATE TABLE people_changes_anchor (
            id INTEGER PRIMARY KEY CHECK (id = 1), line INTEGER NOT NULL, hash TEXT NOT NULL
        )
    """,
}
PROVIDER_SCHEMA = {
    "provider_identities": """
        CREATE TABLE provider_identities (
            issuer TEXT NOT NULL,
            sub TEXT NOT NULL,
            person TEXT NOT NULL UNIQUE,
            linked_by TEXT NOT NULL,
            linked_ms INTEGER NOT NULL,
            used_ms INTEGER,
            PRIMARY KEY (issuer, sub)
        ) STRICT
    """,
}
# Of before there were people: nothing reads it any more, and its time ends it.
BEFORE_PEOPLE = {
    "staff_devices": """
        CREATE TABLE staff_devices (
            handheld TEXT PRIMARY KEY,
            mark BLOB NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            browser BLOB NOT NULL,
            first_ms INTEGER NOT NULL,
            seen_ms INTEGER NOT NULL,
            session BLOB UNIQUE,
            opened_ms INTEGER
        ) STRICT
    """
}
_NOBODY = "colleagues alone stand in it: a customer has no row"
_WHY = "who may see customers is known by name, and each of them can be told apart (GDPR art. 32)"
HOLDINGS = (
    Holding(
        table="people",
        what="names of colleagues, their language, and their PIN and badge as hashes",
        why=_WHY,
        time="removed_ms",
        keep_days=90,
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="people_changes",
        what="who gave whom which role, enrolled or revoked which device, and who unlocked whose PIN",
        why=_WHY,
        time="at_ms",
        setting="keep_audit_days",
        anchor="people_changes_anchor",
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="wrong_pins",
        what="when a wrong PIN was given for a colleague, and on which device",
        why="a PIN cannot be guessed (GDPR art. 32)",
        time="at_ms",
        keep_days=7,
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="one_time_links",
        what="links that were handed out, as hashes, and whom they were for",
        why=_WHY,
        time="expires_ms",
        keep_days=7,
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="handhelds",
        what="devices that staff sign in on, and whose they are where they are somebody's own",
        why=_WHY,
        time="revoked_ms",
        keep_days=90,
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="staff_devices",
        what="devices that knew the one PIN which the store had before there were accounts",
        why=_WHY,
        time="seen_ms",
        keep_days=90,
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="staff_sessions",
        what="who is signed in on which device",
        why=_WHY,
        until="the sign-in ends, after twelve hours at most",
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="passkeys",
        what="public keys of colleagues' passkeys, and when each was used",
        why=_WHY,
        until="the passkey or its owner's account is removed",
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="person_roles",
        what="roles of colleagues, and who gave them",
        why=_WHY,
        until="the role is taken or the account removed",
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
    Holding(
        table="provider_identities",
        what="how the shop's identity provider numbers colleagues, and who linked whom",
        why=_WHY,
        until="the link is taken back or the account removed",
        of_staff=True,
        not_personal_because=_NOBODY,
    ),
)
TABLES = Tables(
    schemas={"staff_devices": BEFORE_PEOPLE, "people": SCHEMA, "provider_identities": PROVIDER_SCHEMA},
    holdings=HOLDINGS,
    not_personal={"people_changes_anchor": "the hash of the newest line about colleagues that is over"},
)
