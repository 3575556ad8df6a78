"""Words: what the screens say in place of ours where the shop has words of its own."""

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.words.endpoints import words_routes


def words(ground: Ground) -> Part:
    """Build the part."""
    return Part(name="words", routes=(words_routes(ground.words),))
