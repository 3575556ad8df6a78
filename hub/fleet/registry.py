"""Which edges belong to the store, and what they prove themselves with."""

import secrets
from dataclasses import dataclass

import bcrypt

from hub.database import Database
from hub.errors import EdgeExists
from hub.presence.floor_plan import RESERVED_EDGES
from wire.ids import EdgeId

SCHEMA = {
    "create_edges": """
        CREATE TABLE edges (edge TEXT PRIMARY KEY, password_hash TEXT NOT NULL, added_at_ms INTEGER NOT NULL)
    """
}
# The password is 256 random bits: there is nothing to guess, so the cheapest round count is enough for the broker.
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class RegisteredEdge:
    """One edge as the broker knows it."""

    edge: EdgeId
    password_hash: str


def new_password() -> tuple[str, str]:
    """A random password and its bcrypt hash."""
    password = secrets.token_urlsafe(32)
    return password, bcrypt.hashpw(password.encode(), bcrypt.gensalt(_ROUNDS)).decode()


class EdgeRegistry:
    """The edges of this store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, edge: EdgeId, at_ms: int) -> str:
        """Register an edge; returns its password, which is shown once and kept only as a hash. Raises `EdgeExists`."""
        if edge in RESERVED_EDGES:
            raise EdgeExists(f'an edge cannot be called "{edge}": the broker has a user of that name. Choose another.')
        if self._db.row("SELECT 1 FROM edges WHERE edge = ?", edge):
            raise EdgeExists(
                f'the edge "{edge}" is registered already. Remove it first (goddag-hub edges remove {edge}), or choose'
                " another name."
            )
        password, password_hash = new_password()
        with self._db.atomic():
            self._db.run("INSERT INTO edges VALUES (?, ?, ?)", edge, password_hash, at_ms)
        return password

    def remove(self, edge: EdgeId) -> bool:
        """Take an edge out; the embedded broker cuts its connection. False when there was none of that name."""
        with self._db.atomic():
            return self._db.run("DELETE FROM edges WHERE edge = ?", edge) > 0

    def all(self) -> list[RegisteredEdge]:
        """Every registered edge, by name."""
        return [
            RegisteredEdge(EdgeId(edge), hashed)
            for edge, hashed in self._db.rows("SELECT edge, password_hash FROM edges ORDER BY edge")
        ]
