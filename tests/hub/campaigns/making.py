"""Campaigns for tests, and a database that holds them."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.ground.database import Database, open_database
from hub.ground.health.light import Light
from hub.service.campaigns.checks import ShopFacts
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.life import ApprovalRole, Person
from hub.service.campaigns.live import LiveCampaigns
from hub.service.campaigns.repository import CampaignRepository
from hub.service.campaigns.tables import SCHEMA
from hub.service.offers.tables import SCHEMA as OFFERS

ZONE = ZoneInfo("Europe/Copenhagen")
DAY_5 = 1_796_466_000_000
"""5 December 2026, 10:20 UTC."""
MAJA = Person("Maja", ApprovalRole.MARKETING)
JONAS = Person("Jonas", ApprovalRole.IT)
BIRGIT = Person("Birgit", ApprovalRole.STORE)


def campaign(name: str = "welcome", **change: object) -> CampaignDocument:
    """A document that fits `SHOP`."""
    return CampaignDocument.model_validate(
        {
            "id": name, "name": name.title(), "goal": "more_customers", "kpi": "purchase", "smallest_effect": 0.1,
            "owner": "Maja", "period": {"first": "2026-12-01", "last": "2026-12-31"}, "trigger": {"on": "arrived"},
            "variants": [{"id": "one", "text": {"da": {"title": "Hej", "body": "Kom"}}}],
        } | change
    )  # fmt: skip


@dataclass
class Shop:
    """A shop whose facts a test changes."""

    sensitive: set[str] = field(default_factory=set[str])
    facts: ShopFacts = field(init=False)

    def __post_init__(self) -> None:
        self.facts = ShopFacts(
            ("da",), "corner", frozenset({"sofas", "rest"}), {"sofa-12", "pills"}.__contains__,
            lambda article: article in self.sensitive, frozenset({"rest"}), date(2026, 12, 5),
        )  # fmt: skip

    def on(self, day: date) -> None:
        """It is that day."""
        self.facts = replace(self.facts, today=day)


@dataclass
class Bench:
    """A repository, and what is live by it."""

    folder: Path
    shop: Shop = field(default_factory=Shop)
    catalogue: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.db = self.open()
        self.repository = self.beside(self.db)
        self.light = Light("campaigns")
        self.live = LiveCampaigns(self.repository, "corner", ZONE, lambda: tuple(self.catalogue), self.light)

    def open(self) -> Database:
        """The file, as any process opens it."""
        return open_database(self.folder / "hub.db", {"campaigns": SCHEMA, "offers": OFFERS})

    def beside(self, db: Database) -> CampaignRepository:
        """The repository over that connection."""
        return CampaignRepository(db, lambda: self.shop.facts)
