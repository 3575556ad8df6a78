"""From what the watchers saw to the figures of the report."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from simulators.leaks import leaked_bytes, needles
from simulators.observer import BrokerWatch, EventKey, HandheldWatch, InboxWatch, SeenVisit
from simulators.people import PUSH
from simulators.report import Figures, foreign_words
from simulators.shops.model import DemoShop
from simulators.stage import Walker


@dataclass(frozen=True, slots=True)
class Sightings:
    """What became of the sightings of a run. An event's key names the run of its edge, so no two runs share one."""

    published: frozenset[EventKey]
    """On the broker, before `applied` was read: what comes later can still be on its way."""
    given_up: int
    """Events in whose place an edge sent a gap."""
    applied: Counter[EventKey]
    """How often the hub applied each event, of all runs in this folder."""
    applied_before: Counter[EventKey]
    """The same at the beginning of this run."""


def applied_events(database: Path) -> Counter[EventKey]:
    """How often the hub applied each event, read from its file by an outsider who cannot write."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10.0)
    try:
        rows = connection.execute("SELECT edge, boot_id, seq, COUNT(*) FROM applied_events GROUP BY edge, boot_id, seq")
        return Counter({(edge, boot, seq): count for edge, boot, seq, count in rows})
    finally:
        connection.close()


def figures(
    shop: DemoShop,
    walkers: list[Walker],
    broker: BrokerWatch,
    handheld: HandheldWatch,
    inbox: InboxWatch,
    sightings: Sightings,
    withdrawal_ms: float | None,
) -> Figures:
    """The figures of a run, from outside the hub."""
    visits = list(handheld.visits.values())
    entered = [
        walker
        for walker in walkers
        if walker.arrival.member and walker.arrival.member.recognisable and walker.first_given_inside is not None
    ]
    owners = {visit.owner for visit in visits}
    strangers = [walker.stranger for walker in walkers if walker.stranger and walker.first_given is not None]
    traces = needles(
        (address for each in strangers for address in each.addresses),
        (payload for each in strangers for payload in each.payloads),
    )
    return Figures(
        members_entered=len(entered),
        members_recognised=sum(walker.name in owners for walker in entered),
        strangers_on_air=len(strangers),
        strangers_recognised=sum(visit.owner is None for visit in visits),
        stranger_bytes_on_mqtt=leaked_bytes(broker.carried, traces),
        cards_shown=sum(visit.first_card_at is not None for visit in visits),
        app_messages_delivered=len(inbox.received),
        sightings_published=len(sightings.published),
        sightings_applied=sum(key in sightings.applied for key in sightings.published),
        sightings_lost=sum(key not in sightings.applied for key in sightings.published),
        sightings_given_up=sightings.given_up,
        sightings_applied_twice=sum(count > 1 for count in sightings.applied.values()),
        card_latencies_ms=tuple(_latencies(entered, visits)),
        withdrawal_to_card_gone_ms=withdrawal_ms,
        flaws=tuple(_flaws(shop, broker, visits, inbox, sightings)),
    )


def _latencies(entered: list[Walker], visits: list[SeenVisit]) -> list[float]:
    """From the first packet that an edge was handed inside to the card; of an earlier card, from the street."""
    found: list[float] = []
    for walker in entered:
        cards = [visit.first_card_at for visit in visits if visit.owner == walker.name and visit.first_card_at]
        if not cards or walker.first_given is None or walker.first_given_inside is None:
            continue
        inside = walker.first_given_inside
        began = inside if min(cards) >= inside else walker.first_given
        found.append((min(cards) - began) * 1000)
    return found


def _flaws(
    shop: DemoShop, broker: BrokerWatch, visits: list[SeenVisit], inbox: InboxWatch, sightings: Sightings
) -> list[str]:
    found: list[str] = []
    unseen = sum(key not in broker.keys for key in sightings.applied - sightings.applied_before)
    if unseen or broker.incomplete:
        found.append(f"the observer missed part of what the broker carried ({unseen} applied events)")
    if broker.unreadable:
        found.append(f"{broker.unreadable} messages on MQTT do not fit the wire format")
    for visit in visits:
        owner = shop.member(visit.owner) if visit.owner else None
        if owner and not owner.recognisable:
            found.append(f"{owner.ref} chose to stay unseen and was shown to staff")
        if visit.shown_after_gone:
            found.append(f"a visit was shown again {visit.shown_after_gone} times after it was gone")
    for got in inbox.received:
        customer = shop.member(got.customer)
        if customer and PUSH not in customer.purposes:
            found.append(f"{customer.ref} refused app messages and got one")
    return found + _of_one_line(shop, visits, inbox)


def _of_one_line(shop: DemoShop, visits: list[SeenVisit], inbox: InboxWatch) -> list[str]:
    """Who buys of one line and nothing else: nothing else may be shown or written to them."""
    found: list[str] = []
    for persona in shop.members:
        line = persona.only_line
        cards = [card for visit in visits if visit.owner == persona.ref for card in visit.cards]
        messages = [f"{got.title} {got.body}" for got in inbox.received if got.customer == persona.ref]
        if persona is shop.members[0] and not cards:
            found.append(f"the card of {persona.ref} ({persona.note}) was never shown")
        if line is None:
            continue
        words = sorted({word for text in cards + messages for word in foreign_words(text, line, shop)})
        if words:
            found.append(f"{persona.ref}, who buys {line} alone, was shown {', '.join(words)}")
    return found
