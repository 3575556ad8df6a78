"""The tills that Goddag knows: a folder each, found by its place.

A folder has `settings.py` (its section as `SETTINGS`, and `connects`) and `connector.py` (`connector`).
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:  # settings are read by commands that talk to no till
    from pydantic import BaseModel

    from hub.ground.store_settings import StoreSettings
    from hub.knowledge.purchases.till_connector import TillConnector


class TillSettings(Protocol):
    """What `settings.py` of a till has."""

    SETTINGS: "type[BaseModel]"

    def connects(self, settings: "StoreSettings") -> bool:
        """Whether its webhooks are expected: a till without a secret is not connected."""
        ...


class TillModule(Protocol):
    """What `connector.py` of a till has."""

    def connector(self, settings: "StoreSettings") -> "TillConnector":
        """What it is, as the store has set it up. Raises `TillMappingError`."""
        ...


@cache
def till_names() -> tuple[str, ...]:
    """The folders, by name."""
    return tuple(sorted(each.name for each in iter_modules(__path__) if each.ispkg))


def setting_sections() -> tuple[str, ...]:
    """Where the section of each stands, for the manifest."""
    return tuple(f"{__name__}.{name}.settings:SETTINGS" for name in till_names())


def has_till(settings: "StoreSettings") -> bool:
    """Whether purchases can come in."""
    modules = (cast("TillSettings", import_module(f"{__name__}.{name}.settings")) for name in till_names())
    return any(module.connects(settings) for module in modules)


def connectors_of(settings: "StoreSettings") -> "tuple[TillConnector, ...]":
    """Every till. Raises `TillMappingError`."""
    modules = (cast("TillModule", import_module(f"{__name__}.{name}.connector")) for name in till_names())
    return tuple(module.connector(settings) for module in modules)
