"""What is known of messages before anything runs."""

from hub.ground.part import Manifest
from hub.service.messages.tables import TABLES

MANIFEST = Manifest(
    name="messages",
    settings="hub.service.messages.settings:MessageSettings",
    tables=TABLES,
    commands="hub.service.messages.commands",
    recipients="hub.service.messages.recipients:recipients",
)
