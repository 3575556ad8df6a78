"""What every part of a running hub may use."""

from dataclasses import dataclass
from pathlib import Path

from hub.ground.database import Database
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.health.lights import Lights
from hub.ground.http.outgoing import Outgoing
from hub.ground.journal import Journal
from hub.ground.shop.file import shop_of
from hub.ground.shop.model import Shop
from hub.ground.store_settings import StoreSettings
from hub.ground.words.words import Words
from wire.clock import Clock, to_ms


@dataclass(frozen=True, slots=True)
class Ground:
    """Database, journal and clock; the floor plan; the one way out, and how each of its ways is; the shop."""

    db: Database
    journal: Journal
    clock: Clock
    plan: FloorPlan
    outgoing: Outgoing
    lights: Lights
    data_dir: Path
    shop: Shop
    words: Words

    def now_ms(self) -> int:
        """Unix milliseconds by the hub's clock."""
        return to_ms(self.clock.wall())


def ground_of(settings: StoreSettings, plan: FloorPlan, db: Database, outgoing: Outgoing) -> Ground:
    """Over an open database. Raises `ShopFileError`."""
    clock = Clock(settings.clock_speed, settings.clock_anchor)
    shop = shop_of(settings)
    return Ground(db, Journal(db), clock, plan, outgoing, Lights(db, clock), settings.data_dir, shop, Words(shop))
