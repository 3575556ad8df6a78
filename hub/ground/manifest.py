"""What is known of ground before anything runs."""

from hub.ground.part import Manifest
from hub.ground.tables import TABLES

MANIFEST = Manifest(name="ground", tables=TABLES)
