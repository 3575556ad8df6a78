"""What is known of requests before anything runs."""

from hub.ground.part import Manifest
from hub.service.requests.tables import TABLES

MANIFEST = Manifest(name="requests", tables=TABLES, commands="hub.service.requests.commands")
