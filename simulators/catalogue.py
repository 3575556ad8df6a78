"""What the shop that opens by default sells."""

from simulators.shops.files import default_shop
from simulators.shops.model import Product

__all__ = ["CATALOGUE", "Product"]

CATALOGUE: tuple[Product, ...] = default_shop().articles
