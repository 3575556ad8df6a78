"""What is known of rights before anything runs."""

from hub.ground.part import Manifest
from hub.trust.rights.tables import TABLES

MANIFEST = Manifest(
    name="rights",
    settings="hub.trust.rights.settings:RightsSettings",
    tables=TABLES,
    commands="hub.trust.rights.commands",
)
