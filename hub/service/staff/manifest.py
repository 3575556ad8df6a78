"""What is known of staff before anything runs."""

from hub.ground.part import Manifest
from hub.service.staff.tables import TABLES

MANIFEST = Manifest(name="staff", tables=TABLES)
