"""Learning what customers said elsewhere, and showing it beside what they said here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from hub.ground.errors import DatabaseFailed
from hub.ground.journal import Journal
from hub.trust.channels.repository import Answer, ChannelConsents
from hub.trust.channels.strictest import GOVERNED, ChannelReason, Closed, ContactChannel, Said, strictest
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import MemberRecord
from hub.trust.members.service import MemberService

HERE = "store"


class ChannelAnswer(BaseModel):
    """What was answered in one place."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    """`store` is our own ledger."""
    granted: bool
    at_ms: int | None
    """When; null where that place does not say it, and the answer is a yes."""


class ChannelState(BaseModel):
    """One channel: what was answered where, and what follows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    channel: ContactChannel
    is_open: bool
    reasons: list[ChannelReason]
    """Why it is closed: all of them."""
    answers: list[ChannelAnswer]


class Channels:
    """Our ledger decides; what was refused elsewhere becomes a withdrawal in it."""

    def __init__(
        self, journal: Journal, consents: ChannelConsents, ledger: ConsentLedger, service: MemberService
    ) -> None:
        self._journal = journal
        self._consents = consents
        self._ledger = ledger
        self._service = service

    def learn(self, record: MemberRecord, answers: Iterable[Answer], now_ms: int) -> int:
        """Take in what a member said elsewhere; returns how many answers were news. The same again changes nothing.

        A no that is newer than the yes in our ledger is written there as a withdrawal; a yes is only noted. Raises
        `DatabaseFailed`: then each no that counts here holds all the same, and the rest is to be told again.
        """
        news, failed = 0, None
        # Each no first: whatever goes wrong with a yes costs none of them.
        for answer in sorted(answers, key=lambda each: each.said.granted):
            # A clock that goes ahead must not make an answer that nothing can follow, or one that is news at each read.
            if answer.said.at_ms > now_ms:
                answer = replace(answer, said=replace(answer.said, at_ms=now_ms), is_dated=False)  # noqa: PLW2901
            try:
                news += self._take(record, answer, now_ms)
            except DatabaseFailed as error:
                failed = error
                purpose = GOVERNED.get(answer.channel)
                if purpose and not answer.said.granted and self._withdraws(record, purpose, answer):
                    self._service.keep(record, [purpose], now_ms)
        if failed:
            raise failed
        return news

    def _take(self, record: MemberRecord, answer: Answer, now_ms: int) -> bool:
        """Keep one answer and do what follows from it; returns whether it was news."""
        purpose = GOVERNED.get(answer.channel)
        self._service.settle(record)
        with self._journal.transaction():
            if not self._consents.put(record.member, answer):
                return False
            if purpose and not answer.said.granted and self._withdraws(record, purpose, answer):
                self._service.withdraw_as_said_elsewhere(record, purpose, now_ms)
        return True

    def _withdraws(self, record: MemberRecord, purpose: Purpose, answer: Answer) -> bool:
        """Whether a no elsewhere is newer than the yes in our ledger."""
        newest = self._ledger.newest_standing(record.subject, purpose)
        return newest is None or not newest.granted or newest.at_ms <= answer.said.by_ms

    def pass_over(self, counts: Mapping[str, int]) -> None:
        """Count what could not be used of webhooks, by reason."""
        with self._journal.transaction():
            self._consents.pass_over(counts)

    def passed_over(self) -> dict[str, int]:
        """What was counted so far."""
        return self._consents.passed_over()

    def of(self, record: MemberRecord) -> list[ChannelState]:
        """All channels of a member."""
        elsewhere = self._consents.of(record.member)
        return [self._state(record, channel, elsewhere) for channel in ContactChannel]

    def _state(self, record: MemberRecord, channel: ContactChannel, elsewhere: Iterable[Answer]) -> ChannelState:
        ours = self._ours(record, channel)
        theirs = [each for each in elsewhere if each.channel is channel]
        found = strictest(channel, ours, [each.said for each in theirs])
        here = [ChannelAnswer(source=HERE, granted=ours.granted, at_ms=ours.at_ms)] if ours else []
        return ChannelState(
            channel=channel,
            is_open=not isinstance(found, Closed),
            reasons=list(found.reasons) if isinstance(found, Closed) else [],
            answers=here
            + [
                ChannelAnswer(source=each.source, granted=each.said.granted, at_ms=each.said.at_ms or None)
                for each in theirs
            ],
        )

    def _ours(self, record: MemberRecord, channel: ContactChannel) -> Said | None:
        purpose = GOVERNED.get(channel)
        newest = self._ledger.newest_standing(record.subject, purpose) if purpose else None
        return Said(newest.granted, newest.at_ms) if newest else None
