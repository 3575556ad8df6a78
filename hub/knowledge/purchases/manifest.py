"""What is known of purchases before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.purchases.tables import TABLES

MANIFEST = Manifest(name="purchases", tables=TABLES, commands="hub.knowledge.purchases.commands")
