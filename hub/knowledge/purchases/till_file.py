"""till.toml: where in the JSON of a till of any other make each part of an order stands."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hub.ground.errors import TillMappingError
from hub.ground.floor_plan.toml_lines import key_lines, line_of
from hub.ground.parsing.mapping_checks import is_a_currency, is_a_zone
from hub.knowledge.customers.mapping import parse_place
from hub.knowledge.purchases.mapped import Money, TillMapping
from wire.sentences import ended, sentence_of


def _is_path(text: str) -> str:
    parse_place(text)
    return text


_Path = Annotated[str, Field(max_length=200), AfterValidator(_is_path)]
_NEXT = 'See "A till with its own JSON" in docs/operating/purchases.md.'


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def paths(self, ours: dict[str, str]) -> dict[str, Any]:
        return {name: parse_place(path) for key, name in ours.items() if (path := getattr(self, key))}


class Lines(_Table):
    """Paths within one article, but for `list`, which is where the articles stand."""

    list: _Path
    id: _Path | None = None
    sku: _Path | None = None
    name: _Path | None = None
    quantity: _Path | None = None
    price: _Path | None = None
    discount: _Path | None = None
    total: _Path | None = None
    currency: _Path | None = None
    returns: _Path | None = None
    gift: _Path | None = None

    @model_validator(mode="after")
    def _has_an_amount(self) -> "Lines":
        if not self.total and not self.price:
            raise ValueError("name total (what the line costs), or price (of one piece)")
        return self


class File(_Table):
    """The file."""

    id: _Path
    time: _Path
    time_zone: str | None = None
    total: _Path
    money: Money
    decimal_sign: Literal[",", "."] | None = None
    dates: Literal["day_first", "month_first"] | None = None
    currency: _Path | None = None
    currency_is: str | None = None
    version: _Path | None = None
    kind: _Path | None = None
    kinds: dict[str, Literal["sale", "return", "exchange", "void"]] = Field(default_factory=dict, max_length=50)
    return_of: _Path | None = None
    customer: _Path | None = None
    store: _Path | None = None
    till: _Path | None = None
    staff: _Path | None = None
    basket: _Path | None = None
    gift: _Path | None = None
    pickup: _Path | None = None
    pickups: dict[str, Literal["ready", "collected"]] = Field(default_factory=dict, max_length=50)
    test: _Path | None = None
    lines: Lines | None = None

    _zone_is_one = field_validator("time_zone")(is_a_zone)

    _currency_is_one = field_validator("currency_is")(is_a_currency)

    @model_validator(mode="after")
    def _fits(self) -> "File":
        if not self.currency and not self.currency_is:
            raise ValueError("name currency, or currency_is for a till that does not say it")
        if bool(self.kind) != bool(self.kinds):
            raise ValueError('kind and kinds belong together: kind = "type", kinds = { SALE = "sale" }')
        if bool(self.pickup) != bool(self.pickups):
            raise ValueError('pickup and pickups belong together: pickup = "status", pickups = { READY = "ready" }')
        return self

    def mapping(self) -> TillMapping:
        """The same, ready to be used."""
        return TillMapping(
            order=self.paths(ORDER_WORDS),
            lines=parse_place(self.lines.list) if self.lines else None,
            line=self.lines.paths(LINE_WORDS) if self.lines else {},
            kinds=self.kinds,
            pickups=self.pickups,
            currency=self.currency_is,
            money=self.money,
            zone=ZoneInfo(self.time_zone) if self.time_zone else None,
            decimal_sign=self.decimal_sign,
            dates=self.dates,
        )


# The file's word, and ours in `OrderTold` and `LineTold`.
ORDER_WORDS = {
    "id": "order_id", "time": "occurred_at", "total": "net_minor", "currency": "currency", "version": "version",
    "kind": "kind", "return_of": "original_order_id", "customer": "customer_ref", "store": "store", "till": "till",
    "staff": "staff", "basket": "basket", "gift": "gift", "pickup": "pickup", "test": "test",
}  # fmt: skip
LINE_WORDS = {
    "id": "line_id", "sku": "sku", "name": "name", "quantity": "qty", "price": "unit_minor",
    "discount": "discount_minor", "total": "net_minor", "currency": "currency", "returns": "returns_line",
    "gift": "gift",
}  # fmt: skip


def load_till_mapping(path: Path) -> TillMapping:
    """Read and check the file. Raises `TillMappingError` that names the line and the key."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # as Windows' editors begin a file
        read = tomllib.loads(text)
    except OSError as error:
        raise TillMappingError(f"cannot read {path}: {error.strerror}. Check till_mapping.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TillMappingError(f"{path} is not TOML: {error}. {_NEXT}") from None
    try:
        return File.model_validate(read).mapping()
    except ValidationError as error:
        faults = [_fault(each, path, text) for each in error.errors(include_url=False, include_input=False)]
        raise TillMappingError("\n".join([*faults, _NEXT])) from None


def _fault(error: Any, path: Path, text: str) -> str:
    place = tuple(error["loc"])
    line = line_of(key_lines(text), place)
    where = f"{path}, line {line}" if line else str(path)
    key = ".".join(map(str, place))
    said = ended(sentence_of(error, File))
    return f"{where}: {f'{key}: ' if key else ''}{said}"
