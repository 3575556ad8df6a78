"""What is known of the shop before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="shop", commands="hub.ground.shop.commands")
