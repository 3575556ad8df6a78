"""Why a customer got a campaign, or did not: every rule in its order, with the value that it saw. Pure.

Told of what was kept when it was decided and of the version that decided: nothing is decided anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hub.ground.journal import VisitId
from hub.ground.words.phrase import Argument, Day, Moment, Phrase, phrase
from hub.service.campaigns.decisions import KeptDecision
from hub.service.campaigns.document import Action, CampaignDocument, MessageType
from hub.service.campaigns.policy import WithholdReason
from hub.service.campaigns.rules.tree import AllOf
from hub.service.campaigns.why_rule import Naming, Seen, Step, StepState, rule_steps
from hub.trust.consents.purposes import Purpose

_OF_OFFERS = frozenset({WithholdReason.BOUGHT_LATELY, WithholdReason.NO_CODES})
# Not looked at today, and in what was kept before.
_FORMER = frozenset({WithholdReason.NO_PHONE})
_OF_MEASURED = frozenset({WithholdReason.GLOBAL_HOLDOUT, WithholdReason.HELD_OUT})
VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Asker:
    """What stands in the answer for whoever asks: names, the store's clock, and whether every value may be shown."""

    naming: Naming
    zone: ZoneInfo
    may: frozenset[Purpose] = frozenset(Purpose)
    """What the customer had agreed to when it was decided."""
    shown: frozenset[Purpose] = frozenset(Purpose)
    """Values of other purposes are not shown: the customer has withdrawn them, and the reader is somebody else."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision, explained; or that there was none."""

    campaign: str
    name: str
    version: int
    said: Phrase
    """The answer in a sentence."""
    steps: tuple[Step, ...]
    visit: VisitId | None = None
    at_ms: int | None = None
    variant: str | None = None
    reason: str | None = None
    became: Phrase | None = None
    """What became of the message, where there was one."""


def explain(decision: KeptDecision, document: CampaignDocument, result: str | None, asker: Asker) -> Explanation:
    """`document`: the version that decided. `result`: what the exposure says, where there is one."""
    got, at_ms = decision.variant is not None, decision.at_ms
    steps = (
        Step("trigger", StepState.PASSED, _trigger(document, asker.naming)),
        Step("period", StepState.PASSED, _period(document, asker.zone)),
        Step("stores", StepState.PASSED, _stores(document)),
        *_audience(decision, document, asker),
        *_policy(decision, document, asker),
    )
    return Explanation(
        document.id,
        document.name,
        decision.version,
        phrase("why-got", variant=decision.variant or "") if got else _why_not(decision.reason or ""),
        steps,
        decision.visit,
        at_ms,
        decision.variant,
        decision.reason,
        _became(result) if got else None,
    )


def never_decided(document: CampaignDocument, version: int, asker: Asker, *, is_live: bool) -> Explanation:
    """It never came to a decision: in no visit that is kept did what sets it off happen to them."""
    later = [
        Step("period", StepState.NOT_REACHED, _period(document, asker.zone)),
        Step("stores", StepState.NOT_REACHED, _stores(document)),
    ]
    said = phrase("why-never" if is_live else "why-never-not-live")
    happened = Step("trigger", StepState.STOPPED, _trigger(document, asker.naming))
    return Explanation(document.id, document.name, version, said, (happened, *later))


def _audience(decision: KeptDecision, document: CampaignDocument, asker: Asker) -> Iterator[Step]:
    is_outside = decision.reason == WithholdReason.NOT_FOR_THEM
    said = phrase("why-audience-everybody" if document.who == AllOf(all=()) else "why-audience")
    yield Step("audience", StepState.STOPPED if is_outside else StepState.PASSED, said)
    if document.who != AllOf(all=()):
        yield from rule_steps(document.who, Seen(decision.saw, asker.may, asker.shown), asker.naming)
    if decision.why is not None:
        yield Step("why", StepState.NOT_KNOWN, decision.why, 1)


