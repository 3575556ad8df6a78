"""Whether an article must never be spoken of, and by which rule: decided once, when it is taken in. Pure.

Categories go first, Google's ids before paths, as paths are translated; then the words of the name and of whatever the
shop says of it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from hub.ground.shop.model import Category

ADULT = "adult"
_YES = frozenset({"yes", "true", "1", "ja", "y"})
_REMEMBERED = 20_000


class NamesSensitive(Protocol):
    """The house's list of what is never kept, shown or scored."""

    def names(self, text: str, category: str = "") -> bool:
        """Whether an article of that name and category is sensitive."""
        ...


class Sensitivity:
    """The verdict on articles, with the rule that gave it."""

    def __init__(self, products: NamesSensitive) -> None:
        self._products = products
        self._known: dict[str, bool] = {}

    def rule(
        self, name: str, category: Category, google_category: str, attributes: Mapping[str, str], *, adult: str = ""
    ) -> str:
        """By which rule it is sensitive; empty when it is not."""
        if adult.strip().casefold() in _YES:
            return ADULT
        if google_category and self._category_is(google_category):
            return f"google_product_category {google_category}"
        path = " > ".join(category)
        if path and self._category_is(path):
            return f"category {path}"
        id_or_path = google_category if google_category.isdecimal() else ""
        if self._words(name, path, id_or_path):
            return "name"
        for key, value in attributes.items():
            if self._value_is(value) and self._words(value, path, id_or_path):
                return key
        return ""

    def _category_is(self, category: str) -> bool:
        """Many articles lie in one category."""
        return self._remembered(f"> {category}", lambda: self._products.names("", category))

    def _remembered(self, key: str, ask: Callable[[], bool]) -> bool:
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = ask()
        return known

    def _words(self, text: str, path: str, google_id: str) -> bool:
        if not self._products.names(text):
            return False
        # Either category may clear what is in doubt; what is plain neither can.
        return self._products.names(text, path) and (not google_id or self._products.names(text, google_id))

    def _value_is(self, value: str) -> bool:
        """Many articles are red."""
        return self._remembered(value, lambda: self._products.names(value))
