"""What is known of insight before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(
    name="insight",
    settings="hub.knowledge.insight.settings:InsightSettings",
    commands="hub.knowledge.insight.commands",
)
