"""Who comes when, and on which way through the store: an endless, seeded stream of arrivals in order of time."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hub.ground.floor_plan.model import FloorPlan, Zone, ZoneKind
from simulators.people import Persona
from simulators.shops.files import default_shop
from simulators.shops.model import DemoShop
from simulators.walk import Route, passing_route, visit_route

# A member comes back no sooner than this after leaving, so that the hub has seen the first visit end.
REST_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy the store is. Seconds, except `rounds`."""

    first_members_at: tuple[float, ...]
    """When the first members come; after that one comes every `between_members`."""
    between_members: float
    between_strangers: float
    between_passers_by: float
    dwell: tuple[float, float]
    rounds: int | None
    """How often each member comes; None: for ever."""


OPEN_DAY = Pace((0.2, 2.5, 6.0), 13.0, 8.0, 12.0, (10.0, 22.0), None)


def pace_for(seconds: float, members: int | None = None) -> Pace:
    """Every member once within `seconds`, the last early enough to be recognised."""
    between = min(4.0, 0.55 * seconds / (members or len(default_shop().members)))
    dwell = max(1.5, min(10.0, seconds / 8))
    return Pace((0.3,), between, max(0.8, between * 0.7), max(1.5, between * 2), (dwell * 0.7, dwell), 1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody appears in the street `at_s` seconds after the start."""

    at_s: float
    name: str
    member: Persona | None
    """None: a stranger."""
    route: Route


def arrivals(plan: FloorPlan, seed: int, pace: Pace, shop: DemoShop | None = None) -> Iterator[Arrival]:
    """Everybody, in order of time."""
    return heapq.merge(
        _members(plan, seed, pace, shop or default_shop()),
        _strangers(plan, seed, pace.between_strangers, pace),
        _strangers(plan, seed, pace.between_passers_by, None),
        key=lambda arrival: arrival.at_s,
    )


def _members(plan: FloorPlan, seed: int, pace: Pace, shop: DemoShop) -> Iterator[Arrival]:
    dice = Random(f"members {seed}")
    at, count, rounds = 0.0, 0, 0
    gone_at: dict[str, float] = {}
    members = shop.members
    # The first in the list comes first: whoever opens the demo meets them.
    order = [members[0], *dice.sample(members[1:], len(members) - 1)]
    while pace.rounds is None or rounds < pace.rounds:
        for persona in order:
            first = pace.first_members_at
            at = first[count] if count < len(first) else at + pace.between_members * dice.uniform(0.8, 1.2)
            at = max(at, gone_at.get(persona.ref, -REST_SECONDS) + REST_SECONDS)
            route = visit_route(plan, dice, _wanted(plan, _shelf(shop, persona), dice), dice.uniform(*pace.dwell))
            gone_at[persona.ref] = at + route.seconds
            yield Arrival(at, persona.ref, persona, route)
            count += 1
        order = dice.sample(members, len(members))
        rounds += 1


def _strangers(plan: FloorPlan, seed: int, between: float, visits: Pace | None) -> Iterator[Arrival]:
    """Strangers who come in, or with `visits` None those who only pass by."""
    kind = "passer-by" if visits is None else "stranger"
    dice = Random(f"{kind} {seed}")
    at, count = 0.0, 0
    while True:
        at += between * dice.uniform(0.5, 1.5)
        count += 1
        if visits is None:
            route = passing_route(plan, dice)
        else:
            zones = dice.sample(_open_zones(plan), min(dice.randint(1, 3), len(_open_zones(plan))))
            route = visit_route(plan, dice, zones, dice.uniform(*visits.dwell))
        yield Arrival(at, f"{kind}-{count}", None, route)


def _shelf(shop: DemoShop, persona: Persona) -> str | None:
    """Where that stands which they buy most; what they come for in a shop without lines is anywhere."""
    return shop.shelves.get(persona.taste[0][0]) if persona.taste else None


def _wanted(plan: FloorPlan, shelf: str | None, dice: Random) -> list[Zone]:
    """First the shelf of their taste, then another place, perhaps the till."""
    first = plan.zone_named(shelf) if shelf else None
    zones = [first] if first else []
    others = [zone for zone in _open_zones(plan) if zone not in zones]
    return zones + dice.sample(others, min(len(others), dice.randint(1, 2)))


def _open_zones(plan: FloorPlan) -> list[Zone]:
    return [zone for zone in plan.zones if zone.kind in {ZoneKind.SALES, ZoneKind.TILL}] or list(plan.zones)
