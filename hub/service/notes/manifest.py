"""What is known of notes before anything runs."""

from hub.ground.part import Manifest
from hub.service.notes.tables import TABLES

MANIFEST = Manifest(name="notes", tables=TABLES)
