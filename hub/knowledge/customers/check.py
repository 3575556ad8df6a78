"""Asking the live sources, and saying in words what came of it. No value of anybody is said."""

import asyncio
import secrets
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.ground.words.phrase import phrase
from hub.ground.words.words import in_english
from hub.knowledge.customers.configuration import (
    Configuration,
    Each,
    Odp,
    Rest,
    Segment,
    Store,
    Unomi,
    is_readable_by_others,
)
from hub.knowledge.customers.connector import Connector, Failed, Found, about_whom_asked
from hub.knowledge.customers.events import usable_happenings
from hub.knowledge.customers.next_steps import next_step_of
from hub.knowledge.customers.port import DEADLINE_SECONDS, GIVE_UP_SECONDS, HAPPENINGS, SourceStatus
from hub.knowledge.customers.source_guard import SourceConfig
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.values import ValueKind

# One slow answer may be chance.
TIMES = 3
_KIND_WORDS = {
    ValueKind.TEXT: "a text of at most 200 letters, some of which can be seen",
    ValueKind.COUNT: "a whole number",
    ValueKind.COUNTS: 'numbers by name, {"kitchen": 16}, or the same as JSON in a text',
    ValueKind.TIME: "an ISO 8601 time, or Unix seconds or milliseconds",
    ValueKind.NUMBER: "a number",
    ValueKind.MONEY: "an amount in the shop's currency",
    ValueKind.DATE: "a date, 2026-11-25",
    ValueKind.CHOICE: "one of the choices of shop.toml",
}
_NOT_FOR_CONSENTS = "Consents are neither taken from it nor told to it."


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer may take."""

    of_card_seconds: float = DEADLINE_SECONDS
    """What takes longer is no good: a card would come without it."""
    give_up_seconds: float = GIVE_UP_SECONDS


OF_A_SHOP = Patience()


@dataclass(slots=True)
class SourceReport:
    """One source: what to read, and whether it is good enough for a card."""

    name: str
    kind: str
    good: bool
    lines: list[str] = field(default_factory=list[str])


async def check(
    configuration: Configuration,
    sources: Sequence[SourceConfig],
    customer: str | None,
    times: int = TIMES,
    patience: Patience = OF_A_SHOP,
    traits: Traits = OURS,
) -> list[SourceReport]:
    """Ask each source about a customer of the shop's own, or without one about nobody. Raises nothing."""
    customer = customer or configuration.check_customer
    return [
        await _check(each, source.connector, customer, times, patience, traits)
        for each, source in zip(configuration.source, sources, strict=True)
    ]


async def _check(
    each: Each, connector: Connector, customer: str | None, times: int, patience: Patience, traits: Traits
) -> SourceReport:
    report = SourceReport(connector.name, each.kind, good=True)
    if is_readable_by_others(each):
        report.lines.append("The url is http: key and profiles can be read on the way. Use https.")
    if connector.cannot_check:
        report.good = False
        report.lines.append(f"{connector.cannot_check} {_NOT_FOR_CONSENTS}")
    if customer is None and isinstance(each, Unomi | Store):
        why = "Unomi makes a profile of whoever it is asked about" if isinstance(each, Unomi) else "it is the hub's own"
        report.lines.append(f"Not asked, as {why}. Name a test customer: --customer ID, or check_customer in the file.")
        return report
    # Nobody has this id, and the answer to it shows whether the key counts.
    ref = customer or f"goddag-check-{secrets.token_hex(8)}"
    found: Found | Failed = Failed(SourceStatus.TIMEOUT)
    took: list[float] = []
    for _ in range(times):
        began = time.monotonic()
        found = await _ask(connector, ref, patience.give_up_seconds)
        took.append(time.monotonic() - began)
        if isinstance(found, Failed) and found.status is not SourceStatus.NOT_FOUND:
            report.good = False
            report.lines.append(f"No answer: {found.why or _what_to_do(found.status)}")
            return report
    ms = round(statistics.median(took) * 1000)
    report.lines.append(
        f"Answers in {ms} ms (median of {times}); a card waits {patience.of_card_seconds * 1000:.0f} ms at most."
    )
    if ms > patience.of_card_seconds * 1000:
        report.good = False
        report.lines.append("Too slow: cards would come without it. Use the region that is nearest to the store.")
    if isinstance(found, Failed):
        _say_unknown(report, each, found, customer)
    else:
        _say_traits(report, connector, found, traits)
    return report


