"""What is known of consents before anything runs."""

from hub.ground.part import Manifest
from hub.trust.consents.tables import TABLES

MANIFEST = Manifest(
    name="consents",
    settings="hub.trust.consents.settings:ControllerSettings",
    tables=TABLES,
    shop_checks="hub.trust.consents.shop_check:check_by_controller",
)
