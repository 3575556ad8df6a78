"""Which platform knows what customers changed here, for whoever looks after the store."""

from collections.abc import Iterator

from pydantic import BaseModel

from hub.ground.health.alarm import Alarm, Urgency
from hub.ground.part import Health
from hub.ground.words.phrase import phrase
from hub.ground.words.words import WordsIn
from hub.knowledge.customers.consent_forwarder import ConsentForwarder, PlatformState


class ConsentTellingView(BaseModel):
    """A customer data platform that is told of changes of consent."""

    platform: str
    state: PlatformState
    """`paused` is an alarm: what was withdrawn here is not known there."""
    why: str
    waiting: int
    refused: int
    """Members whose newest state it took in no form."""


class CustomersHealth(BaseModel):
    """How the platforms are that are told of customers."""

    consents: list[ConsentTellingView]
    """Each platform that is told of changes of consent."""


def telling_section(forwarder: ConsentForwarder) -> Health[CustomersHealth]:
    """Of the overview."""
    return Health(view=CustomersHealth, look=lambda words: _look(forwarder, words), alarms=_alarms)


def _look(forwarder: ConsentForwarder, words: WordsIn) -> CustomersHealth:
    return CustomersHealth(
        consents=[
            ConsentTellingView(
                platform=each.platform,
                state=each.state,
                why=words.say_any(each.why),
                waiting=each.waiting,
                refused=each.refused,
            )
            for each in forwarder.overview()
        ]
    )


def _alarms(seen: CustomersHealth) -> Iterator[Alarm]:
    for consents in seen.consents:
        if consents.state is PlatformState.PAUSED:
            yield Alarm(Urgency.PEOPLE, phrase("alarms-consents-paused", platform=consents.platform))
