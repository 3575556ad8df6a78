"""The consent ledger: lines are only ever added; what holds now is a fold over them."""

from hub.database import Database
from hub.errors import DatabaseFailed
from hub.journal import Member
from hub.members.permission import Grant, Permission, permits
from hub.members.purposes import Purpose

SCHEMA = {
    "create_consent": """
        CREATE TABLE consent (
            id INTEGER PRIMARY KEY AUTOINCREMENT, member INTEGER NOT NULL, purpose TEXT NOT NULL,
            granted INTEGER NOT NULL, at_ms INTEGER NOT NULL
        );
        CREATE INDEX consent_member ON consent (member)
    """
}


class ConsentLedger:
    """Grants and withdrawals by member. When it cannot answer, the answer is no."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, grant: Grant) -> None:
        """Add a line; call within the journal's transaction."""
        self._db.run(
            "INSERT INTO consent (member, purpose, granted, at_ms) VALUES (?, ?, ?, ?)",
            grant.member,
            grant.purpose.value,
            int(grant.granted),
            grant.at_ms,
        )

    def permission(self, member: Member, *needs: Purpose, at_ms: int) -> Permission | None:
        """`permits` over this member's lines; None too when the ledger cannot be read."""
        try:
            rows = self._db.rows("SELECT purpose, granted, at_ms FROM consent WHERE member = ? ORDER BY id", member)
        except DatabaseFailed:
            return None  # fails closed: without a readable ledger nobody is shown
        grants = [Grant(member, Purpose(purpose), bool(granted), at) for purpose, granted, at in rows]
        return permits(grants, member, needs, at_ms)
