"""What is known of channels before anything runs."""

from hub.ground.part import Manifest
from hub.trust.channels.tables import TABLES

MANIFEST = Manifest(
    name="channels",
    settings="hub.trust.channels.settings:ChannelSettings",
    tables=TABLES,
    recipients="hub.trust.channels.recipients:recipients",
)
