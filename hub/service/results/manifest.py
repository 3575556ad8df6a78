"""What is known of results before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="results", commands="hub.service.results.commands")
