"""What is known of web before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(
    name="web", settings="hub.ground.web.settings:WebSettings", commands="hub.ground.web.https.commands"
)
