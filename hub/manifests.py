"""All that is known of the hub before anything runs: the manifests of its parts, in the order of the floors.

A folder with a `manifest.py` is a part, a floor itself included: found by its place, so that no list has to name it.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from hub.ground.part import Manifest

FLOORS = ("ground", "trust", "equipment", "place", "knowledge", "service")


def rooms_of(floor: str) -> tuple[str, ...]:
    """The folders of a floor, by name."""
    return tuple(sorted(each.name for each in iter_modules(import_module(f"hub.{floor}").__path__) if each.ispkg))


@cache
def manifests() -> tuple[Manifest, ...]:
    """Every part's, ground floor first, in a floor by name."""
    places: list[str] = []
    for floor in FLOORS:
        places += [f"hub.{floor}.manifest", *(f"hub.{floor}.{room}.manifest" for room in rooms_of(floor))]
    return tuple(import_module(place).MANIFEST for place in places if find_spec(place) is not None)
