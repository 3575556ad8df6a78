"""A campaign: whom it is for, how often, what it says, and who is held out to measure it by."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """What the phone shows."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """One rule."""

    id: str
    salt: str
    """Fixed for the campaign's life: it decides who is held out."""
    held_out: float
    """Share of customers who never get it, so that its effect can be measured; 0..1."""
    cap_per_day: int
    by_discipline: Mapping[str, Text]
    """A text per discipline: somebody who belongs to one never hears of another."""
    otherwise: Text


# The first rule of the demo shop. The global holdout of 5 % and the campaign's own are one number here, because there
# is one campaign.
WELCOME = Campaign(
    id="welcome",
    salt="welcome-1",
    held_out=0.10,
    cap_per_day=1,
    by_discipline={
        "road": Text("New on the road wall", "The new road wheels are here: ask to lift one."),
        "gravel": Text("Gravel evening on Thursday", "Join the shop's gravel ride, or try the new tyres today."),
        "mountain": Text("Trail check", "Free suspension check today while you look around."),
        "city": Text("Light check", "We check lights and brakes for free today."),
        "kids": Text("Growing fast?", "Ask about trading in a bike that has become too small."),
    },
    otherwise=Text("Good to see you", "Ask for a free safety check while you are here."),
)
