"""What is known of the client book before anything runs."""

from hub.ground.part import Manifest
from hub.service.client_book.tables import TABLES

MANIFEST = Manifest(name="client_book", tables=TABLES)
