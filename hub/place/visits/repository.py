"""Open visits: in memory for every sighting, in the database for every restart."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import EndReason, Member, VisitId
from hub.ground.member_window import WINDOWS, MemberWindow, as_json
from hub.place.presence.belief import PhoneState


@dataclass(slots=True)
class Visit:
    """One open visit."""

    id: VisitId
    member: Member
    zone: str
    started_ms: int
    zone_since_ms: int
    heard_ms: int
    asked_ms: int | None = None
    """When the customer asked for help."""
    word: PhoneState = PhoneState.NONE
    """What the phone itself said last, and when (Unix ms): a hub that starts anew believes it as before."""
    word_ms: int | None = None
    silent_seconds: float = 0.0
    """For how long they were not heard by then, and how probably outside: a hub that starts anew goes on counting."""
    outside: float = 0.0
    certainty: float = 0.0
    """Probability of the zone; in memory only."""


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit that is over."""

    id: VisitId
    started_ms: int
    ended_ms: int


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """One visit as it is kept, open or over."""

    id: VisitId
    started_ms: int
    ended_ms: int | None
    zone: str
    asked_ms: int | None


@dataclass(frozen=True, slots=True)
class WholeVisit:
    """One visit, open or over, and whether it ended because they left."""

    id: VisitId
    zone: str
    started_ms: int
    ended_ms: int | None
    has_left: bool
    heard_ms: int
    """When they were heard last: a visit ends a while after it."""


@dataclass(frozen=True, slots=True)
class Stays:
    """How often a member came within a window, and how long they were there."""

    began: int = 0
    seconds: float = 0.0


