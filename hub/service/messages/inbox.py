"""The inbox of the customer's app: the record of every message that was decided on, and where each can be read.

A push may be lost, refused or never shown; what lies here can be read for as long as it counts, and nowhere longer
than the customer agrees to get it.
"""

from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Member, VisitId
from hub.service.messages.app_message import AppMessage
from hub.service.messages.send_result import SendResult
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

# Everything that lies there fits on a page of a phone; a shop that sends more than this has other worries.
MOST_LISTED = 100
_COLUMNS = "message, title, body, image, link, article, code, put_at_ms, valid_until_ms, received_at_ms, opened_at_ms"


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as the customer may read it."""

    id: str
    title: str
    body: str
    image: str | None
    link: str | None
    article: str | None
    code: str | None
    put_at_ms: int
    valid_until_ms: int
    received_at_ms: int | None
    opened_at_ms: int | None


class Inbox:
    """One row a message."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, permission: Permission, message: AppMessage, visit: VisitId, at_ms: int) -> None:
        """Lay a message in; again changes its words and nothing of its receipts.

        Call within the transaction that records the exposure.
        """
        self._db.run(
            "INSERT INTO inbox (message, member, visit, purpose, title, body, image, link, article, code, put_at_ms,"
            " valid_until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message) DO UPDATE SET"
            " title = excluded.title, body = excluded.body, image = excluded.image, link = excluded.link,"
            " article = excluded.article, code = excluded.code, valid_until_ms = excluded.valid_until_ms,"
            " result = NULL",
            message.id,
            permission.member,
            visit,
            message.purpose.value,
            message.title,
            message.body,
            message.image,
            message.link,
            message.article,
            message.code,
            at_ms,
            message.valid_until_ms,
        )

    def settle(self, message_id: str, result: SendResult) -> None:
        """Note what became of its push."""
        self._db.run("UPDATE inbox SET result = ? WHERE message = ?", result.value, message_id)

    def of(self, permission: Permission, now_ms: int, visit: VisitId | None) -> list[Stored]:
        """What a member may read now, newest first. What was called back is not among it.

        What has no code of its own counts while the visit that it was said in is on (`visit`: theirs, if they are in):
        a push lives for five minutes, but who opens the app after ten reads it all the same.
        """
        rows = self._db.rows(
            f"SELECT {_COLUMNS}, purpose FROM inbox WHERE member = ?"  # noqa: S608 - fixed names
            " AND (valid_until_ms > ? OR (code IS NULL AND visit = ?))"
            " AND result IS NOT ? ORDER BY put_at_ms DESC, message LIMIT ?",
            permission.member,
            now_ms,
            visit,
            SendResult.CALLED_BACK.value,
            MOST_LISTED,
        )
        return [Stored(*row) for *row, purpose in rows if permission.allows(Purpose(purpose))]

    def received(self, member: Member, message_id: str, at_ms: int) -> bool:
        """The app has it; the first time counts. False for a message that this member never got."""
        return self._note("received_at_ms", member, message_id, at_ms)

    def opened(self, member: Member, message_id: str, at_ms: int) -> bool:
        """The customer opened it, so the app had it as well; the first time counts."""
        return self.received(member, message_id, at_ms) and self._note("opened_at_ms", member, message_id, at_ms)

    def _note(self, column: str, member: Member, message_id: str, at_ms: int) -> bool:
        return (
            self._db.run(
                f"UPDATE inbox SET {column} = coalesce({column}, ?) WHERE message = ? AND member = ?",  # noqa: S608 - fixed names
                at_ms,
                message_id,
                member,
            )
            == 1
        )
