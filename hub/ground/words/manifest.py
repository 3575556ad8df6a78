"""What is known of words before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="words")
