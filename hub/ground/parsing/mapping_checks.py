"""Checks that the mapping files of tills, past orders and catalogues share; each refuses with what to write."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.ground.parsing.money import EXPONENTS


def is_a_zone(name: str | None) -> str | None:
    """The name of a time zone, or None where there is none."""
    try:
        return name if name is None else ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('not a time zone: write "Europe/Copenhagen"') from None


def is_a_currency(name: str | None) -> str | None:
    """The code of a currency, or None where there is none."""
    if name is not None and name not in EXPONENTS:
        raise ValueError('not a currency of ISO 4217: write "DKK"')
    return name
