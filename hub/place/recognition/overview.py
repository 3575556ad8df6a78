"""What was heard and counts for nobody, for whoever looks after the equipment."""

from pydantic import BaseModel

from hub.ground.part import Health
from hub.place.recognition.rejected_sightings import RejectedSightings
from hub.place.recognition.replay import ReplayWatch


class RecognitionHealth(BaseModel):
    """What recognition held back."""

    quarantined_tokens: int
    """Tokens that were heard at two places at once; each is held back until its quarter of an hour is over."""
    unused: dict[str, int]
    """What was heard by edges or told by phones since the hub started and changed nothing, by reason."""


def held_back_section(replays: ReplayWatch, unused: RejectedSightings) -> Health[RecognitionHealth]:
    """Of the overview."""
    return Health(
        view=RecognitionHealth,
        look=lambda _words: RecognitionHealth(quarantined_tokens=replays.quarantined(), unused=unused.counts()),
    )
