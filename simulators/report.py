"""What a run promised and what it kept: figures in, verdict out. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulators.shops.files import default_shop
from simulators.shops.model import DemoShop

CARD_P95_MS = 1500.0
WITHDRAWAL_MS = 1000.0
# How a broken promise of time begins: on a machine that does other things beside, these say more of the machine.
OF_TIME = ("p95 from advertisement to card", "withdrawal to card gone")


@dataclass(frozen=True, slots=True)
class Figures:
    """A run, measured from outside the hub. Milliseconds where it says so."""

    members_entered: int
    members_recognised: int
    strangers_on_air: int
    strangers_recognised: int
    stranger_bytes_on_mqtt: int
    cards_shown: int
    app_messages_delivered: int
    sightings_published: int
    sightings_applied: int
    sightings_lost: int
    """On the broker and not at the hub."""
    sightings_applied_twice: int
    card_latencies_ms: tuple[float, ...]
    withdrawal_to_card_gone_ms: float | None
    sightings_given_up: int = 0
    """Never on the broker: an edge had no room for them, or the hub refused them."""
    flaws: tuple[str, ...] = ()
    """What makes the measuring itself doubtful, or a promise that has no figure; each one sentence."""


def broken_promises(figures: Figures) -> list[str]:
    """Each broken promise in one sentence. A promise with nothing to measure is broken."""
    broken: list[str] = list(figures.flaws)
    p95 = percentile(figures.card_latencies_ms, 0.95)
    gone = figures.withdrawal_to_card_gone_ms
    checks = (
        (figures.members_entered > 0, "no member entered"),
        (
            figures.members_recognised == figures.members_entered,
            f"{figures.members_recognised} of {figures.members_entered} members were recognised",
        ),
        (figures.strangers_on_air > 0, "no stranger was on the air"),
        (figures.strangers_recognised == 0, f"{figures.strangers_recognised} visits belong to no member"),
        (figures.stranger_bytes_on_mqtt == 0, f"{figures.stranger_bytes_on_mqtt} bytes of strangers crossed MQTT"),
        (figures.cards_shown > 0, "no card was shown"),
        (figures.app_messages_delivered > 0, "no app message was delivered"),
        (figures.sightings_published > 0, "no sighting was published"),
        (figures.sightings_lost == 0, f"{figures.sightings_lost} sightings were lost"),
        (figures.sightings_given_up == 0, f"{figures.sightings_given_up} sightings were given up by edges"),
        (figures.sightings_applied_twice == 0, f"{figures.sightings_applied_twice} sightings were applied twice"),
        (
            p95 is not None and p95 <= CARD_P95_MS,
            f"{OF_TIME[0]}: {_ms(p95)}, not {_ms(CARD_P95_MS)}",
        ),
        (gone is not None and gone <= WITHDRAWAL_MS, f"{OF_TIME[1]}: {_ms(gone)}, not {_ms(WITHDRAWAL_MS)}"),
    )
    return broken + [sentence for kept, sentence in checks if not kept]


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of the values do not exceed (nearest rank), or None for no values."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def as_json(figures: Figures, run: dict[str, Any]) -> dict[str, Any]:
    """The report file; `run` says which run it was."""
    names = (
        "members_entered", "members_recognised", "strangers_on_air", "strangers_recognised", "stranger_bytes_on_mqtt",
        "cards_shown", "app_messages_delivered", "sightings_published", "sightings_applied", "sightings_lost",
        "sightings_given_up", "sightings_applied_twice",
    )  # fmt: skip
    latencies = {
        name: _rounded(percentile(figures.card_latencies_ms, share))
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }
    return {name: getattr(figures, name) for name in names} | {
        "latency_ms": {"first_advertisement_to_card": latencies},
        "withdrawal_to_card_gone_ms": _rounded(figures.withdrawal_to_card_gone_ms),
        "run": run | {"broken_promises": broken_promises(figures)},
    }


def table(figures: Figures) -> str:
    """The short table for a terminal."""
    latencies = [percentile(figures.card_latencies_ms, share) for share in (0.5, 0.95, 0.99)]
    rows = (
        ("members recognised", f"{figures.members_recognised} of {figures.members_entered}"),
        ("strangers recognised", f"{figures.strangers_recognised} of {figures.strangers_on_air}"),
        ("stranger bytes on MQTT", f"{figures.stranger_bytes_on_mqtt}"),
        ("cards shown", f"{figures.cards_shown}"),
        ("app messages delivered", f"{figures.app_messages_delivered}"),
        ("sightings published", f"{figures.sightings_published}"),
        ("  lost / applied twice", f"{figures.sightings_lost} / {figures.sightings_applied_twice}"),
        ("advertisement to card", " / ".join(_ms(value) for value in latencies) + "  (p50 / p95 / p99)"),
        ("withdrawal to card gone", _ms(figures.withdrawal_to_card_gone_ms)),
    )
    return "\n".join(f"  {name:<26}{value}" for name, value in rows)


def foreign_words(text: str, own: str, shop: DemoShop | None = None) -> list[str]:
    """Words in `text` that belong to another line than `own`: what it is called, and the names of its articles."""
    shop = shop or default_shop()
    found: list[str] = []
    for line, called in shop.words.items():
        if line == own:
            continue
        words = (*called, *(article.name for article in shop.of_line(line)))
        found += [word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]
    return found


def _ms(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.0f} ms"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
