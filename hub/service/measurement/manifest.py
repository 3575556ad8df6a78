"""What is known of measurement before anything runs."""

from hub.ground.part import Manifest
from hub.service.measurement.tables import TABLES

MANIFEST = Manifest(name="measurement", tables=TABLES)
