"""A campaign: whom it is for, how often, and who is held out to measure it by. What it says are ids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """What the phone shows."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The ids of what it says."""

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
    general: Wording
    of_line: Wording | None
    """For somebody who belongs to one line of the shop ($line): they hear of that one, and of no other."""


# The first rule of every shop. The global holdout of 5 % and the campaign's own are one number here, because there is
# one campaign.
WELCOME = Campaign(
    id="welcome",
    salt="welcome-1",
    held_out=0.10,
    cap_per_day=1,
    general=Wording("messages-welcome-title", "messages-welcome-body"),
    of_line=Wording("messages-welcome-line-title", "messages-welcome-line-body"),
)
