"""What a customer gets when they ask for everything: shapes with a schema, so that another service can read it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.service.client_book.model import LookedAfterView
from hub.service.staff.model import TimelineEntry, VisitCard
from hub.trust.channels.service import ChannelState
from hub.trust.consents.purposes import Level, Purpose
from hub.trust.rights.receipt import RightsModel

Value = str | int | float | None
# Markup, controls, what turns the writing around, what cannot be seen. Joiners stay: names are spelt with them.
_UNSHOWABLE = r"\x00-\x1f\x7f-\x9f<>\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"


class ConsentLine(RightsModel):
    """One choice, as it stands in the ledger."""

    line: int
    at_ms: int
    purpose: Purpose
    granted: bool
    until_ms: int | None = Field(description="Of a choice for one visit: until when at most.")
    text_version: str
    text_sha256: str
    language: str
    screen: str
    app_version: str
    made_by: str
    hash: str = Field(description="Chains the line to the one before it in the store's ledger.")


class HeldVisit(RightsModel):
    """One visit."""

    visit_id: str
    started_at_ms: int
    ended_at_ms: int | None
    last_zone: str
    asked_for_help_at_ms: int | None
    outcome: str | None = Field(description="What staff noted of how helping went.")


class HeldMessage(RightsModel):
    """One message that was decided on: sent, or withheld and why."""

    at_ms: int
    visit_id: str
    campaign: str
    name: str | None = Field(description="What the campaign is called, where it is still known.")
    sent: bool
    variant: str | None
    result: str | None = Field(description="Of a sent one: what the push gateway answered.")
    withheld_because: str | None


class HeldOffer(RightsModel):
    """One offer that they got."""

    code: str
    text: str = Field(description="What it takes off, or gives, in the reader's language.")
    campaign: str
    name: str | None = Field(description="What the campaign is called, where it is still known.")
    given_at_ms: int
    valid_until_ms: int
    redeemed_at_ms: int | None
    state: Literal["open", "redeemed", "expired"]


class HeldPhone(RightsModel):
    """One phone with the app."""

    platform: str
    last_seen_at_ms: int
    takes_messages: bool


class HeldTrait(RightsModel):
    """One thing known from the customer data platform and kept in memory for now."""

    name: str
    value: str
    source: str
    observed_at_ms: int | None
    fetched_at_ms: int
    purpose: Purpose
    is_guess: bool


class ShownCard(RightsModel):
    """A card as staff saw it."""

    visit_id: str
    at_ms: int
    name: str | None
    card: VisitCard
    opened_by: list[str] = Field(description="Who opened it in this visit, as far as the shop names them.")


class HeldTable(RightsModel):
    """Every row of one table that is about this customer, as it is stored."""

    table: str
    about: str = Field(description="What is kept and what for, in the reader's language.")
    kept: str = Field(description="When it is deleted, in the reader's language.")
    kept_days: float | None = Field(description="For how many days; null where something else ends it.")
    outlives_erasure: bool = Field(description="Whether rows stay when the customer leaves, as proof and by no name.")
    rows: list[dict[str, Value]]


class HeldData(RightsModel):
    """Everything that this store holds of one customer."""

    made_at_ms: int
    store: str
    customer_ref: str
    level: Level
    purposes: dict[Purpose, bool]
    objected_at_ms: int | None
    dismissed_guesses: dict[str, int]
    channels: list[ChannelState] = Field(description="E-mail, SMS, push and in store: answers here and elsewhere.")
    consents: list[ConsentLine]
    visits: list[HeldVisit]
    messages: list[HeldMessage]
    offers: list[HeldOffer]
    phones: list[HeldPhone]
    profile: list[HeldTrait]
    looked_after: LookedAfterView | None = Field(description="The colleague who looks after them.")
    cards: list[ShownCard]
    timeline: list[TimelineEntry]
    everything: list[HeldTable]


class Correction(RightsModel):
    """What became of a correction."""

    result: Literal["passed_on", "not_reached", "elsewhere"]
    detail: str


class ProfileChange(RightsModel):
    """What the customer says is right."""

    first_name: Annotated[
        str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=rf"^[^{_UNSHOWABLE}]+$")
    ]
