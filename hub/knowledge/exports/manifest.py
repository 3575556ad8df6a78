"""What is known of exports before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.exports.tables import TABLES

MANIFEST = Manifest(name="exports", tables=TABLES)
