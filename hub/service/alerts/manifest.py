"""What is known of alerts before anything runs."""

from hub.ground.part import Manifest
from hub.service.alerts.tables import TABLES

MANIFEST = Manifest(name="alerts", tables=TABLES)
