"""What is known of customers before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.customers.tables import TABLES

MANIFEST = Manifest(
    name="customers",
    settings="hub.knowledge.customers.settings:CustomerSettings",
    tables=TABLES,
    shop_checks="hub.knowledge.customers.shop_check:check_by_sensitive",
    commands="hub.knowledge.customers.commands",
    recipients="hub.knowledge.customers.recipients:recipients",
)
