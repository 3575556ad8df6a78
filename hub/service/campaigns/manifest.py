"""What is known of campaigns before anything runs."""

from hub.ground.part import Manifest
from hub.service.campaigns.tables import TABLES

MANIFEST = Manifest(name="campaigns", tables=TABLES, commands="hub.service.campaigns.commands")
