"""What is known of members before anything runs."""

from hub.ground.part import Manifest
from hub.trust.members.tables import TABLES

MANIFEST = Manifest(
    name="members",
    settings="hub.trust.members.settings:MemberSettings",
    tables=TABLES,
    commands="hub.trust.members.commands",
)
