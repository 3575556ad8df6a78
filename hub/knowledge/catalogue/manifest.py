"""What is known of the catalogue before anything runs."""

from hub.ground.part import Manifest
from hub.knowledge.catalogue.schema import CATALOGUE_FILE

MANIFEST = Manifest(
    name="catalogue",
    # Without the pictures of articles (image_store.py): they are fetched again.
    files=(CATALOGUE_FILE,),
    settings="hub.knowledge.catalogue.settings:CatalogueSettings",
    commands="hub.knowledge.catalogue.commands",
    shop_checks="hub.knowledge.catalogue.shop_check:check_by_catalogue",
)
