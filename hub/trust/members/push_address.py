"""Where a device takes messages, as its app registers it: one text for the database, one kind for each push service."""

from enum import StrEnum


class PushKind(StrEnum):
    """Whose address it is."""

    FCM = "fcm"
    """A registration token of Firebase Cloud Messaging."""
    FID = "fid"
    """An installation id of Firebase, which takes the place of registration tokens."""
    APNS = "apns"
    """A device token of Apple, given without Firebase."""
    WEB = "web"
    """A subscription of a browser: its endpoint, its key and its secret, with a blank between them."""
