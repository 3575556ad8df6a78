"""Which zone to tell: one must be likelier to be switched to than to be stayed in. Pure."""

from hub.place.presence.belief import Belief

# On the operating curve of simulated walks (make bench-positioning prints it): the fewest needless changes for which
# a true change is still told within two seconds.
SWITCH_PROBABILITY = 0.65


def choose_zone(present: str | None, belief: Belief, switch: float = SWITCH_PROBABILITY) -> str | None:
    """The present zone until another one holds with that probability; without a present one, the likeliest."""
    zone, probability = belief.best()
    if present is None or present not in belief.zones:
        return zone
    return zone if probability >= switch else present
