"""What is known of enrolment before anything runs."""

from hub.equipment.enrolment.tables import TABLES
from hub.ground.part import Manifest

MANIFEST = Manifest(
    name="enrolment",
    settings="hub.equipment.enrolment.settings:EnrolmentSettings",
    tables=TABLES,
    commands="hub.equipment.enrolment.commands",
)
