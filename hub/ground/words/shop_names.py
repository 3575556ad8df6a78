"""What a shop calls its own things."""

from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Names


def name_of_line(line: str, shop: Shop) -> str | Names:
    """What the shop calls one of its lines; a line that it has no name for is called as the data does."""
    names = shop.lines.names.get(line) if shop.lines else None
    return Names(names) if names else line
