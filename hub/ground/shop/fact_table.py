"""[[facts]] of shop.toml: what a shop knows of its customers and no other does."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from hub.ground.shop.fields import Closed, Id, Text, Texts
from hub.ground.shop.former_names import FORMER_NAMES
from hub.ground.shop.model import FactKind, FactNeeds, OwnFact

# What every shop knows, under its names of now and of before, and the columns of an import beside that.
TAKEN = frozenset(FORMER_NAMES) | {
    "customer", "observed_at", "first_name", "lines_24m", "orders_24m", "last_order_item", "last_order_at",
    "last_order_line", "viewed_item_30d", "viewed_item_line", "viewed_times_30d", "due_item", "due_line",
    "online_views", "carts", "service_cases", "orders_ready", "last_purchase_at",
}  # fmt: skip


class FactTable(Closed):
    """What this shop knows of its customers and no other does, such as a size, a room or a tier.

    It stands on the opened card. Its value comes by its key from customers.toml, or from a column of customers import.
    """

    key: Id = Field(description="Its name in customers.toml and in the columns of an import.")
    label: Texts = Field(description="What the card calls it, by language.")
    type: FactKind = Field(
        FactKind.TEXT,
        description="What its value is: text, number, money (in the shop's currency), date, or choice (of choices).",
    )
    choices: dict[Text, Texts] = Field(
        default_factory=dict[str, dict[str, str]],
        description="Of a choice: what each value is called, by value and language; other values are left out.",
    )
    needs: FactNeeds = Field(
        FactNeeds.SHOW_HISTORY_TO_STAFF,
        description="The purpose that a customer has to have given before it is asked for: show_history_to_staff (from"
        " the level know_my_history on), greet_by_name (greet_me_by_name), join_online_instore or predict.",
    )
    order: Annotated[int, Field(ge=-100, le=100)] = Field(
        0,
        description="Where it stands on the card: below zero before what every shop knows, else behind it; equals as in"
        " the file.",
    )

    @model_validator(mode="after")
    def _chosen_from(self) -> Self:
        if (self.type is FactKind.CHOICE) != bool(self.choices):
            raise ValueError("choices belong to the type choice, and a choice has at least one")
        # A value is found by what it is called as well.
        names = [{each.casefold() for each in (value, *texts.values())} for value, texts in self.choices.items()]
        called = [name for each in names for name in each]
        if twice := next((name for name in called if called.count(name) > 1), None):
            raise ValueError(f'two of the choices are called "{twice}"')
        return self

    def fact(self) -> OwnFact:
        """It without its file."""
        return OwnFact(self.key, self.label, self.type, self.needs, self.choices, self.order)

    def texts(self) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
        """What it says in each language, by place."""
        yield ("label",), self.label
        for value, texts in self.choices.items():
            yield ("choices", value), texts


def taken_keys(facts: Sequence[FactTable]) -> Iterator[tuple[int, str]]:
    """The facts that are called like something else, by number."""
    for number, each in enumerate(facts):
        if each.key in TAKEN:
            yield (
                number,
                f'"{each.key}" is what every shop knows already, or a column of an import: choose another name',
            )
