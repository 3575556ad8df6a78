"""What is known of the catalogue before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(
    name="catalogue",
    settings="hub.knowledge.catalogue.settings:CatalogueSettings",
    commands="hub.knowledge.catalogue.commands",
    shop_checks="hub.knowledge.catalogue.shop_check:check_by_catalogue",
)