class Visits:
    """All open visits, by member."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._open: dict[Member, Visit] = {}
        self.reload()

    def reload(self) -> None:
        """Read the open visits back from the database: at start, and when a transaction was undone."""
        rows = self._db.rows(
            "SELECT visit, member, zone, started_ms, zone_since_ms, heard_ms, asked_ms, word, word_ms, silent_seconds,"
            " outside FROM visits WHERE ended_ms IS NULL"
        )
        visits = (
            Visit(*row, word=PhoneState(word), word_ms=word_ms, silent_seconds=silent, outside=outside)
            for *row, word, word_ms, silent, outside in rows
        )
        self._open = {visit.member: visit for visit in visits}

    def of(self, member: Member) -> Visit | None:
        """The open visit of a member."""
        return self._open.get(member)

    def named(self, visit: VisitId) -> Visit | None:
        """The open visit of that id."""
        return next((each for each in self._open.values() if each.id == visit), None)

    def all_open(self) -> list[Visit]:
        """Every open visit, oldest first."""
        return sorted(self._open.values(), key=lambda visit: visit.started_ms)

    def start(self, visit: Visit) -> None:
        """Open a visit."""
        self._db.run(
            "INSERT INTO visits (visit, member, zone, started_ms, zone_since_ms, heard_ms) VALUES (?, ?, ?, ?, ?, ?)",
            visit.id,
            visit.member,
            visit.zone,
            visit.started_ms,
            visit.zone_since_ms,
            visit.heard_ms,
        )
        self._open[visit.member] = visit

    def save(self, visit: Visit) -> None:
        """Write where a visit is now."""
        self._db.run(
            "UPDATE visits SET zone = ?, zone_since_ms = ?, heard_ms = ?, word = ?, word_ms = ?, silent_seconds = ?,"
            " outside = ? WHERE visit = ?",
            visit.zone,
            visit.zone_since_ms,
            visit.heard_ms,
            visit.word,
            visit.word_ms,
            visit.silent_seconds,
            visit.outside,
            visit.id,
        )

    def ask(self, visit: Visit, at_ms: int) -> None:
        """The customer asked for help."""
        visit.asked_ms = at_ms
        self._db.run("UPDATE visits SET asked_ms = ? WHERE visit = ?", at_ms, visit.id)

    def end(self, visit: Visit, reason: EndReason, at_ms: int) -> None:
        """Close a visit."""
        self._db.run(
            "UPDATE visits SET ended_ms = ?, end_reason = ?, word = 0, word_ms = NULL, silent_seconds = 0, outside = 0"
            " WHERE visit = ?",
            at_ms,
            reason.value,
            visit.id,
        )
        self._open.pop(visit.member, None)

    def owner(self, visit: VisitId) -> Member | None:
        """Whose visit that is or was, for as long as it is kept."""
        row = self._db.row("SELECT member FROM visits WHERE visit = ?", visit)
        return Member(row[0]) if row else None

    def past(self, member: Member, limit: int) -> list[PastVisit]:
        """A member's visits that are over, newest first."""
        rows = self._db.rows(
            "SELECT visit, started_ms, ended_ms FROM visits WHERE member = ? AND ended_ms IS NOT NULL"
            " ORDER BY started_ms DESC LIMIT ?",
            member,
            limit,
        )
        return [PastVisit(VisitId(visit), started_ms, ended_ms) for visit, started_ms, ended_ms in rows]

    def each_of(self, members: Iterable[Member]) -> dict[Member, list[WholeVisit]]:
        """Every visit that is kept of several members, the oldest first."""
        rows = self._db.rows(
            "SELECT member, visit, zone, started_ms, ended_ms, end_reason, heard_ms FROM visits"
            " WHERE member IN (SELECT value FROM json_each(?)) ORDER BY member, started_ms",
            json.dumps([*members]),
        )
        found: dict[Member, list[WholeVisit]] = {}
        for member, visit, zone, started_ms, ended_ms, reason, heard_ms in rows:
            has_left = reason == EndReason.LEFT.value
            whole = WholeVisit(VisitId(visit), zone, started_ms, ended_ms, has_left, heard_ms)
            found.setdefault(member, []).append(whole)
        return found

    def kept(self, member: Member) -> list[KeptVisit]:
        """Every visit that is kept of a member, newest first."""
        rows = self._db.rows(
            "SELECT visit, started_ms, ended_ms, zone, asked_ms FROM visits WHERE member = ? ORDER BY started_ms DESC",
            member,
        )
        return [KeptVisit(VisitId(visit), *rest) for visit, *rest in rows]

    def stays_in(self, windows: Sequence[MemberWindow], now_ms: int) -> list[Stays]:
        """What there was of visits within each window; in one question to the disk. An open one lasts until now."""
        found = [Stays()] * len(windows)
        rows = self._db.rows(
            f"{WINDOWS} SELECT number, sum(v.started_ms >= w.since_ms AND v.visit IS NOT w.but),"  # noqa: S608 - fixed text
            " sum(max(0, min(coalesce(v.ended_ms, ?), w.until_ms) - max(v.started_ms, w.since_ms))) / 1000.0"
            " FROM windows w CROSS JOIN visits v ON v.member = w.member AND v.started_ms < w.until_ms"
            " WHERE coalesce(v.ended_ms, ?) >= w.since_ms AND (w.visit IS NULL OR v.visit = w.visit) GROUP BY number",
            *(as_json(windows), now_ms, now_ms),
        )
        for number, began, seconds in rows:
            found[number] = Stays(began, seconds)
        return found

    def before(self, windows: Sequence[MemberWindow]) -> list[VisitId | None]:
        """Of each window the last visit that had begun before it, other than `but`."""
        rows = self._db.rows(
            f"{WINDOWS} SELECT (SELECT v.visit FROM visits v WHERE v.member = w.member"  # noqa: S608 - fixed text
            " AND v.started_ms < w.since_ms AND v.visit IS NOT w.but ORDER BY v.started_ms DESC LIMIT 1)"
            " FROM windows w ORDER BY number",
            as_json(windows),
        )
        return [visit for (visit,) in rows]

    def first_of_each(self, since_ms: int, until_ms: int) -> list[tuple[Member, VisitId, int]]:
        """Of everybody who came within that time their first visit, and when it began."""
        rows = self._db.rows(
            "SELECT member, visit, min(started_ms) FROM visits WHERE started_ms >= ? AND started_ms < ?"
            " GROUP BY member",
            *(since_ms, until_ms),
        )
        return [(Member(member), VisitId(visit), at_ms) for member, visit, at_ms in rows]

    def started_ms(self, visit: VisitId) -> int:
        """When a visit began, by the hub's clock; 0 of one that nobody knows."""
        row = self._db.row("SELECT started_ms FROM visits WHERE visit = ?", visit)
        return row[0] if row else 0

    def end_reason(self, visit: VisitId) -> EndReason:
        """Why a visit that is not open ended; a visit that was never seen counts as left."""
        row = self._db.row("SELECT end_reason FROM visits WHERE visit = ?", visit)
        return EndReason(row[0]) if row and row[0] else EndReason.LEFT


def visits_since(db: Database, member: Member, since_ms: int) -> int:
    """How often a member has been here since then."""
    row = db.row("SELECT count(*) FROM visits WHERE member = ? AND started_ms >= ?", member, since_ms)
    return row[0] if row else 0
