"""What is known of floor plan before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="floor_plan", commands="hub.ground.floor_plan.commands")
