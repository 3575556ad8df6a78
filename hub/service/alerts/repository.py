"""Alerts that are kept until they were seen."""

import json

from hub.ground.database import Database
from hub.ground.journal import VisitId
from hub.ground.web.may import Role
from hub.service.alerts.model import Alert, AlertKind, NewAlert

_COLUMNS = "alert, kind, at_ms, visit, said_by, about"
# What fits on a screen that somebody still reads; the oldest come first, and leave room once they were seen.
MOST_LISTED = 100


class AlertRepository:
    """One row an alert. When somebody saw one is not kept: it would be a record of how fast they are."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, new: NewAlert) -> bool:
        """Keep one; False for one that was told before."""
        one = new.alert
        return (
            self._db.run(
                "INSERT OR IGNORE INTO staff_alerts (alert, kind, person, role, visit, member, said_by, about, at_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                one.id,
                one.kind.value,
                new.person,
                new.role.value if new.role else None,
                one.visit,
                new.member,
                one.by,
                one.about,
                one.at_ms,
            )
            == 1
        )

    def of(self, associate: str, roles: frozenset[Role]) -> list[Alert]:
        """What somebody has not seen yet, oldest first."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM staff_alerts WHERE (person = ? OR role IN (SELECT value FROM json_each(?)))"  # noqa: S608 - fixed names
            " AND NOT EXISTS (SELECT 1 FROM json_each(seen_by) WHERE value = ?) ORDER BY at_ms, alert LIMIT ?",
            associate,
            json.dumps(sorted(roles)),
            associate,
            MOST_LISTED,
        )
        return [
            Alert(alert, AlertKind(kind), at_ms, VisitId(visit) if visit else None, by, about)
            for alert, kind, at_ms, visit, by, about in rows
        ]

    def seen(self, alert: str, associate: str, roles: frozenset[Role]) -> bool:
        """Somebody has seen one of theirs: what was for them alone goes. False for one that is not theirs."""
        if self._db.run("DELETE FROM staff_alerts WHERE alert = ? AND person = ?", alert, associate):
            return True
        return (
            self._db.run(
                "UPDATE staff_alerts SET seen_by = json_insert(seen_by, '$[#]', ?) WHERE alert = ?"
                " AND role IN (SELECT value FROM json_each(?))"
                " AND NOT EXISTS (SELECT 1 FROM json_each(seen_by) WHERE value = ?)",
                associate,
                alert,
                json.dumps(sorted(roles)),
                associate,
            )
            == 1
        )

    def drop(self, alert: str) -> bool:
        """It is over, seen or not."""
        return self._db.run("DELETE FROM staff_alerts WHERE alert = ?", alert) == 1

    def drop_visit(self, visit: VisitId) -> bool:
        """What was to be done in a visit can be done no more; what somebody has to answer for stays."""
        kinds = json.dumps([AlertKind.HANDOVER])
        return bool(
            self._db.run(
                "DELETE FROM staff_alerts WHERE visit = ? AND kind IN (SELECT value FROM json_each(?))", visit, kinds
            )
        )