def _policy(decision: KeptDecision, document: CampaignDocument, asker: Asker) -> Iterator[Step]:
    """In the order of `WithholdReason`, which is that of `policy.decide`."""
    stopped = decision.reason
    has_stopped = stopped == WithholdReason.NOT_FOR_THEM
    for reason in WithholdReason:
        if reason is WithholdReason.NOT_FOR_THEM or (not _applies(reason, document) and reason != stopped):
            continue
        if reason is WithholdReason.OUTRANKED:
            shown = decision.variant
            said = phrase("why-step-variant", variant=shown) if shown else phrase("why-step-variant-open")
            yield Step(VARIANT, StepState.NOT_REACHED if has_stopped else StepState.PASSED, said)
        state = StepState.NOT_REACHED if has_stopped else StepState.PASSED
        if reason == stopped:
            state, has_stopped = StepState.STOPPED, True
        yield Step(reason.value, state, _policy_step(reason, decision, document, asker))


def _applies(reason: WithholdReason, document: CampaignDocument) -> bool:
    if reason in _FORMER:
        return False
    if reason in _OF_OFFERS:
        return any(each.offer for each in document.variants)
    return reason is not WithholdReason.NO_GATEWAY or document.action is Action.MESSAGE


def _policy_step(reason: WithholdReason, decision: KeptDecision, document: CampaignDocument, asker: Asker) -> Phrase:
    """What was looked at, and with what it was compared."""
    if reason is WithholdReason.NO_CONSENT:
        return phrase(_consent(document))
    if reason in _OF_MEASURED and reason != decision.reason and Purpose.MEASURE not in asker.may:
        return phrase("why-step-not-measured")
    found = _looked_at(reason, decision.met)
    code = reason.value.replace("_", "-")
    if found is not None:
        most: Mapping[WithholdReason, int] = {
            WithholdReason.VISIT_CAP: document.caps.visit,
            WithholdReason.DAY_CAP: document.caps.day,
            WithholdReason.WEEK_CAP: document.caps.week,
        }
        return Phrase(f"why-counted-{code}", {"had": found, "most": most.get(reason, 0)})
    args: dict[str, Argument] = {"at": Moment(decision.at_ms), "priority": document.priority}
    return Phrase(f"why-step-{code}", args)


def _looked_at(reason: WithholdReason, met: Mapping[str, int]) -> int | None:
    """The number that was compared; None where there is none, and of what was kept before it was kept as well."""
    names = {
        WithholdReason.VISIT_CAP: "visit",
        WithholdReason.DAY_CAP: "day",
        WithholdReason.WEEK_CAP: "week",
        WithholdReason.CONTACT_BUDGET: "contacts_left",
    }
    return met.get(names[reason]) if reason in names else None


def _consent(document: CampaignDocument) -> str:
    if document.action is not Action.MESSAGE:
        return "why-consent-staff"
    return "why-consent-marketing" if document.type is MessageType.MARKETING else "why-consent-service"


def _why_not(reason: str) -> Phrase:
    known = reason in set(WithholdReason)
    return Phrase(f"why-stopped-{reason.replace('_', '-')}") if known else phrase("why-stopped-other", reason=reason)


def _became(result: str | None) -> Phrase:
    return Phrase(f"why-became-{result.replace('_', '-')}") if result else phrase("why-became-pending")


def _trigger(document: CampaignDocument, naming: Naming) -> Phrase:
    trigger = document.trigger
    return Phrase(
        f"why-trigger-{trigger.on.value.replace('_', '-')}",
        {
            "zone": naming.zone(trigger.zone) if trigger.zone else "",
            "seconds": trigger.seconds or 0,
            "days": trigger.days or 0,
        },
    )


def _period(document: CampaignDocument, zone: ZoneInfo) -> Phrase:
    return phrase("why-period", first=_day(document.period.first, zone), last=_day(document.period.last, zone))


def _day(day: date, zone: ZoneInfo) -> Day:
    return Day(round(datetime.combine(day, time(12), zone).timestamp() * 1000))


def _stores(document: CampaignDocument) -> Phrase:
    return phrase("why-stores-named") if document.stores else phrase("why-stores-every")
