"""What is known of shop requests before anything runs."""

from hub.ground.part import Manifest
from hub.service.shop_requests.tables import TABLES

MANIFEST = Manifest(name="shop_requests", tables=TABLES)
