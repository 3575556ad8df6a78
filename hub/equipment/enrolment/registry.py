"""Which edges belong to the store, and what they prove themselves with."""

import json
import secrets
from dataclasses import dataclass

import bcrypt

from hub.equipment.enrolment.authority import Issued
from hub.ground.database import Database
from hub.ground.errors import EdgeExists
from hub.ground.floor_plan.model import RESERVED_EDGES
from wire.ids import EdgeId

# The password is 256 random bits: there is nothing to guess, so the cheapest round count is enough for the broker.
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class RegisteredEdge:
    """One edge as the broker knows it."""

    edge: EdgeId
    password_hash: str | None
    """None for an edge that enrolled with a code."""
    key_id: str | None
    """None for an edge that was only given a password."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the hub last ran with, for commands beside it: part of that may have stood on its command line alone."""

    broker_url: str
    """As edges are told it."""
    edges: tuple[EdgeId, ...]
    """Those of its floor plan."""


def new_password() -> tuple[str, str]:
    """A random password and its bcrypt hash."""
    password = secrets.token_urlsafe(32)
    return password, bcrypt.hashpw(password.encode(), bcrypt.gensalt(_ROUNDS)).decode()


def check_not_reserved(edge: EdgeId) -> None:
    """Raises `EdgeExists`: an edge of such a name would be taken for the hub."""
    if edge in RESERVED_EDGES:
        raise EdgeExists(f'an edge cannot be called "{edge}": the broker has a user of that name. Choose another.')


class EdgeRegistry:
    """The edges of this store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, edge: EdgeId, at_ms: int) -> str:
        """Register an edge; returns its password, which is shown once and kept only as a hash. Raises `EdgeExists`."""
        check_not_reserved(edge)
        if self._db.row("SELECT 1 FROM edges WHERE edge = ?", edge):
            raise EdgeExists(
                f'the edge "{edge}" is registered already. Remove it first (goddag-hub edges remove {edge}), or choose'
                " another name."
            )
        password, password_hash = new_password()
        with self._db.atomic():
            self._db.run("INSERT INTO edges VALUES (?, ?, ?)", edge, password_hash, at_ms)
            self._db.run("DELETE FROM edges_revoked WHERE edge = ?", edge)
        return password

    def certify(self, edge: EdgeId, issued: Issued, at_ms: int) -> None:
        """Note the first certificate for a new key; whatever this edge had before counts no more."""
        with self._db.atomic():
            self._revoke_certificates(edge, at_ms)
            self._db.run(
                "INSERT INTO edges VALUES (?, '', ?) ON CONFLICT DO UPDATE SET password_hash = ''", edge, at_ms
            )
            self._db.run("DELETE FROM edges_revoked WHERE edge = ?", edge)
            self._db.run("INSERT OR REPLACE INTO edge_keys VALUES (?, ?, ?)", edge, issued.key_id, at_ms)
            self._note(edge, issued)

    def recertify(self, edge: EdgeId, issued: Issued, now_ms: int) -> None:
        """Note a further certificate for the same key."""
        with self._db.atomic():
            self._note(edge, issued)
            # An expired certificate proves nothing to a broker any more, so no list has to name it.
            self._db.run("DELETE FROM edge_certificates WHERE expires_at_ms < ?", now_ms)

    def key_of(self, edge: EdgeId) -> str | None:
        """The key by which an edge is known; None when it is revoked or never enrolled."""
        row = self._db.row("SELECT key_id FROM edge_keys WHERE edge = ?", edge)
        return row[0] if row else None

    def remove(self, edge: EdgeId, at_ms: int) -> bool:
        """Take an edge out: the embedded broker cuts its connection, and its certificates are not renewed.

        False when there was none of that name.
        """
        with self._db.atomic():
            self._revoke_certificates(edge, at_ms)
            self._db.run("DELETE FROM edge_keys WHERE edge = ?", edge)
            self._db.run("DELETE FROM edge_invites WHERE edge = ? AND used_at_ms IS NULL", edge)
            removed = self._db.run("DELETE FROM edges WHERE edge = ?", edge) > 0
            if removed:
                self._db.run("INSERT OR REPLACE INTO edges_revoked VALUES (?, ?)", edge, at_ms)
            return removed

    def revoked_serials(self, now_ms: int) -> list[str]:
        """Certificates that were taken back and have not expired by themselves."""
        return [
            serial
            for (serial,) in self._db.rows(
                "SELECT serial FROM edge_certificates WHERE revoked_at_ms IS NOT NULL AND expires_at_ms >= ?"
                " ORDER BY serial",
                now_ms,
            )
        ]

    def all(self) -> list[RegisteredEdge]:
        """Every registered edge, by name."""
        return [
            RegisteredEdge(EdgeId(edge), hashed or None, key_id)
            for edge, hashed, key_id in self._db.rows(
                "SELECT edge, password_hash, key_id FROM edges LEFT JOIN edge_keys USING (edge) ORDER BY edge"
            )
        ]

    def revoked(self) -> list[tuple[EdgeId, int]]:
        """Edges that were taken out and did not come back, by name, and when that was (Unix ms)."""
        rows = self._db.rows("SELECT edge, revoked_at_ms FROM edges_revoked ORDER BY edge")
        return [(EdgeId(edge), at_ms) for edge, at_ms in rows]

    def last_run(self) -> LastRun | None:
        """What the hub last ran with; None before its first run."""
        row = self._db.row("SELECT broker_url, planned FROM edges_last_run")
        return LastRun(row[0], tuple(map(EdgeId, json.loads(row[1])))) if row else None

    def runs(self, now: LastRun) -> None:
        """Note what the hub runs with from now on."""
        if self.last_run() != now:
            with self._db.atomic():
                self._db.run("DELETE FROM edges_last_run")
                self._db.run("INSERT INTO edges_last_run VALUES (?, ?)", now.broker_url, json.dumps(now.edges))

    def _note(self, edge: EdgeId, issued: Issued) -> None:
        expires_at_ms = round(issued.expires_at * 1000)
        self._db.run("INSERT INTO edge_certificates VALUES (?, ?, ?, NULL)", issued.serial, edge, expires_at_ms)

    def _revoke_certificates(self, edge: EdgeId, at_ms: int) -> None:
        self._db.run(
            "UPDATE edge_certificates SET revoked_at_ms = ? WHERE edge = ? AND revoked_at_ms IS NULL", at_ms, edge
        )
