"""A campaign as its owner writes it: one typed document, the same as YAML, in the API and in the database.

What a document cannot know by itself (the shop's languages, zones and articles) is looked at in `checks.py`.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hub.service.campaigns.rules.tree import AllOf, Rule

PATTERN_OF_ID = r"^[a-z0-9][a-z0-9-]{0,59}$"
PATTERN_OF_VALUE = r"^[0-9]{1,6}(\.[0-9]{1,2})?$"
PATTERN_OF_IMAGE = r"^https://"
PATTERN_OF_LINK = r"^[a-z][a-z0-9+.-]*:"
_Id = Annotated[str, Field(pattern=PATTERN_OF_ID)]
_Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Goal(StrEnum):
    """What the firm wants of it."""

    MORE_CUSTOMERS = "more_customers"
    MORE_OFTEN = "more_often"
    MORE_EACH_TIME = "more_each_time"


class Kpi(StrEnum):
    """What is counted for each customer, exposed or held out."""

    PURCHASE = "purchase"
    """Whether they bought; what was brought back does not count."""
    SPEND = "spend"
    """For how much, less what was brought back."""
    VISIT = "visit"
    """Whether they came again."""
    DWELL = "dwell"
    """How long they stayed, in seconds."""
    OFFER = "offer"
    """Whether the offer was redeemed; those held out have none."""


class Happening(StrEnum):
    """What sets a campaign off."""

    ARRIVED = "arrived"
    ENTERED_ZONE = "entered_zone"
    DWELLED = "dwelled"
    """Stayed so many seconds in a zone."""
    LEFT = "left"
    LOOKED_ONLINE = "looked_online"
    PURCHASED = "purchased"
    RETURNED = "returned"
    """Brought something back."""
    LAPSED = "lapsed"
    """Came in, and had bought nothing for longer than they use to."""
    CAME_BACK = "came_back"
    """Came in after so many days."""


class MessageType(StrEnum):
    """What the law sees in it; each has a consent of its own."""

    MARKETING = "marketing"
    SERVICE = "service"


class Action(StrEnum):
    """Who is told."""

    MESSAGE = "message"
    """The customer's app."""
    CARD = "card"
    """Whoever opens the card: a line on it."""
    NUDGE = "nudge"
    """A colleague who is free: a line, and a sound."""


class Choice(StrEnum):
    """Who decides which variant a customer gets."""

    SPLIT = "split"
    """Chance, by the shares that the document names."""
    BANDIT = "bandit"
    """What did well so far gets more customers; those held out stay as they are."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


_WITH_ZONE = frozenset({Happening.ENTERED_ZONE, Happening.DWELLED})
_WITH_DAYS = frozenset({Happening.CAME_BACK})


class Trigger(_Part):
    """What sets it off, and where."""

    on: Happening
    """What happened: see the table above."""
    zone: str | None = None
    """The id of a zone of the floor plan; of `entered_zone` and `dwelled`."""
    seconds: Annotated[int, Field(ge=5, le=7200)] | None = None
    """How long in the zone; of `dwelled`."""
    days: Annotated[int, Field(ge=1, le=730)] | None = None
    """How long they were away; of `came_back`."""

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "Trigger":
        for name, needed in (
            ("zone", self.on in _WITH_ZONE),
            ("seconds", self.on is Happening.DWELLED),
            ("days", self.on in _WITH_DAYS),
        ):
            has = getattr(self, name) is not None
            if needed and not has:
                raise ValueError(f'"{self.on.value}" needs "{name}"')
            if has and not needed:
                raise ValueError(f'"{self.on.value}" has no "{name}"')
        return self


class Text(_Part):
    """What is read, in one language. A phone cuts what is longer."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    """At most 60 characters. On a card or a nudge it is all there is."""
    body: Annotated[str, Field(max_length=180)] = ""
    """At most 180 characters; a message has one."""


class Offer(_Part):
    """A price or a gift that ends, with a code for each customer."""

    kind: Literal["percent", "amount", "gift"]
    """`percent` and `amount` are off the price; a `gift` is an article."""
    value: Annotated[str, Field(pattern=PATTERN_OF_VALUE)] | None = None
    """Percent, or an amount in the shop's currency; a gift has none."""
    article: str | None = None
    """What it counts for; None for the whole basket."""
    valid_hours: Annotated[int, Field(ge=1, le=24 * 60)]
    """For so long after it was given."""
    pool: str | None = None
    """The name of an imported list of codes; None where the hub makes them."""
    not_if_bought_days: Annotated[int, Field(ge=0, le=730)] = 30
    """Not for an article that the customer bought at full price so lately."""

    @model_validator(mode="after")
    def _is_whole(self) -> "Offer":
        if (self.kind == "gift") == (self.value is not None):
            raise ValueError('a gift has no "value"; a percentage or an amount needs one')
        if self.kind == "percent" and self.value and not 0 < float(self.value) <= 100:
            raise ValueError('"value" is a percentage: above 0, at most 100')
        if self.kind == "gift" and self.article is None:
            raise ValueError('a gift needs an "article"')
        return self


