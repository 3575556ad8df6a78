"""What is known of calibration before anything runs."""

from hub.ground.part import Manifest
from hub.place.calibration.tables import TABLES

MANIFEST = Manifest(
    name="calibration",
    settings="hub.place.calibration.settings:CalibrationSettings",
    tables=TABLES,
    commands="hub.place.calibration.commands",
)
