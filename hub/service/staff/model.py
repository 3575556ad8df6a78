"""What a handheld gets: the shapes of /api/staff."""

from typing import Literal

from pydantic import Field

from hub.ground.web.problem import Problem
from hub.ground.words.view import PhraseView
from hub.knowledge.insight.explained_view import SegmentView, SuggestedView
from hub.service.alerts.model import AlertList
from hub.trust.accounts.model import PersonName, RequestId, StaffModel, StaffName

Outcome = Literal["sold", "helped", "not_interested", "left"]


class ZoneName(StaffModel):
    """A zone as staff call it."""

    id: str
    name: str


class CardLine(PhraseView):
    """One of the three lines in the reader's language, with where it comes from and how old that is."""

    text: str
    source: str | None = None
    observed_at_ms: int | None = None
    is_nudge: bool = False
    """A colleague who was free was told of it."""


class CardField(StaffModel):
    """One thing behind the lines."""

    name: str
    label: str
    value: str | None
    source: str
    observed_at_ms: int | None
    fetched_at_ms: int | None
    freshness: Literal["fresh", "stale", "missing"]
    reason: str | None = None


class CardLines(StaffModel):
    """How to help, in three lines."""

    need: CardLine
    next_best: CardLine
    avoid: CardLine
    notice: str | None = None
    campaigns: tuple[CardLine, ...] = ()
    """What campaigns would have staff say."""


class TimelineEntry(StaffModel):
    """One thing that happened: in the store, at the till or online."""

    kind: Literal["visit", "purchase", "return", "online_view", "cart", "message", "note", "service_case"]
    label: str
    """The kind in the reader's language."""
    at_ms: int
    source: str
    text: str
    amount: str | None
    """A decimal number in `currency`, negative when it was paid back."""
    currency: str | None
    price: str | None
    """The amount as the reader writes it, with the shop's sign."""
    note: str | None = None
    """Of a note of staff: by what it is taken back."""
    by: str | None = None
    """Of a note of staff: who wrote it, as long as that is kept."""


class SuggestionView(SuggestedView):
    """A suggestion, and where on the card it stands."""

    stands_in: Literal["next_best"] | None
    """The line of the card that says it."""


class WhyView(StaffModel):
    """Why this: what is expected of the customer, and what of their history it rests on."""

    suggestions: tuple[SuggestionView, ...] = ()
    """The likeliest first."""
    segments: tuple[SegmentView, ...] = ()


class OfferOnCard(StaffModel):
    """An offer that the customer has and that still counts; its code redeems it."""

    code: str
    text: str
    """What to take off, or to give, in the reader's language."""
    campaign: str | None
    """What the campaign is called, where it still runs."""
    valid_until_ms: int


class VisitCard(CardLines):
    """The three lines, what they rest on, and what happened before: for whoever opens the card."""

    fields: list[CardField]
    why: WhyView = WhyView()
    timeline: list[TimelineEntry] = []  # noqa: RUF012 - pydantic copies it for each
    pictures: dict[str, str] = Field(
        default_factory=dict,
        description="Articles of the catalogue by the text that the card shows of them, and under which each one's"
        " picture is at /api/staff/articles/images/{image}; empty where there is none.",
    )
    offers: tuple[OfferOnCard, ...] = ()

    def lines(self) -> CardLines:
        """What the list shows of it."""
        return CardLines(
            need=self.need, next_best=self.next_best, avoid=self.avoid, notice=self.notice, campaigns=self.campaigns
        )


class VisitRow(StaffModel):
    """One customer in the store, as of now."""

    visit_id: str
    name: str | None
    zone: ZoneName
    zone_since_ms: int
    started_at_ms: int
    last_heard_ms: int
    certainty: float
    card: CardLines | None
    card_made_ms: int | None
    """Changes with every card: drop details that were opened from an older one."""
    claimed_by: str | None
    handed_by: str | None = None
    """Which colleague handed them over to whoever has claimed them, until it is said how it went."""
    outcome: Outcome | None
    asked_ms: int | None
    """When the customer asked for help; None when they did not."""
    nudge_until_ms: int | None = None
    """Until when whoever holds this handheld is asked to say the line of a campaign; None on all others."""
    looked_after_by: str | None = None
    """The colleague who looks after them."""
    client_id: str | None = None
    """Their entry in the client book of whoever holds this handheld; None on all others."""


class EdgeCount(StaffModel):
    """How many edges are online, of how many."""

    online: int
    total: int


class ShopHours(StaffModel):
    """Whether the shop is open by its hours; where none are given it always is."""

    is_open: bool
    opens_at_ms: int | None
    """When it opens next; null while it is open, or where it does not within two months."""
    time_zone: str
    """In which staff read their clock, such as Europe/Copenhagen."""


class StoreName(StaffModel):
    """The store."""

    id: str
    name: str


class Nearby(StaffModel):
    """Everybody who may be shown, and the journal's seq as of which this holds."""

    seq: int
    now_ms: int
    store: StoreName
    zones: list[ZoneName]
    edges: EdgeCount
    hours: ShopHours
    visits: list[VisitRow]
    alerts: AlertList = AlertList()
    """What whoever asks has to know now."""


class Gone(StaffModel):
    """A visit that is to vanish from the screen."""

    visit_id: str
    reason: Literal["left", "withdrawn", "ended"]


class Heartbeat(StaffModel):
    """Proof of life for a quiet screen."""

    now_ms: int
    edges: EdgeCount
    hours: ShopHours
    last_heard_ms: int | None
    heard: dict[str, int]
    """When each customer in the store was last heard: standing still changes nothing else about a row."""


class Claim(StaffModel):
    """Somebody says: I'll help. The same request_id sent again changes nothing."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId


class HandOver(StaffModel):
    """Whoever has claimed a visit gives it to a colleague. The same request_id sent again changes nothing."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    to: PersonName
    """The name of the colleague, as `GET /api/staff/colleagues` says it."""
    request_id: RequestId


class ColleagueHere(StaffModel):
    """Somebody of the shop floor who can be given a customer, or something to do."""

    name: str
    is_here: bool
    """They are signed in with a screen open."""
    is_busy: bool
    """They help somebody now."""


class ColleaguesHere(StaffModel):
    """The colleagues of whoever asks, those with a screen open and free first."""

    colleagues: list[ColleagueHere]
    may_type: bool
    """While nobody has an account a name is typed; those of the list are only remembered."""


class OutcomeReport(StaffModel):
    """How helping went."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    outcome: Outcome
    request_id: RequestId


OpenReason = Literal["near", "asked", "search"]


class CardOpening(StaffModel):
    """Somebody wants to see what the three lines rest on. The same request_id sent again is the same opening."""

    staff: StaffName | None = None
    """Who, while nobody has an account; whoever is signed in is who they are."""
    request_id: RequestId
    reason: OpenReason


class CardClosing(StaffModel):
    """They look away; `request_id` is the opening's."""

    request_id: RequestId


class Conflict(Problem):
    """Somebody was first."""

    claimed_by: str
