"""What is known of ground before anything runs."""

from hub.ground.part import Manifest
from hub.ground.tables import TABLES

MANIFEST = Manifest(name="ground", tables=TABLES, tells_of_visits_days="hub.ground.store_settings:tells_of_visits_days")
