"""/api/fleet: how the equipment and all parts are, for whoever looks after them."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, create_model

from hub.ground.health.alarm import Alarm
from hub.ground.part import Health
from hub.ground.web.may import Role, may
from hub.ground.words.phrase import Phrase
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.view import PhraseView, view_of
from hub.ground.words.words import Words, WordsIn


class AlarmView(PhraseView):
    """One thing that somebody has to look after, in the reader's language."""

    text: str
    next_step: str
    """What to do about it; empty when the sentence itself says that."""


class Alarms(BaseModel):
    """What somebody has to look after."""

    alarms: list[AlarmView] = []
    """What somebody has to look after, the worst first, in the reader's language."""


def fleet_view(sections: Sequence[Health[Any]]) -> type[BaseModel]:
    """One flat shape of what every part says of itself. Raises `ValueError` when two say something of one name."""
    views: list[type[BaseModel]] = [Alarms, *(each.view for each in sections)]
    names = [name for each in views for name in each.model_fields]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two parts of the overview have a member {', '.join(twice)}")
    # pydantic takes the members of the last base first.
    bases = (Alarms, *(each.view for each in reversed(sections)))
    return create_model("Fleet", __base__=bases, __doc__="The equipment of the store.", __module__=__name__)


def fleet_routes(sections: Sequence[Health[Any]], words: Words) -> APIRouter:
    """The routes of the operator."""
    theirs = may(Role.MANAGER, Role.IT, Role.PRIVACY_OFFICER)
    routes, view = APIRouter(prefix="/api/fleet", tags=["fleet"], dependencies=[theirs]), fleet_view(sections)

    @routes.get("", response_model=view)
    async def overview(language: ReaderLanguage) -> BaseModel:
        """Every edge, and what was refused by reason."""
        reader = words.of(language)
        seen: list[tuple[Health[Any], BaseModel]] = [(each, each.look(reader)) for each in sections]
        alarms = sorted((alarm for each, now in seen for alarm in each.alarms(now)), key=lambda alarm: alarm.urgency)
        said = [_alarm(each, reader) for each in alarms]
        return view(**{name: getattr(now, name) for _, now in seen for name in type(now).model_fields}, alarms=said)

    return routes


def _alarm(alarm: Alarm, words: WordsIn) -> AlarmView:
    said, own = view_of(alarm.phrase, words), f"alarms-next-{alarm.phrase.id.removeprefix('alarms-')}"
    next_step = alarm.next_step or (words.say(Phrase(own)) if words.has(own) else "")
    return AlarmView(id=said.id, args=said.args, text=words.say(alarm.phrase), next_step=next_step)
