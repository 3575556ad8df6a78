"""What is known of broker before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="broker", commands="hub.equipment.broker.commands")
