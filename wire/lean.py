"""Starting quickly: what is loaded by habit and never shown is not loaded."""

import sys


def without_rich() -> None:
    """Keep httpx and structlog from loading rich, which none of our programs shows: a fifth of their start.

    For entry points alone, before anything else is imported: whoever imports our packages may want rich.
    """
    sys.modules.setdefault("rich", None)  # pyright: ignore[reportArgumentType] - Python's own word for "not installed"
