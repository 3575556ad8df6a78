"""What is known of members before anything runs."""

from hub.ground.part import Manifest
from hub.trust.members.tables import TABLES

MANIFEST = Manifest(name="members", tables=TABLES, commands="hub.trust.members.commands")
