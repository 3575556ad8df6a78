"""Names that traits had before any shop could have lines of its own: files and platforms may still have them."""

FORMER_NAMES = {
    "disciplines_24m": "lines_24m",
    "last_order_discipline": "last_order_line",
    "viewed_item_discipline": "viewed_item_line",
    "due_discipline": "due_line",
}
FORMERLY = {new: old for old, new in FORMER_NAMES.items()}


def renamed(name: str) -> str:
    """The name that it has now."""
    return FORMER_NAMES.get(name, name)
