"""What the sign at the door says: drawn from settings and floor plan, so that it says nothing that is not so."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.ground.errors import PaperError
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.store_settings import StoreSettings
from hub.ground.words.phrase import Phrase, Several, phrase
from hub.ground.words.words import WordsIn
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.exports.settings import ExportSettings
from hub.service.messages.settings import MessageSettings
from hub.trust.consents.parties import longest_days
from hub.trust.consents.purposes import Level
from hub.trust.consents.settings import ControllerSettings
from hub.trust.consents.texts import current_texts

# Without these a sign would not say who is responsible, or where to read more (GDPR art. 13).
NEEDED = ("controller_name", "privacy_email", "privacy_notice_url")


@dataclass(frozen=True, slots=True)
class Sign:
    """The words of one sign, in the order of importance."""

    language: str
    title: str
    large: tuple[str, ...]
    small: tuple[str, ...]
    scan: str
    url: str


def sign_of(settings: StoreSettings, plan: FloorPlan, words: WordsIn) -> Sign:
    """The sign of one store. Raises `PaperError` when the settings do not say who is responsible."""
    controller_settings = settings.of(ControllerSettings)
    missing = [f"GODDAG_HUB_{name.upper()}" for name in NEEDED if getattr(settings, name) is None]
    if missing:
        raise PaperError(f"the sign would not say who is responsible or where to read more. Set {', '.join(missing)}.")
    return Sign(
        language=words.language,
        title=words.say(phrase("sign-title")),
        large=tuple(_large(plan, words, current_texts().by_language[words.language].levels[Level.INVISIBLE].title)),
        small=tuple(_small(settings, words)),
        scan=words.say(phrase("sign-scan")),
        url=str(controller_settings.privacy_notice_url),
    )


def _large(plan: FloorPlan, words: WordsIn, invisible: str) -> Iterator[str]:
    yield words.say(phrase("sign-without-app"))
    yield words.say(phrase("sign-with-app"))
    if plan.unrecorded_zones:
        names = tuple(zone.name for zone in plan.zones if zone.id in plan.unrecorded_zones)
        yield words.say(phrase("sign-unrecorded", zones=Several(names)))
    yield words.say(phrase("sign-say-no", invisible=invisible))


def _small(settings: StoreSettings, words: WordsIn) -> Iterator[str]:
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
    yield f"{words.say(phrase('sign-responsible'))} {', '.join(filter(None, who))}"
    yield words.say(phrase("sign-period", days=f"{longest_days(settings):g}"))
    for url, sentence in (
        *((url, "sign-profile") for url in customer_settings.profile_urls()),
        (export_settings.cdp_events_url, "sign-told"),
        (message_settings.push_url, "sign-push"),
    ):
        if url:
            yield words.say(Phrase(sentence, {"host": urlsplit(url).hostname or ""}))
    if controller_settings.privacy_authority:
        yield words.say(phrase("sign-complain", authority=controller_settings.privacy_authority))
