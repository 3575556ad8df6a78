"""What customers said elsewhere, the newest answer for each channel and place."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.journal import Member
from hub.trust.channels.strictest import ContactChannel, Said
from hub.trust.members.repository import Members


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that was given elsewhere."""

    channel: ContactChannel
    source: str
    said: Said
    is_dated: bool = True
    """Whether the source says when; otherwise `said.at_ms` is when we first saw a no, and long ago for a yes."""


class ChannelConsents:
    """By member, channel and source."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._members = Members(db)

    def put(self, member: Member, answer: Answer) -> bool:
        """Keep an answer if it is newer than what is kept; returns whether it was. Call within a transaction.

        Of two of the same moment the no is kept. One without a moment is news where nothing is kept, or as a no where a
        yes is: read again it is the same answer, and a yes of nobody knows when beats no no. It says, though, that the
        no is over there: the next one, of no moment either, is another.
        """
        if self._members.get(member) is None:
            return False  # erased since: nothing is written of them any more
        changed = self._db.run(
            "INSERT INTO channel_consents VALUES (?1, ?2, ?3, ?4, ?5, 0)"
            " ON CONFLICT (member, channel, source) DO UPDATE SET granted = excluded.granted, at_ms = excluded.at_ms,"
            " seen_yes = 0"
            " WHERE CASE WHEN ?6 THEN excluded.at_ms > at_ms OR (excluded.at_ms = at_ms AND excluded.granted < granted)"
            " ELSE excluded.granted < granted OR (excluded.granted = 0 AND seen_yes) END",
            member,
            answer.channel.value,
            answer.source,
            int(answer.said.granted),
            answer.said.at_ms,
            answer.is_dated,
        )
        if not changed and answer.said.granted and not answer.is_dated:
            self._db.run(
                "UPDATE channel_consents SET seen_yes = 1 WHERE member = ? AND channel = ? AND source = ?"
                " AND granted = 0 AND seen_yes = 0",
                member,
                answer.channel.value,
                answer.source,
            )
        return changed == 1

    def of(self, member: Member) -> list[Answer]:
        """Everything that a member said elsewhere."""
        rows = self._db.rows(
            "SELECT channel, source, granted, at_ms FROM channel_consents WHERE member = ? ORDER BY channel, source",
            member,
        )
        return [
            Answer(ContactChannel(channel), source, Said(bool(granted), at_ms))
            for channel, source, granted, at_ms in rows
        ]

    def pass_over(self, counts: Mapping[str, int]) -> None:
        """Count what could not be used of webhooks, by reason."""
        for reason, times in counts.items():
            self._db.run(
                "INSERT INTO consent_reasons VALUES (?, ?) ON CONFLICT (reason) DO UPDATE SET"
                " times = times + excluded.times",
                reason,
                times,
            )

    def passed_over(self) -> dict[str, int]:
        """What was counted so far."""
        return dict(self._db.rows("SELECT reason, times FROM consent_reasons ORDER BY reason"))
