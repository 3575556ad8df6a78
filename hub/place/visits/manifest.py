"""What is known of visits before anything runs."""

from hub.ground.part import Manifest
from hub.place.visits.tables import TABLES

MANIFEST = Manifest(name="visits", tables=TABLES)