async def _ask(connector: Connector, ref: str, give_up_seconds: float) -> Found | Failed:
    try:
        async with asyncio.timeout(give_up_seconds):
            return about_whom_asked(await connector.fetch(ref, connector.traits), ref, connector)
    except TimeoutError:
        return Failed(SourceStatus.TIMEOUT)


def _what_to_do(status: SourceStatus) -> str:
    next_step = in_english(next_step_of(status))
    if status is SourceStatus.SOMEBODY_ELSE:  # the others say the reason themselves
        return f"{in_english(phrase('health-why-source-somebody-else', count=1))}. {next_step}"
    return next_step


def _say_unknown(report: SourceReport, each: Each, found: Failed, customer: str | None) -> None:
    """It knows nobody of that id; some sources say the same of an address that is wrong."""
    same_id = "The id must be the one with which they sign in to the app."
    if customer is None:
        match each:
            case Segment():
                seen = f'Whether there is a space "{each.space}" only a customer shows. '
            case Rest():
                seen = "Whether the url is right only a customer shows. "
            case _:
                seen = ""
        report.lines.append(f"The key counts. {seen}To see which traits map, name a test customer: --customer ID.")
        return
    report.good = False
    match each:
        case Segment():
            said = (
                f'It knows no such customer, or has no space "{each.space}": it says the same to both. The space id'
                f" stands beside the token (Unify settings > API access). {same_id}"
            )
        case Rest():
            said = f"It knows no such customer, or has nothing at this url: it says the same to both. {same_id}"
        case Odp():
            said = f"It does not know this customer by {each.identifier}. Check identifier. {same_id}"
        case Unomi() | Store():
            said = found.why or f"It does not know this customer. {same_id}"
    report.lines.append(said)


def _say_traits(report: SourceReport, connector: Connector, found: Found, traits: Traits) -> None:
    why = connector.cannot_check or "The answer names nobody, so it cannot be checked whom it is about."
    if found.about is None and f"{why} {_NOT_FOR_CONSENTS}" not in report.lines:
        report.good = False
        report.lines.append(f"{why} {_NOT_FOR_CONSENTS}")
    for name in sorted(connector.traits & HAPPENINGS.keys()):
        _say_happened(report, name, found)
    for trait in sorted(connector.traits & traits.needs.keys()):
        raw = found.traits.get(trait)
        if trait in found.broken:
            report.good = False
            report.lines.append(f"{trait}: the source reports an error for it. Check the path in [source.traits].")
        elif raw is None or raw.value is None:
            report.lines.append(f"{trait}: not there, for this customer or under this path.")
        elif traits.usable(trait, raw.value) is None:
            report.good = False
            report.lines.append(
                f"{trait}: cannot be used: it is {_what(raw.value)}, and has to be"
                f" {_KIND_WORDS[traits.kind_of(trait)]}."
            )
        elif raw.time_unread:
            report.good = False
            report.lines.append(f"{trait}: its time cannot be read: write ISO 8601, 2026-11-25T14:03:11+01:00.")
        else:
            age = "with its time" if raw.observed_at_ms is not None else "without a time: the card cannot say how old"
            report.lines.append(f"{trait}: good ({age}).")
    if not found.traits and not found.happened:
        report.good = False
        report.lines.append("No trait maps: name the source's own names in [source.traits].")


def _say_happened(report: SourceReport, name: str, found: Found) -> None:
    told = list(found.happened.get(name, ()))
    good = usable_happenings({name: told}, report.name, lambda _text: False, round(time.time() * 1000))[name]
    if name in found.broken:
        report.good = False
        report.lines.append(f"{name}: the source reports an error for it. Check [source.happenings].")
    elif told and not good:
        report.good = False
        report.lines.append(f"{name}: {len(told)} there, and none has a moment and words. Check the paths.")
    else:
        report.lines.append(f"{name}: {len(good) or 'none'} there, for this customer.")


def _what(value: object) -> str:
    match value:
        case bool():
            return "yes or no"
        case str():
            return f"a text of {len(value)} letters"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "an object"


def as_text(reports: Sequence[SourceReport]) -> str:
    """The report, a paragraph a source."""
    return "\n\n".join("\n".join([_title(report), *(f"  {line}" for line in report.lines)]) for report in reports)


def _title(report: SourceReport) -> str:
    name = report.name if report.name == report.kind else f"{report.name} ({report.kind})"
    return f"{name}: {'good' if report.good else 'NOT GOOD'}"
