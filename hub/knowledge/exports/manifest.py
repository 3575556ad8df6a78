"""What is known of exports before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.exports.tables import TABLES

MANIFEST = Manifest(
    name="exports",
    settings="hub.knowledge.exports.settings:ExportSettings",
    tables=TABLES,
    recipients="hub.knowledge.exports.recipients:recipients",
)
