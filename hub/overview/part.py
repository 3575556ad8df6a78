"""The overview: /api/fleet."""

from collections.abc import Iterable

from hub.ground.part import Part
from hub.ground.words.words import Words
from hub.overview.endpoints import fleet_routes


def overview(parts: Iterable[Part], words: Words) -> Part:
    """Build the part: it says what `parts` say of themselves, and knows none of them."""
    sections = tuple(part.health for part in parts if part.health)
    return Part(name="overview", routes=(fleet_routes(sections, words),))
