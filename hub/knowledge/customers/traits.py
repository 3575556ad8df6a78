"""What is asked for, kept and shown of customers: what every shop knows, and the facts of the shop's own. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from hub.ground.errors import ShopFileError
from hub.ground.parsing.moments import DateOrder, read_moment
from hub.ground.parsing.money import minor_units, written
from hub.ground.parsing.numbers import read_decimal
from hub.ground.shop.model import FactKind, OwnFact, Shop
from hub.knowledge.customers import values
from hub.knowledge.customers.port import NEEDS, Value
from hub.knowledge.customers.sensitive import SensitiveProducts
from hub.knowledge.customers.values import ValueKind
from hub.trust.consents.permission import Permission
from hub.trust.consents.purposes import Purpose

_KINDS: Mapping[FactKind, ValueKind] = {
    FactKind.TEXT: ValueKind.TEXT,
    FactKind.NUMBER: ValueKind.NUMBER,
    FactKind.MONEY: ValueKind.MONEY,
    FactKind.DATE: ValueKind.DATE,
    FactKind.CHOICE: ValueKind.CHOICE,
}
# No shop counts as far, and what has more digits is the number of something.
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of one shop. Without facts of its own, those that every shop knows."""

    own: Mapping[str, OwnFact] = field(default_factory=dict[str, OwnFact])
    currency: str = "EUR"
    """ISO 4217, of money."""
    zone: tzinfo = UTC
    """In which a moment becomes a date."""

    @property
    def needs(self) -> Mapping[str, Purpose]:
        """Which purpose opens which trait. A trait that is not listed is never asked for, kept or shown."""
        return {**NEEDS, **{key: Purpose(fact.needs.value) for key, fact in self.own.items()}}

    def allowed(self, permission: Permission) -> frozenset[str]:
        """The traits that a permission opens."""
        return frozenset(name for name, purpose in self.needs.items() if permission.allows(purpose))

    def kind_of(self, name: str) -> ValueKind:
        """What the value of a trait is."""
        return _KINDS[self.own[name].kind] if name in self.own else values.kind_of(name)

    def usable(self, name: str, value: Any, zone: tzinfo | None = None, order: DateOrder | None = None) -> Value | None:
        """The value in our terms; None for one that no card can show. `zone`: of times that name none."""
        fact = self.own.get(name)
        if fact is None:
            return values.usable(name, value, zone or UTC, order)
        try:
            return self._own_value(fact, value, zone or self.zone, order)
        except (ValueError, ArithmeticError):
            return None

    def _own_value(self, fact: OwnFact, value: Any, zone: tzinfo, order: DateOrder | None) -> Value | None:
        match fact.kind:
            case FactKind.TEXT:
                # A size or a number of a room is as often a number there.
                return values.usable(fact.key, str(value) if _is_number(value) else value)
            case FactKind.NUMBER:
                number = read_decimal(value)
                if abs(number) >= _MOST:
                    return None
                return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"
            case FactKind.MONEY:
                return written(minor_units(value, self.currency), self.currency)
            case FactKind.DATE:
                return self.date(value, zone, order).isoformat()
            case FactKind.CHOICE:
                return _chosen(fact, value)
            case _:
                assert_never(fact.kind)

    def date(self, value: Any, zone: tzinfo, order: DateOrder | None) -> date:
        """A date that is given as one is of any century; a moment is one where the shop is. Raises `ValueError`."""
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            at: datetime = read_moment(value, zone, order)
            return at.astimezone(self.zone).date()


OURS = Traits()


WHAT_TO_DO = (
    "is sensitive: it is never kept or shown, whoever agreed. Take it out, or list it under [harmless] in"
    " sensitive_products (docs/privacy/sensitive.md)"
)


def sensitive_facts(facts: Iterable[OwnFact], sensitive: SensitiveProducts) -> Iterator[tuple[str, str]]:
    """The keys of facts that nobody may keep, each with the first word or name that says so."""
    for fact in facts:
        if named := next((each for each in _names(fact) if sensitive.names(each)), None):
            yield fact.key, named


def traits_of(shop: Shop, sensitive: SensitiveProducts) -> Traits:
    """What is asked for in this shop. Raises `ShopFileError` for a fact that nobody may keep."""
    for key, named in sensitive_facts(shop.facts, sensitive):
        raise ShopFileError(f'shop.toml: facts: {key}: "{named}" {WHAT_TO_DO}.')
    return Traits({fact.key: fact for fact in shop.facts}, shop.currency, ZoneInfo(shop.time_zone))


def _names(fact: OwnFact) -> Iterable[str]:
    yield fact.key.replace("_", " ").replace("-", " ")
    yield from fact.label.values()
    for value, texts in fact.choices.items():
        yield value
        yield from texts.values()


def _chosen(fact: OwnFact, value: Any) -> str | None:
    """One of the choices, by its value or by its name in any language; yes and no of JSON are true and false."""
    said = str(value).strip().casefold() if isinstance(value, str | int | float) else ""
    for each, texts in fact.choices.items():
        if said in {each.casefold(), *(text.casefold() for text in texts.values())}:
            return each
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
