"""The campaigns that are live: compiled anew when one goes live or is stopped, by whichever process.

A live campaign whose rule cannot be read any more, or whose article has become sensitive, is not in force from then on;
the hub stops it, and says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from hub.ground.errors import DatabaseFailed
from hub.ground.health.light import Light
from hub.ground.hook import Hook
from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import in_english
from hub.service.campaigns.checks import ShopFacts, rule_findings, sensitive_articles, unfit
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import end_by_hub, stop_by_hub
from hub.service.campaigns.in_force import CampaignsInForce
from hub.service.campaigns.life import State, key_of
from hub.service.campaigns.local_time import local
from hub.service.campaigns.policy import LiveCampaign
from hub.service.campaigns.repository import CampaignRepository, Version

NEXT = phrase("health-next-campaigns")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is live, as it was read at one moment."""

    seen: object
    day: date | None
    in_force: CampaignsInForce
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    broken: tuple[tuple[Version, Phrase], ...] = ()
    over: tuple[Version, ...] = ()
    doubts: tuple[str, ...] = ()


class LiveCampaigns:
    """Asked at every event: one number is read each time, so that a stop holds from the next event on."""

    def __init__(
        self,
        repository: CampaignRepository,
        store: str,
        zone: ZoneInfo,
        catalogue_stamp: Callable[[], object],
        light: Light,
    ) -> None:
        """`catalogue_stamp` is another value once the catalogue was changed."""
        self._repository = repository
        self._store = store
        self._catalogue_stamp = catalogue_stamp
        self._light = light
        self._zone = zone
        self._picture: _Picture | None = None
        self.changed = Hook[None]()
        """Called within a second of every change of what is in force."""
        self._shown: _Picture | None = None

    def current(self) -> CampaignsInForce:
        """Those in force here. Of a database that cannot be read, as they were."""
        return self._now().in_force

    def version(self, campaign: str) -> int | None:
        """The version that is in force here, for what waits to be sent; None once it is stopped or over."""
        return self._now().versions.get(campaign)

    def lists(self) -> frozenset[str]:
        """The lists of codes that those in force draw from."""
        return self.current().lists

    def look(self, now_ms: int) -> None:
        """Stop what cannot go on, end what is over, and say so. Raises `DatabaseFailed`."""
        picture = self._now(self._today(now_ms))
        for version, why in picture.broken:
            stop_by_hub(self._repository, version, in_english(why), now_ms)
            log.error("a live campaign was stopped", campaign=version.campaign, why=in_english(why))
        for version in picture.over:
            end_by_hub(self._repository, version, now_ms)
        if picture is not self._shown:
            self._shine(self._now())
            self._shown = picture
            self.changed(None)

    def _now(self, day: date | None = None) -> _Picture:
        """`day`: where it is known, campaigns that ended with the day before are left out."""
        known = self._picture
        try:
            seen = self._repository.changes(), self._catalogue_stamp()
            if known is None or known.seen != seen or (day and known.day != day):
                known = self._picture = self._read(seen)
        except DatabaseFailed:
            if known is None:
                raise
        return known

    def _read(self, seen: object) -> _Picture:
        shop, good = self._repository.shop(), dict[str, LiveCampaign]()
        broken: list[tuple[Version, Phrase]] = []
        over: list[Version] = []
        doubts: list[str] = []
        lost = {person for person, _ in self._repository.lost_roles()}
        for version in self._repository.in_state(State.LIVE):
            document, why = _judged(version, shop)
            if document is None:
                broken.append((version, why))
            elif shop.today and document.period.last < shop.today:
                over.append(version)
            else:
                salt = self._repository.salt(version.campaign)
                good[version.campaign] = LiveCampaign(document, version.number, salt)
                doubts += _doubts(document, shop, lost)
        in_force = CampaignsInForce(good.values(), self._store)
        versions = {campaign: each.version for campaign, each in good.items()}
        return _Picture(seen, shop.today, in_force, versions, tuple(broken), tuple(over), tuple(doubts))

    def _shine(self, picture: _Picture) -> None:
        by_hub = [each for each in self._repository.in_state(State.STOPPED) if self._stopped_by_hub(each)]
        if by_hub:
            self._light.stops(phrase("health-why-campaign-stopped"), NEXT, "; ".join(each.campaign for each in by_hub))
        elif picture.doubts:
            self._light.waits(phrase("health-why-campaign-doubt"), NEXT, "; ".join(picture.doubts))
        elif picture.versions:
            self._light.works()
        else:
            self._light.rests()

    def _today(self, now_ms: int) -> date:
        return local(now_ms, self._zone).date()

    def _stopped_by_hub(self, version: Version) -> bool:
        return self._repository.life(version.campaign)[-1].role is None


def _judged(version: Version, shop: ShopFacts) -> tuple[CampaignDocument | None, Phrase]:
    """The document, or why it cannot be in force."""
    try:
        document = version.read()
    except ValueError:
        return None, phrase("campaigns-life-unreadable")
    for found in (*rule_findings(document), *sensitive_articles(document, shop)):
        return None, found.what
    return document, phrase("campaigns-neutral")


def _doubts(document: CampaignDocument, shop: ShopFacts, lost: set[str]) -> list[str]:
    """What somebody should look at while it goes on, in English, beside a sentence of the light; nobody's name."""
    owner = [f"{document.id}: its owner has left"] if key_of(document.owner) in lost else []
    return owner + [f"{document.id}: {in_english(each.what)}" for each in unfit(document, shop)]
