"""What the bicycle shop sells, by discipline. Wear parts say how long they last."""

from dataclasses import dataclass

from simulators.people import Discipline


@dataclass(frozen=True, slots=True)
class Product:
    """One article."""

    name: str
    discipline: Discipline
    price_dkk: int
    wears_out_after_days: int | None = None
    """Typical life of a wear part at a few thousand kilometres a year; None for what is not replaced on schedule."""


_ROAD, _GRAVEL, _MOUNTAIN, _CITY, _KIDS = Discipline

CATALOGUE: tuple[Product, ...] = (
    Product("Road tyre 28 mm", _ROAD, 399, 300),
    Product("12-speed road chain", _ROAD, 449, 240),
    Product("Road cassette 11-30", _ROAD, 899, 500),
    Product("Road bar tape", _ROAD, 199, 330),
    Product("Bib shorts", _ROAD, 1199),
    Product("Road shoes, carbon sole", _ROAD, 1699),
    Product("Aero road helmet", _ROAD, 1499),
    Product("Carbon road wheelset", _ROAD, 8999),
    Product("Gravel tyre 42 mm", _GRAVEL, 429, 270),
    Product("Gravel chain, waxed", _GRAVEL, 549, 200),
    Product("Gravel brake pads", _GRAVEL, 189, 210),
    Product("Frame bag 4 l", _GRAVEL, 699),
    Product("Gravel shoes", _GRAVEL, 1299),
    Product("Gravel bike, steel", _GRAVEL, 15999),
    Product("Mountain tyre 29 x 2.4", _MOUNTAIN, 479, 240),
    Product("Mountain brake pads, metal", _MOUNTAIN, 219, 180),
    Product("Mountain chain", _MOUNTAIN, 499, 210),
    Product("Trail helmet", _MOUNTAIN, 1099),
    Product("Knee pads", _MOUNTAIN, 599),
    Product("Dropper seatpost", _MOUNTAIN, 2499),
    Product("City tyre, puncture proof", _CITY, 289, 540),
    Product("City brake shoes", _CITY, 99, 300),
    Product("Pannier 20 l", _CITY, 549),
    Product("Front and rear lights", _CITY, 449),
    Product("Frame lock", _CITY, 599),
    Product("City bike, 7 gears", _CITY, 6499),
    Product("Kids tyre 20 inch", _KIDS, 149, 365),
    Product("Kids helmet", _KIDS, 349),
    Product("Kids bike 20 inch", _KIDS, 2999),
    Product("Balance bike", _KIDS, 1299),
    Product("Child seat", _KIDS, 1099),
)


def of_discipline(discipline: Discipline) -> tuple[Product, ...]:
    """Everything for one way of riding."""
    return tuple(product for product in CATALOGUE if product.discipline is discipline)
