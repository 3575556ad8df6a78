"""All settings of a hub: each part's section, read together, once, at start.

A section stands in the folder of its part (`settings.py`), and the part's manifest names it.
"""

from pathlib import Path
from types import new_class
from typing import Any, cast

from pydantic import ConfigDict

from hub.ground.manifests import sections
from hub.ground.store_settings import StoreSettings
from wire.settings import load_settings

PREFIX = "GODDAG_HUB_"

# Who is built on another section stands before it.
_BASES: tuple[type, ...] = (*reversed(sections()), StoreSettings)
Settings = cast(
    "type[StoreSettings]",
    new_class(
        "Settings",
        _BASES,
        exec_body=lambda body: body.update(
            __doc__="Settings of a hub; each is also `GODDAG_HUB_<NAME>` in the environment.",
            __module__=__name__,
            model_config=ConfigDict(extra="forbid", frozen=True),
        ),
    ),
)
"""Every section in one: `StoreSettings.of` gives each part its own."""

GONE = {"staff_pin": "everybody has a PIN of their own now; begin with goddag-hub people add NAME --role manager"}
"""Settings of before."""

# Where a floor plan must be named and is not opened.
NO_FLOOR_PLAN = Path("no-floor-plan.toml")


def read_settings(file: Path | None, *, without_floor_plan: bool = False, **overrides: Any) -> StoreSettings:
    """Settings from command line, environment and file, in this order. Raises `SettingsError`.

    `without_floor_plan`: for whoever does not open it, it need not be set.
    """
    defaults = {"floor_plan": NO_FLOOR_PLAN} if without_floor_plan else {}
    return load_settings(Settings, PREFIX, file, overrides, defaults=defaults, gone=GONE)
