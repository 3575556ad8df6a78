"""What is known of visits before anything runs."""

from hub.ground.part import Manifest
from hub.place.visits.tables import TABLES

MANIFEST = Manifest(
    name="visits",
    settings="hub.place.visits.settings:VisitSettings",
    tables=TABLES,
    tells_of_visits_days="hub.place.visits.settings:tells_of_visits_days",
)
