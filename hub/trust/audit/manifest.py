"""What is known of audit before anything runs."""

from hub.ground.part import Manifest
from hub.trust.audit.tables import TABLES

MANIFEST = Manifest(
    name="audit", settings="hub.trust.audit.settings:AuditSettings", tables=TABLES, commands="hub.trust.audit.commands"
)
