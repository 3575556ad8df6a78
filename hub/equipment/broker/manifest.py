"""What is known of broker before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(
    name="broker", settings="hub.equipment.broker_settings:BrokerSettings", commands="hub.equipment.broker.commands"
)
