"""What is known of suppression before anything runs."""

from hub.ground.part import Manifest
from hub.trust.suppression.tables import TABLES

MANIFEST = Manifest(name="suppression", tables=TABLES)
