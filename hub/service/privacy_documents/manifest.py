"""What is known of privacy documents before anything runs."""

from hub.ground.part import Manifest

MANIFEST = Manifest(name="privacy_documents", commands="hub.service.privacy_documents.commands")
