"""Settings of purchases, whichever till told of them; each till's own stand in its folder in `tills/`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hub.ground.store_settings import StoreSettings
from hub.knowledge.purchases.tills import has_till


class PurchaseSettings(BaseModel):
    """Tills."""

    model_config = ConfigDict(frozen=True)

    till_locations: str = Field(
        "",
        description="What tills call this shop, comma separated: orders of other shops join no visit here. Without it,"
        " every order in a store is of this one.",
    )
    keep_purchases_days: Annotated[float, Field(ge=1, le=3650)] = Field(
        365.0, description="How long orders that tills told of are kept: last year's season, for the card."
    )


def tells_of_visits_days(settings: StoreSettings) -> float:
    """After how many days nothing here tells of a visit."""
    return settings.of(PurchaseSettings).keep_purchases_days if has_till(settings) else 0
