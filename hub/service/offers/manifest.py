"""What is known of offers before anything runs."""

from hub.ground.part import Manifest
from hub.service.offers.tables import TABLES

MANIFEST = Manifest(name="offers", tables=TABLES, commands="hub.service.offers.commands")
