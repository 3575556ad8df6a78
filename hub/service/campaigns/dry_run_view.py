"""What a dry run found, in the words of whoever reads it: counts, and what they rest on."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import WordsIn
from hub.service.campaigns.document import CampaignDocument, Choice
from hub.service.campaigns.document import Happening as On
from hub.service.campaigns.dry_run import DryRun, asks_sources
from hub.service.campaigns.facts import OF_INSIGHT
from hub.service.campaigns.replay import NOT_SET_OFF, REACHED, by_reason
from hub.service.campaigns.rules.fields import variables_in
from hub.service.campaigns.rules.tree import to_cel


class DryRunModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Reach(DryRunModel):
    """So many visits, of so many members. Small numbers are shown: what a campaign would have done is no result."""

    visits: int
    members: int


class Withheld(Reach):
    """Why nothing was said in them."""

    reason: str
    said: str


class StoreReach(DryRunModel):
    """One store."""

    store: str
    all: Reach
    """Everybody who came."""
    reached: Reach
    not_set_off: Reach
    """What sets it off did not happen."""
    withheld: list[Withheld]
    """In the order in which it is decided."""
    variants: dict[str, int]
    """Visits, by the variant that was said."""
    unknown_visits: int
    """In so many the rule could not be answered: a value that it asks about was not known."""


class DryRunView(DryRunModel):
    """What it would have done."""

    campaign: str
    days: int
    said: str
    stores: list[StoreReach]
    notes: list[str]
    """What it rests on: what is as of now, and what is not looked at."""


def view_of_run(document: CampaignDocument, found: DryRun, words: WordsIn) -> DryRunView:
    """In one language."""
    tally = found.tally
    return DryRunView(
        campaign=document.id,
        days=found.days,
        said=words.say(_said(found)),
        stores=[
            StoreReach(
                store=found.store,
                all=Reach(visits=found.visits, members=found.members),
                reached=_reach(found, REACHED),
                not_set_off=_reach(found, NOT_SET_OFF),
                withheld=[
                    Withheld(visits=visits, members=members, reason=reason, said=words.say(_why(reason)))
                    for reason, (visits, members) in by_reason(tally).items()
                ],
                variants=dict(sorted(tally.variants.items())),
                unknown_visits=tally.unknown,
            )
        ],
        notes=[words.say(each) for each in _notes(document, found)] if found.visits else [],
    )


def _reach(found: DryRun, became: str) -> Reach:
    return Reach(visits=found.tally.visits[became], members=found.tally.members[became])


def _said(found: DryRun) -> Phrase:
    if not found.visits:
        return phrase("campaigns-dry-nobody", days=found.days)
    reached = _reach(found, REACHED)
    return phrase(
        "campaigns-dry-said", days=found.days, members=reached.members, visits=reached.visits, every=found.visits
    )


def _why(reason: str) -> Phrase:
    return Phrase(f"why-stopped-{reason.replace('_', '-')}")


def _notes(document: CampaignDocument, found: DryRun) -> Iterator[Phrase]:
    variables = variables_in(to_cel(document.who))
    yield phrase("campaigns-dry-consents")
    yield phrase("campaigns-dry-others")
    if asks_sources(document, variables):
        yield phrase("campaigns-dry-sources", asked=found.asked)
    else:
        yield phrase("campaigns-dry-no-cases")
    if document.trigger.on is On.LAPSED or any(each.field.name in OF_INSIGHT for each in variables):
        yield phrase("campaigns-dry-insight")
    if document.choice is Choice.BANDIT:
        yield phrase("campaigns-dry-bandit")
    if not found.is_salt_kept:
        yield phrase("campaigns-dry-salt")
