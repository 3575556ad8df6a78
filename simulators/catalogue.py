"""What the shop that opens by default sells."""

from simulators.shops.files import default_shop
from simulators.shops.model import Product

__all__ = ["CATALOGUE", "Product", "article"]

CATALOGUE: tuple[Product, ...] = default_shop().articles


def article(sku: str) -> Product:
    """The one with that number."""
    return next(each for each in CATALOGUE if each.sku == sku)
