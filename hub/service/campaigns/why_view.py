"""The answer to why a customer got a campaign, or did not, in the words of whoever reads it."""

from pydantic import BaseModel, ConfigDict

from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.service.campaigns.why import Explanation
from hub.service.campaigns.why_rule import Step, StepState


class WhyModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class WhyStep(WhyModel):
    """One rule, with the value that it saw."""

    key: str
    """`trigger`, `period`, `stores`, `audience`, a part of the audience, a reason to stay silent, or `variant`."""
    state: StepState
    went: str
    """The state in words."""
    said: str
    depth: int
    """0, or how deep it stands in the rule on whom it is for."""


class CampaignWhy(WhyModel):
    """What was decided of one campaign in one visit: every rule in its order."""

    campaign: str
    name: str
    version: int
    """The version that decided."""
    visit: str | None
    """None where nothing was ever decided."""
    at_ms: int | None
    variant: str | None
    """What they got."""
    reason: str | None
    """Why they got nothing."""
    said: str
    """The answer in a sentence."""
    became: str | None
    """What became of the message."""
    steps: list[WhyStep]


def view_of(explained: Explanation, words: WordsIn) -> CampaignWhy:
    """In one language."""
    return CampaignWhy(
        campaign=explained.campaign,
        name=explained.name,
        version=explained.version,
        visit=explained.visit,
        at_ms=explained.at_ms,
        variant=explained.variant,
        reason=explained.reason,
        said=words.say(explained.said),
        became=words.say(explained.became) if explained.became else None,
        steps=[_step(each, words) for each in explained.steps],
    )


def _step(step: Step, words: WordsIn) -> WhyStep:
    went = words.say(Phrase(f"why-state-{step.state.value.replace('_', '-')}"))
    return WhyStep(key=step.key, state=step.state, went=went, said=words.say(step.said), depth=step.depth)
