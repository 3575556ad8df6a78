"""What is known of accounts before anything runs."""

from hub.ground.part import Manifest
from hub.trust.accounts.tables import TABLES

MANIFEST = Manifest(
    name="accounts",
    settings="hub.trust.accounts.settings:AccountSettings",
    tables=TABLES,
    commands="hub.trust.accounts.commands",
)