class Variant(_Part):
    """One way to say it."""

    id: _Id
    """Lower case, digits and hyphens; results are told by it."""
    share: Annotated[float, Field(gt=0.0, le=1000.0)] = 1.0
    """Beside the other variants: 1 and 1 are half each."""
    text: dict[str, Text]
    """By language."""
    article: str | None = None
    """The catalogue id of what it speaks of."""
    image: Annotated[str, Field(max_length=500, pattern=PATTERN_OF_IMAGE)] | None = None
    """Shown in the message."""
    link: Annotated[str, Field(max_length=500, pattern=PATTERN_OF_LINK)] | None = None
    """Opened by a tap: https://, or a scheme of your app."""
    offer: Offer | None = None
    """A price or a gift, with a code for each customer."""


class Caps(_Part):
    """At most so often for one customer."""

    visit: Annotated[int, Field(ge=1, le=20)] = 1
    """In one visit."""
    day: Annotated[int, Field(ge=1, le=20)] = 1
    """In a calendar day of the store."""
    week: Annotated[int, Field(ge=1, le=100)] = 2
    """In a week of the store, from Monday."""


class Period(_Part):
    """From the first day to the last, both of them, in the store's time zone."""

    first: date
    """As 2026-12-01."""
    last: date
    """As 2026-12-31; the evening of that day belongs to it."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Period":
        if self.last < self.first:
            raise ValueError("the last day is before the first")
        return self

    def has(self, day: date) -> bool:
        """Whether that day is one of them."""
        return self.first <= day <= self.last


class CampaignDocument(_Part):
    """One campaign."""

    id: _Id
    """Lower case, digits and hyphens; stays for ever."""
    name: Annotated[str, Field(min_length=1, max_length=100)]
    """As people call it."""
    goal: Goal
    """`more_customers`, `more_often` or `more_each_time`."""
    kpi: Kpi
    """What is counted, exposed and held out: see the table above."""
    smallest_effect: Annotated[float, Field(gt=0.0, le=10.0)]
    """The smallest relative lift worth finding: 0.1 is 10 %."""
    owner: Annotated[str, Field(min_length=1, max_length=100)]
    """Who answers for it; when they leave, it is flagged."""
    period: Period
    """When it may be said."""
    stores: tuple[str, ...] = ()
    """Empty: every store."""
    trigger: Trigger
    """What sets it off."""
    who: Rule = AllOf(all=())
    """Of whom: a rule over fields. Without one, everybody who agreed."""
    type: MessageType = MessageType.MARKETING
    """`marketing` or `service`; each has a consent of its own, and a service message sells nothing."""
    action: Action = Action.MESSAGE
    """`message` to the app, a line on the `card`, or a `nudge` to a free colleague."""
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, max_length=10)]
    """One way to say it, or several that are compared."""
    choice: Choice = Choice.SPLIT
    """How a customer's variant is chosen. A bandit learns from what happens within the visit."""
    holdout: Annotated[float, Field(ge=0.0, le=0.9)] = 0.1
    """Share of customers who never get it, so that its effect can be measured."""
    attribution_days: Annotated[int, Field(ge=0, le=90)] = 0
    """How long after it an outcome counts; 0: within the visit."""
    caps: Caps = Caps()
    """How often one customer gets it at most."""
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    """Of several at one moment, the highest is said."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> "CampaignDocument":
        ids = [each.id for each in self.variants]
        if len(set(ids)) < len(ids):
            raise ValueError("two variants have the same id")
        if self.type is MessageType.SERVICE and any(each.offer or each.article or each.link for each in self.variants):
            raise ValueError(
                "a service message has no offer, article or link: with one it is marketing (type: marketing)"
            )
        is_after = self.trigger.on is Happening.LEFT and self.action is Action.MESSAGE
        if is_after and self.type is MessageType.MARKETING:
            raise ValueError(
                "customers agreed to offers while they are in the store: who has left gets a service message or none"
            )
        if self.kpi is Kpi.OFFER and not all(each.offer for each in self.variants):
            raise ValueError('the KPI "offer" needs an offer in each variant')
        return self

    @property
    def articles(self) -> frozenset[str]:
        """What it speaks of."""
        named = [each.article for each in self.variants]
        named += [each.offer.article for each in self.variants if each.offer]
        return frozenset(each for each in named if each)
