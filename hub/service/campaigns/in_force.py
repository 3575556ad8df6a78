"""The campaigns that are in force, ready to be asked: which of them answer what happened to a customer, and how."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hub.ground.words.phrase import Phrase
from hub.service.campaigns.document import CampaignDocument, Happening, Trigger
from hub.service.campaigns.policy import (
    Candidate,
    Expose,
    LiveCampaign,
    Moment,
    Withhold,
    WithholdReason,
    choose,
    decide,
)
from hub.service.campaigns.rules.engine import CompiledRule, Holds, engine_for
from hub.service.campaigns.rules.fields import Value, Variable
from hub.service.campaigns.rules.tree import to_cel
from hub.service.campaigns.sight import named_in, seen_by


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a customer, as triggers name it."""

    on: Happening
    zone: str | None = None
    seconds: int = 0
    """How long they have been in the zone."""
    days: int = 0
    """Since their last visit."""
    since_ms: int = 0
    """Looks in the web shop count from then on (Unix ms)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one campaign. `why`: what kept its rule from being answered, where something did."""

    decision: Expose | Withhold
    why: Phrase | None = None

    @property
    def campaign_id(self) -> str:
        """Which campaign."""
        return self.decision.campaign.document.id


@dataclass(frozen=True, slots=True)
class _Ready:
    campaign: LiveCampaign
    rule: CompiledRule
    named: frozenset[str]


class CampaignsInForce:
    """Compiled once, asked for every event."""

    def __init__(self, campaigns: Iterable[LiveCampaign], store: str) -> None:
        """Campaigns of other stores are left out.

        Raises `ValueError` for a rule that does not compile: a campaign is checked before it goes live.
        """
        here = [each for each in campaigns if not each.document.stores or store in each.document.stores]
        texts = [to_cel(each.document.who) for each in here]
        self._engine = engine_for(texts)
        self._by_happening: dict[Happening, list[_Ready]] = {}
        self._by_id: dict[str, _Ready] = {}
        for each, text in zip(here, texts, strict=True):
            match self._engine.compile(text):
                case CompiledRule() as rule:
                    ready = self._by_id[each.document.id] = _Ready(each, rule, named_in(text))
                    self._by_happening.setdefault(each.document.trigger.on, []).append(ready)
                case _:
                    raise ValueError(f"the rule of {each.document.id} does not compile")

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What the rules ask about."""
        every = (each.rule for of_one in self._by_happening.values() for each in of_one)
        return tuple({variable.name: variable for rule in every for variable in rule.variables}.values())

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """What sets campaigns off, whenever their period is."""
        return tuple(each.campaign.document.trigger for of_one in self._by_happening.values() for each in of_one)

    @property
    def lists(self) -> frozenset[str]:
        """The lists of codes that they draw from."""
        offers = (variant.offer for each in self._by_id.values() for variant in each.campaign.document.variants)
        return frozenset(each.pool for each in offers if each and each.pool)

    def saw(self, campaign: LiveCampaign, values: Mapping[str, Value]) -> dict[str, Value]:
        """What the rule of one campaign saw of these values."""
        ready = self._by_id[campaign.document.id]
        return seen_by(ready.rule.variables, ready.named, values)

    def document_of(self, campaign: str) -> CampaignDocument | None:
        """What a campaign says; None of one that is not in force."""
        found = self._by_id.get(campaign)
        return found.campaign.document if found else None

    def trigger_of(self, campaign: str) -> Trigger | None:
        """What sets a campaign off; None of one that is not in force."""
        every = (each.campaign.document for of_one in self._by_happening.values() for each in of_one)
        return next((each.trigger for each in every if each.id == campaign), None)

    def answer(self, happened: Happened, today: date) -> tuple[LiveCampaign, ...]:
        """Those that what happened sets off."""
        return tuple(each.campaign for each in self._ready(happened, today))

    def decide(
        self,
        happened: Happened,
        who: Callable[[LiveCampaign], Candidate],
        values: Mapping[str, Value],
        moment: Moment,
    ) -> tuple[Decided, ...]:
        """What becomes of each of them for one customer.

        `who` is asked once for each campaign whose rule holds: what it needs from the disk is not read for the others.
        """
        decided: list[Expose | Withhold] = []
        refused: list[Decided] = []
        asked = self._engine.about(values)
        for each in self._ready(happened, moment.local.date()):
            match each.rule.holds(asked):
                case Holds():
                    decided.append(decide(each.campaign, who(each.campaign), moment))
                case answer:
                    refused.append(Decided(Withhold(each.campaign, WithholdReason.NOT_FOR_THEM), answer.why))
        return (*(Decided(each) for each in choose(decided)), *refused)

    def _ready(self, happened: Happened, today: date) -> list[_Ready]:
        return [
            each
            for each in self._by_happening.get(happened.on, ())
            if each.campaign.document.period.has(today) and _sets_off(each.campaign.document.trigger, happened)
        ]


def _sets_off(trigger: Trigger, happened: Happened) -> bool:
    if trigger.zone is not None and trigger.zone != happened.zone:
        return False
    if trigger.seconds is not None and happened.seconds < trigger.seconds:
        return False
    return trigger.days is None or happened.days >= trigger.days
