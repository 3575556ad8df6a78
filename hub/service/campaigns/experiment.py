"""What a new version does to the experiment that its campaign is, and what no experiment can tell. Pure."""

from collections.abc import Iterator, Sequence

from hub.ground.words.phrase import phrase
from hub.service.campaigns.checks import Finding
from hub.service.campaigns.document import CampaignDocument, MessageType

# Fixed with the plan on the first day: results go on by what stood there then.
_PLANNED = ("kpi", "smallest_effect", "attribution_days", "choice")


def about_experiment(document: CampaignDocument, begun: Sequence[CampaignDocument]) -> tuple[Finding, ...]:
    """What whoever approves it should know. `begun`: the versions of it that were live, the first first."""
    return (*_nobody_held_out(document), *changed(document, begun))


def _nobody_held_out(document: CampaignDocument) -> Iterator[Finding]:
    # A service message is due to everybody, and nobody asks what it sells.
    if document.holdout == 0 and document.type is MessageType.MARKETING:
        yield Finding(("holdout",), phrase("campaigns-nobody-held-out"))


def changed(document: CampaignDocument, begun: Sequence[CampaignDocument]) -> Iterator[Finding]:
    """What it makes of the results of those that were live."""
    # Whoever was sorted before stays in their group, so that the groups fit neither the old shares nor the new ones.
    if any(document.holdout != each.holdout for each in begun):
        yield Finding(("holdout",), phrase("campaigns-sides-changed", key="holdout"))
    if any(_shares(document) != _shares(each) for each in begun):
        yield Finding(("variants",), phrase("campaigns-sides-changed", key="variants"))
    for key in _PLANNED:
        if begun and getattr(document, key) != getattr(begun[0], key):
            yield Finding((key,), phrase("campaigns-plan-fixed", key=key, before=str(getattr(begun[0], key))))


def _shares(document: CampaignDocument) -> list[tuple[str, float]]:
    """The part of each variant, in their order: customers are sorted along it (`assignment.py`)."""
    every = sum(each.share for each in document.variants)
    return [(each.id, round(each.share / every, 9)) for each in document.variants]
