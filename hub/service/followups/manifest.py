"""What is known of follow-ups before anything runs."""

from hub.ground.part import Manifest
from hub.service.followups.tables import TABLES

MANIFEST = Manifest(name="followups", tables=TABLES)
