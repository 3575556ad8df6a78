"""A calibration walk through a simulated store, as the file that `goddag-hub calibrate --walk` reads.

Somebody with the app walks from spot to spot, taps, and turns once around; the edges' own windows make what is heard.
"""

import json
import math
from collections.abc import Iterator
from random import Random

from edge.decode import MemberFrame
from edge.window import SightingWindow
from hub.ground.floor_plan.model import FloorPlan, Point, contains
from simulators.field import DANIS, RadioModel, Receiver, Transmitter, heard
from simulators.stage import ADV_DELAY_SECONDS, PHONE_INTERVAL_SECONDS, POCKET_HEIGHT_M
from wire.ids import Token

SPACING_M = 3.5
MARGIN_M = 0.7
WALKING_M_S = 1.0
TURN_SECONDS = 10.0
WINDOW_SECONDS = 1.0


def walked(
    plan: FloorPlan, seed: int, *, spacing_m: float = SPACING_M, gain_db: float = 0.0, model: RadioModel = DANIS
) -> str:
    """The whole file. The radio field is that of `seed`, as in the demo with that seed."""
    lines: list[tuple[float, int, dict[str, object]]] = []
    dice = Random(f"walk {seed}")
    receivers = [Receiver(str(edge.id), edge.x_m, edge.y_m, edge.height_m) for edge in plan.edges]
    windows = {receiver.name: SightingWindow(WINDOW_SECONDS, WINDOW_SECONDS) for receiver in receivers}
    frame = MemberFrame(Token(bytes(16)), None)
    now, packet = 0.0, 0
    here: Point | None = None
    for spot in spots(plan, spacing_m):
        legs = [(spot, TURN_SECONDS)]
        if here is not None and here != spot:
            legs.insert(0, (here, math.dist(here, spot) / WALKING_M_S))
        for start, seconds in legs:
            if start == spot:
                lines.append((now, 0, {"kind": "tap", "at": round(now, 3), "x_m": spot[0], "y_m": spot[1]}))
            began = now
            while now < began + seconds:
                share = (now - began) / seconds
                x, y = (a + (b - a) * share for a, b in zip(start, spot, strict=True))
                facing = math.atan2(spot[1] - start[1], spot[0] - start[0]) if start != spot else share * math.tau
                packet += 1
                antenna = Transmitter("walker", x, y, POCKET_HEIGHT_M, facing, gain_db=gain_db)
                for receiver in receivers:
                    rssi, window = heard(model, seed, antenna, receiver, packet), windows[receiver.name]
                    made = window.close_due(now) if rssi is None else window.hear(frame, rssi, now)
                    lines += [_heard(receiver.name, each.last_mono, each.rssi_dbm, each.packets) for each in made]
                now += PHONE_INTERVAL_SECONDS + dice.random() * ADV_DELAY_SECONDS
        here = spot
    for name, window in windows.items():
        lines += [_heard(name, each.last_mono, each.rssi_dbm, each.packets) for each in window.close_all()]
    lines.sort(key=lambda line: line[:2])
    head = {"kind": "walk", "version": 1, "store": str(plan.store_id)}
    return "".join(f"{json.dumps(line)}\n" for line in (head, *(line for _, _, line in lines)))


def spots(plan: FloorPlan, spacing_m: float) -> Iterator[Point]:
    """Spots about so far apart all over the store, up one row and down the next."""
    (left, right), (bottom, top) = (
        (min(c[axis] for c in plan.outline) + MARGIN_M, max(c[axis] for c in plan.outline) - MARGIN_M)
        for axis in (0, 1)
    )
    columns, rows = (max(1, round((high - low) / spacing_m)) for low, high in ((left, right), (bottom, top)))
    for column in range(columns + 1):
        order = range(rows + 1) if column % 2 == 0 else range(rows, -1, -1)
        for row in order:
            spot = left + (right - left) * column / columns, bottom + (top - bottom) * row / rows
            if contains(plan.outline, spot):
                yield round(spot[0], 2), round(spot[1], 2)


def _heard(edge: str, at: float, rssi_dbm: float, packets: int) -> tuple[float, int, dict[str, object]]:
    at, rssi_dbm = round(at, 3), round(rssi_dbm, 2)
    return at, 1, {"kind": "heard", "at": at, "edge": edge, "rssi_dbm": rssi_dbm, "packets": packets}
