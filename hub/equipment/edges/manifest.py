"""What is known of edges before anything runs."""

from hub.equipment.edges.tables import TABLES
from hub.ground.part import Manifest

MANIFEST = Manifest(name="edges", settings="hub.equipment.edges.settings:EdgeSettings", tables=TABLES)
