"""The one door by which a campaign changes: the API, commands and the demo all come through here."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.words.phrase import phrase
from hub.service.campaigns.checks import Finding, findings, overlaps, without_codes
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.experiment import about_experiment, changed
from hub.service.campaigns.life import (
    Approval,
    ApprovalRole,
    Goes,
    GoesNot,
    Known,
    Person,
    State,
    Step,
    is_approved,
    is_open,
    missing_for,
    outcome_of,
)
from hub.service.campaigns.refused import CampaignRefused
from hub.service.campaigns.repository import CampaignRepository, Version, canonical
from hub.service.offers.repository import pools_of, retired_of

# What a document must be whole for; ending and stopping need nothing.
_CHECKED = frozenset({Step.SUBMIT, Step.APPROVE, Step.START})


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a step has led to."""

    version: int
    state: State
    warnings: tuple[Finding, ...] = ()
    """What does not stand in the way, and should be known."""


def propose(repository: CampaignRepository, campaign: str, name: str, idea: str, who: Person, at_ms: int) -> Taken:
    """Keep an idea. Raises `CampaignRefused`."""
    with repository.db.atomic():
        newest = repository.version(campaign)
        if newest is not None:
            raise CampaignRefused(phrase("campaigns-life-taken", id=campaign))
        state = _outcome(repository, None, Step.PROPOSE, who, idea)
        repository.add(campaign, None, at_ms)
        version = repository.add_version(campaign, name, idea, who, at_ms)
        repository.add_line(campaign, version, Step.PROPOSE, state, who, "", at_ms)
    return Taken(version, state)


def write(
    repository: CampaignRepository, document: CampaignDocument, who: Person, at_ms: int, salt: str | None = None
) -> Taken:
    """Keep a document as the newest version, a draft. What was in review or approved is replaced by it.

    A mistake in it does not stand in the way of keeping it; it comes back as a warning. Raises `CampaignRefused`.
    """
    with repository.db.atomic():
        newest = repository.version(document.id)
        state = _outcome(repository, newest, Step.WRITE, who, "")
        if newest is not None and is_open(newest.state):
            _replace(repository, newest, who, at_ms)
        repository.add(document.id, salt, at_ms)
        version = repository.add_version(document.id, document.name, document, who, at_ms)
        repository.add_line(document.id, version, Step.WRITE, state, who, "", at_ms)
    shop = repository.shop()
    return Taken(version, state, (*findings(document, shop), *to_be_known(repository, document)))


def take_step(
    repository: CampaignRepository,
    campaign: str,
    step: Step,
    who: Person,
    at_ms: int,
    *,
    note: str = "",
    version: int | None = None,
) -> Taken:
    """Take a step with that version, or the newest; a stop is of the one that is live. Raises `CampaignRefused`."""
    with repository.db.atomic():
        live = repository.live_version(campaign)
        if version is None and live is not None and step in {Step.STOP, Step.END}:
            version = live.number
        known = repository.version(campaign, version)
        if known is None:
            raise CampaignRefused(phrase("campaigns-life-unknown"))
        state = _outcome(repository, known, step, who, note)
        warnings = _checked(repository, known) if step in _CHECKED else ()
        if step is Step.START and live is not None:
            _replace(repository, live, who, at_ms)
        repository.add_line(campaign, known.number, step, state, who, note.strip(), at_ms)
    return Taken(known.number, state, warnings)


def stop_by_hub(repository: CampaignRepository, version: Version, note: str, at_ms: int) -> None:
    """What is live cannot go on: the hub stops it itself."""
    _by_hub(repository, version, Step.STOP, State.STOPPED, note, at_ms)


def end_by_hub(repository: CampaignRepository, version: Version, at_ms: int) -> None:
    """Its last day is over."""
    _by_hub(repository, version, Step.END, State.ENDED, "", at_ms)


def comment(repository: CampaignRepository, campaign: str, who: Person, text: str, at_ms: int) -> None:
    """Say something of the newest version. Raises `CampaignRefused`."""
    with repository.db.atomic():
        newest = repository.version(campaign)
        if newest is None:
            raise CampaignRefused(phrase("campaigns-life-unknown"))
        repository.add_comment(campaign, newest.number, who, text, at_ms)


def vote(repository: CampaignRepository, campaign: str, who: Person, at_ms: int) -> int:
    """Want it, once; returns how many do. Raises `CampaignRefused`."""
    with repository.db.atomic():
        if repository.version(campaign) is None:
            raise CampaignRefused(phrase("campaigns-life-unknown"))
        repository.add_vote(campaign, who, at_ms)
        return repository.votes(campaign)


