"""What is known of health before anything runs."""

from hub.ground.health.tables import TABLES
from hub.ground.part import Manifest

MANIFEST = Manifest(name="health", tables=TABLES)
