"""What is known of purchases before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.purchases.tables import TABLES
from hub.knowledge.purchases.tills import setting_sections

MANIFEST = Manifest(
    name="purchases",
    settings=("hub.knowledge.purchases.settings:PurchaseSettings", *setting_sections()),
    tables=TABLES,
    commands="hub.knowledge.purchases.commands",
    tells_of_visits_days="hub.knowledge.purchases.settings:tells_of_visits_days",
)
