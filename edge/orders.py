"""What the hub wants of this edge: taken when valid, kept for the next start."""

import contextlib
import os
from pathlib import Path

import structlog
from pydantic import ValidationError

from edge.settings import AgentSettings
from wire.codec import encode
from wire.messages import EdgeConfig

_FILE = "orders.json"

log = structlog.get_logger()


def first_orders(settings: AgentSettings) -> EdgeConfig:
    """The last good orders, or the settings while there are none."""
    kept = _read(settings)
    if kept is not None:
        return kept
    return EdgeConfig(
        store=settings.store, edge=settings.edge, marker=settings.marker, beacon_uuids=list(settings.beacon_uuids)
    )


def keep_orders(data_dir: Path, orders: EdgeConfig) -> None:
    """Write them whole or not at all; a disk that is full costs a log line, for the orders hold without it."""
    part = data_dir / f"{_FILE}.part"
    try:
        with part.open("wb") as file:
            file.write(encode(orders))
            file.flush()
            os.fsync(file.fileno())
        part.replace(data_dir / _FILE)
    except OSError as error:
        log.warning("orders_not_kept", error=error.strerror)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _read(settings: AgentSettings) -> EdgeConfig | None:
    try:
        orders = EdgeConfig.model_validate_json((settings.data_dir / _FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        log.warning("kept_orders_unreadable", error=type(error).__name__)
        return None
    # A data folder that came from another edge says nothing about this one.
    return orders if (orders.store, orders.edge) == (settings.store, settings.edge) else None