def set_role(
    repository: CampaignRepository, name: str, roles: Iterable[ApprovalRole], at_ms: int, *, lost: bool
) -> None:
    """Somebody left, or has another role: what they say counts no more for these. Or they have them again."""
    with repository.db.atomic():
        for role in roles:
            repository.set_role(name, role, at_ms, lost=lost)


def take_live(
    repository: CampaignRepository,
    document: CampaignDocument,
    approvals: Iterable[Approval],
    at_ms: int,
    *,
    salt: str | None = None,
) -> Taken:
    """A document with its approvals: the whole way of life in one go, through the same gate, or none of it.

    The same document that is live already stays as it is. Raises `CampaignRefused`.
    """
    by = tuple(approvals)
    if not is_approved(by):
        raise CampaignRefused(phrase("campaigns-life-approvals", missing=missing_for(by)))
    author = next(each for each in by if each.role is ApprovalRole.MARKETING)
    with repository.db.atomic():
        live = repository.live_version(document.id)
        if live is not None and live.document == canonical(document):
            return Taken(live.number, State.LIVE)
        written = write(repository, document, author, at_ms, salt)
        take_step(repository, document.id, Step.SUBMIT, author, at_ms)
        for each in by:
            if repository.version(document.id, written.version).state is State.REVIEW:  # type: ignore[union-attr]
                take_step(repository, document.id, Step.APPROVE, each, at_ms)
        return take_step(repository, document.id, Step.START, author, at_ms)


def _outcome(repository: CampaignRepository, version: Version | None, step: Step, who: Person, note: str) -> State:
    approvals = repository.approvals(version.campaign, version.number) if version else ()
    known = Known(version.state if version else None, approvals, repository.lost_roles())
    match outcome_of(step, who, note, known):
        case Goes(state):
            return state
        case GoesNot(why):
            raise CampaignRefused(why)


def _checked(repository: CampaignRepository, version: Version) -> tuple[Finding, ...]:
    try:
        document = version.read()
    except ValueError:
        raise CampaignRefused(phrase("campaigns-life-unreadable")) from None
    if found := findings(document, repository.shop()):
        raise CampaignRefused(phrase("campaigns-life-mistakes"), found)
    return to_be_known(repository, document)


def to_be_known(repository: CampaignRepository, document: CampaignDocument) -> tuple[Finding, ...]:
    """What does not stand in its way: live campaigns for the same people, what it can show, lists without codes."""
    return (
        *_overlapping(repository, document),
        *about_experiment(document, begun(repository, document.id)),
        *_without_codes(repository, document),
    )


def begun(repository: CampaignRepository, campaign: str) -> tuple[CampaignDocument, ...]:
    """The versions of it that were live, the first first: by these customers were sorted, stopped or not."""
    started = {each.version for each in repository.life(campaign) if each.step is Step.START}
    found: list[CampaignDocument] = []
    for each in repository.versions(campaign):
        if each.number in started:
            try:
                found.append(each.read())
            except ValueError:  # of another version of the hub
                continue
    return tuple(found)


def unlike_begun(repository: CampaignRepository, version: Version) -> tuple[Finding, ...]:
    """What that version makes of the results of those that were live before it."""
    try:
        document = version.read()
    except ValueError:
        return ()
    return tuple(changed(document, begun(repository, version.campaign)))


def _overlapping(repository: CampaignRepository, document: CampaignDocument) -> tuple[Finding, ...]:
    others: list[CampaignDocument] = []
    for each in repository.in_state(State.LIVE):
        try:
            others.append(each.read())
        except ValueError:  # which the health light of campaigns says
            continue
    return overlaps(document, others)


def _without_codes(repository: CampaignRepository, document: CampaignDocument) -> tuple[Finding, ...]:
    if not any(each.offer and each.offer.pool for each in document.variants):
        return ()
    return without_codes(document, pools_of(repository.db), retired_of(repository.db))


def _replace(repository: CampaignRepository, version: Version, who: Person, at_ms: int) -> None:
    repository.add_line(version.campaign, version.number, Step.WRITE, State.REPLACED, who, "", at_ms)


def _by_hub(repository: CampaignRepository, version: Version, step: Step, state: State, note: str, at_ms: int) -> None:
    with repository.db.atomic():
        now = repository.version(version.campaign, version.number)
        if now is not None and now.state is State.LIVE:  # nobody has stopped it meanwhile
            repository.add_line(version.campaign, version.number, step, state, None, note, at_ms)
