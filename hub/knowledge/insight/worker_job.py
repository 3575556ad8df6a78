"""What a training needs, for the process that does it. Imports nothing that a hub does not have."""

import json
from dataclasses import asdict, dataclass

from hub.ground.store_settings import StoreSettings
from hub.knowledge.customers.settings import CustomerSettings

WORKER = "hub.knowledge.insight.worker"


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """All that a training needs."""

    data_dir: str
    shop: str
    time_zone: str
    now_ms: int
    sensitive: str = ""
    """The shop's own list of what is never spoken of; empty without one."""
    seed: int = 13

    def text(self) -> str:
        """For the process."""
        return json.dumps(asdict(self))


def job_of(settings: StoreSettings, now_ms: int) -> TrainingJob:
    """A training of this hub's data, now."""
    shop = str(settings.shop.absolute()) if settings.shop else ""
    own = settings.of(CustomerSettings).sensitive_products
    sensitive = str(own.absolute()) if own else ""
    return TrainingJob(str(settings.data_dir.absolute()), shop, settings.time_zone, now_ms, sensitive)
