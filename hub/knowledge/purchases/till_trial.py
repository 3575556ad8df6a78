"""A mapping tried on something that the till has sent: the order as it would be read, or what is wrong and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hub.ground.floor_plan.toml_lines import Key, key_lines, line_of
from hub.ground.http.json_body import NotJson, parse_json
from hub.ground.parsing.money import written
from hub.knowledge.customers.mapping import list_at, look_up
from hub.knowledge.purchases.fields import Reading
from hub.knowledge.purchases.mapped import NotAnOrder, TillMapping, in_our_shape
from hub.knowledge.purchases.model import DeliveryResult, Order
from hub.knowledge.purchases.refusals import RecordRefusal
from hub.knowledge.purchases.till_file import LINE_WORDS, ORDER_WORDS, load_till_mapping
from hub.knowledge.purchases.tills.generic.orders import OrderTold, orders_of
from wire.sentences import sentence_of

_FILE_WORDS = {ours: theirs for theirs, ours in ORDER_WORDS.items()}
_LINE_FILE_WORDS = {ours: theirs for theirs, ours in LINE_WORDS.items()}
_NOTHING = "nothing is there in this sample"
_WHY: Mapping[DeliveryResult, Key] = {
    DeliveryResult.TEST: ("test",),
    DeliveryResult.UNKNOWN_TOPIC: ("kinds",),
    DeliveryResult.UNKNOWN_CURRENCY: ("currency",),
    DeliveryResult.MIXED_CURRENCIES: ("lines", "currency"),
}
_SAID = {
    DeliveryResult.TEST: "it says that it is a test: the hub counts it and keeps nothing",
    DeliveryResult.UNKNOWN_TOPIC: "kinds has no word for what this is",
    DeliveryResult.UNKNOWN_CURRENCY: "that is no currency of ISO 4217",
    DeliveryResult.MIXED_CURRENCIES: "a line has another currency than the order",
}


@dataclass(frozen=True, slots=True)
class Trial:
    """What to print, and whether the hub would keep it."""

    good: bool
    lines: tuple[str, ...]


def try_mapping(file: Path, sample: bytes) -> Trial:
    """Read a sample as the hub would. Raises `TillMappingError` for the mapping itself, and `OSError`."""
    mapping = load_till_mapping(file)
    places = _Places(file)
    try:
        told = parse_json(sample)
    except NotJson as error:
        return Trial(good=False, lines=(f"the sample is not JSON: {_first_sentence(error)}",))
    try:
        reading = Reading(strict=True)
        shaped = in_our_shape(told, mapping, reading)
        orders = (
            shaped
            if isinstance(shaped, DeliveryResult)
            else orders_of(OrderTold.model_validate(shaped, context=reading))
        )
    except NotAnOrder as error:
        return Trial(good=False, lines=(places.say(error.place, _first_sentence(error)),))
    except ValidationError as error:
        found = error.errors(include_url=False)
        said = ((each["loc"], _NOTHING if each["type"] == "missing" else sentence_of(each)) for each in found)
        return Trial(good=False, lines=tuple(places.say(place, why) for place, why in said))
    if isinstance(orders, RecordRefusal):
        return Trial(good=False, lines=(places.say((orders.field,), orders.why),))
    if isinstance(orders, DeliveryResult):
        return Trial(good=False, lines=(f"{places.of(_WHY.get(orders, ()))}: {_SAID.get(orders, orders.value)}",))
    silent = [f"note: {places.of(key)}: {_NOTHING}" for key in _silent(told, mapping)]
    return Trial(good=True, lines=(*(line for order in orders for line in _order(order)), *silent))


class _Places:
    """The mapping's lines, by the names that an order has here."""

    def __init__(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8-sig")
        self._name = file.name
        self._lines, self._text = key_lines(text), text.split("\n")

    def say(self, place: Sequence[int | str], why: str) -> str:
        """One complaint about a part of an order, an article by its number from 1."""
        match [*place]:
            case ["lines", int(number), *names]:
                key = ("lines", *(_LINE_FILE_WORDS.get(str(name), str(name)) for name in names))
                return f"{self.of(key)}: article {number + 1}: {why}"
            case ["lines", *_]:
                return f"{self.of(('lines', 'list'))}: {why}"
            case [str(name), *_]:
                return f"{self.of((_FILE_WORDS.get(name, name),))}: {why}"
            case _:
                return f"{self._name}: {why}"

    def of(self, key: Key) -> str:
        """File, line and what stands there."""
        line = line_of(self._lines, key)
        stands = f": {self._text[line - 1].partition('  #')[0].strip()}" if line else f": {'.'.join(map(str, key))}"
        return f"{self._name}, line {line}{stands}" if line else f"{self._name}{stands}"


def _silent(told: Any, mapping: TillMapping) -> Iterator[Key]:
    """Keys of the file that found nothing."""
    for name, path in mapping.order.items():
        if look_up(told, path) is None:
            yield (_FILE_WORDS[name],)
    articles = (list_at(told, mapping.lines) if mapping.lines else None) or []
    if mapping.lines and not articles:
        yield ("lines", "list")
    for name, path in mapping.line.items() if articles else ():
        if all(look_up(each, path) is None for each in articles):
            yield ("lines", _LINE_FILE_WORDS[name])


def _order(order: Order) -> Iterator[str]:
    at = datetime.fromtimestamp(order.occurred_ms / 1000, UTC).isoformat(timespec="seconds")
    yield f"{order.kind} {order.order_id}, version {order.version}, {at}, {_money(order.net_minor, order)}"
    said = {
        "takes back": order.original, "customer": order.customer_ref, "store": order.location, "till": order.till,
        "staff": order.staff, "basket": order.basket,
    }  # fmt: skip
    yield from (f"  {name}: {value}" for name, value in said.items() if value)
    for line in order.lines:
        names = " ".join(filter(None, (line.sku, line.name)))
        yield f"  article {line.line_id}: {line.qty} x {names or 'without a name'}, {_money(line.net_minor, order)}"


def _money(minor: int, order: Order) -> str:
    return f"{written(minor, order.currency)} {order.currency}"


def _first_sentence(error: BaseException) -> str:
    return str(error).split("\n", 1)[0] or type(error).__name__
