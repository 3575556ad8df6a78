"""What nobody writes about a customer: health, belief, and whatever the shop's list of sensitive words names."""

from collections.abc import Callable
from pathlib import Path

from fastapi import status

from hub.ground.web.refused import Refused
from hub.knowledge.customers.sensitive import SensitiveProducts, load_sensitive_products

ABOUT_PEOPLE = Path(__file__).parent / "about_people.toml"


class Wording:
    """Judges the free words of notes and follow-ups, in every language at once."""

    def __init__(self, sensitive: SensitiveProducts, is_code: Callable[[str], bool]) -> None:
        self._about_people = load_sensitive_products(ABOUT_PEOPLE)
        self._sensitive = sensitive
        self._is_code = is_code

    def check(self, text: str) -> None:
        """Raise `Refused` where it says what is never kept; the code of an offer is no word."""
        said = " ".join(each for each in text.split() if not self._is_code(each))
        if self._about_people.names(said) or self._sensitive.names(said):
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "words-sensitive")
