"""What the sign at the door says: drawn from settings and floor plan, so that it says nothing that is not so."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from hub.ground.errors import PaperError
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.store_settings import StoreSettings
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.service.messages.settings import MessageSettings
from hub.trust.consents.parties import longest_days
from hub.trust.consents.purposes import Level
from hub.trust.consents.settings import ControllerSettings
from hub.trust.consents.texts import Language, current_texts

# Without these a sign would not say who is responsible, or where to read more (GDPR art. 13).
NEEDED = ("controller_name", "privacy_email", "privacy_notice_url")


@dataclass(frozen=True, slots=True)
class Sign:
    """The words of one sign, in the order of importance."""

    language: Language
    title: str
    large: tuple[str, ...]
    small: tuple[str, ...]
    scan: str
    url: str


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    without_app: str
    with_app: str
    unrecorded: str
    say_no: str
    responsible: str
    period: str
    profile: str
    told: str
    push: str
    complain: str
    scan: str
    and_: str = Field(alias="and")


def sign_of(settings: StoreSettings, plan: FloorPlan, language: Language) -> Sign:
    """The sign of one store. Raises `PaperError` when the settings do not say who is responsible."""
    controller_settings = settings.of(ControllerSettings)
    missing = [f"GODDAG_HUB_{name.upper()}" for name in NEEDED if getattr(settings, name) is None]
    if missing:
        raise PaperError(f"the sign would not say who is responsible or where to read more. Set {', '.join(missing)}.")
    say = _words()[language]
    return Sign(
        language=language,
        title=say.title,
        large=tuple(_large(plan, say, current_texts().by_language[language].levels[Level.INVISIBLE].title)),
        small=tuple(_small(settings, say)),
        scan=say.scan,
        url=str(controller_settings.privacy_notice_url),
    )


def _large(plan: FloorPlan, say: _Words, invisible: str) -> Iterator[str]:
    yield say.without_app
    yield say.with_app
    if plan.unrecorded_zones:
        names = [zone.name for zone in plan.zones if zone.id in plan.unrecorded_zones]
        yield say.unrecorded.format(zones=_listed(names, say.and_))
    yield say.say_no.format(invisible=invisible)


def _small(settings: StoreSettings, say: _Words) -> Iterator[str]:
    controller_settings = settings.of(ControllerSettings)
    customer_settings = settings.of(CustomerSettings)
    export_settings = settings.of(ExportSettings)
    message_settings = settings.of(MessageSettings)
    who = (
        controller_settings.controller_name,
        controller_settings.controller_address,
        controller_settings.controller_contact,
        controller_settings.privacy_email,
    )
    yield f"{say.responsible} {', '.join(filter(None, who))}"
    yield say.period.format(days=f"{longest_days(settings):g}")
    for url, sentence in (
        *((url, say.profile) for url in customer_settings.profile_urls()),
        (export_settings.cdp_events_url, say.told),
        (message_settings.push_url, say.push),
    ):
        if url:
            yield sentence.format(host=urlsplit(url).hostname)
    if controller_settings.privacy_authority:
        yield say.complain.format(authority=controller_settings.privacy_authority)


def _listed(names: Sequence[str], and_: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}"


@cache
def _words() -> dict[str, _Words]:
    raw = tomllib.loads((Path(__file__).parent / "signs.toml").read_text(encoding="utf-8"))
    return {language: _Words.model_validate(words) for language, words in raw.items()}
