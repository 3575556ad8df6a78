"""Whether a wall clock can be believed."""

# Tokens count their windows from here (2024-01-01): an earlier clock has not been set since a Pi without a battery
# was plugged in. A later one may still be wrong; the hub restamps by its own clock and decides on that.
_FIRST_TOKEN_SECOND = 1_704_067_200


def is_sane(wall_seconds: float) -> bool:
    """Whether the clock has been set at all."""
    return wall_seconds >= _FIRST_TOKEN_SECOND
