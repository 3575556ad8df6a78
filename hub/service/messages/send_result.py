"""What became of a message."""

from enum import StrEnum

# The likely rest of a visit: a message that comes after the customer has left is worse than none.
TIME_TO_LIVE_SECONDS = 300


class SendResult(StrEnum):
    """What became of a message."""

    SENT = "sent"
    INBOX = "inbox"
    """It lies in the app's inbox alone: no phone of theirs takes messages."""
    PHONE_GONE = "phone_gone"
    """The service does not know this phone any more."""
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    """Surely not taken, through no fault of the message: it was not shown, and may be sent later in the visit."""
    UNKNOWN = "unknown"
    """No answer, or one that says nothing: it may have arrived, so it is never sent again by itself."""
    CALLED_BACK = "called_back"
    """The customer withdrew while it was under way; it may have left, and is never sent again."""


# What a customer surely has not seen.
NOT_SHOWN = frozenset({SendResult.PHONE_GONE, SendResult.REFUSED, SendResult.NOT_SENT})
