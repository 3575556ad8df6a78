"""What is known of customers before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.customers.tables import TABLES

MANIFEST = Manifest(name="customers", tables=TABLES, commands="hub.knowledge.customers.commands")
