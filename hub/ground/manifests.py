"""All that is known of the hub before anything runs: the manifests of its parts, in the order of the floors.

A folder with a `manifest.py` is a part, a floor itself included: found by its place, so that no list has to name it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from hub.ground.holdings import Holding
from hub.ground.part import Manifest

if TYPE_CHECKING:
    import typer
    from pydantic import BaseModel

    from hub.ground.database import Schema

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


def commands_of(part: Manifest) -> "Mapping[str, typer.Typer | Callable[..., None]]":
    """What a part adds to goddag-hub."""
    return import_module(part.commands).COMMANDS


def sections() -> "tuple[type[BaseModel], ...]":
    """The settings of every part, ground floor first."""
    return named("settings")


def named(what: str) -> tuple[Any, ...]:
    """What each part names by "module:name" in that field of its manifest."""
    values = (getattr(each, what) for each in manifests())
    each_place = (place for value in values for place in ((value,) if isinstance(value, str) else value) if place)
    places = [place.split(":") for place in each_place]
    return tuple(getattr(import_module(module), name) for module, name in places)


def schemas() -> "Mapping[str, Schema]":
    """How every table of the hub is made, by the name under which the database remembers how far it is."""
    return {name: schema for each in manifests() for name, schema in each.tables.schemas.items()}


def holdings() -> tuple[Holding, ...]:
    """What of people is in the database: for retention, erasure, access and the record of processing."""
    return tuple(holding for each in manifests() for holding in each.tables.holdings)


def outside() -> tuple[Holding, ...]:
    """What is held of people beside the database, in the file that outlives it."""
    return tuple(holding for each in manifests() for holding in each.tables.outside)


def own_files() -> tuple[str, ...]:
    """Files beside the database that a backup holds as well."""
    return tuple(name for each in manifests() for name in each.files)


def not_personal() -> Mapping[str, str]:
    """The tables without anything about people, and what is in them instead."""
    return {table: what for each in manifests() for table, what in each.tables.not_personal.items()}
