"""A step of a campaign that may not be taken, said to whoever asked for it."""

from collections.abc import Iterable

from hub.ground.errors import HubError
from hub.ground.words.phrase import Phrase
from hub.ground.words.words import in_english
from hub.service.campaigns.checks import Finding


class CampaignRefused(HubError):
    """Why, and what of the document stands in the way."""

    def __init__(self, said: Phrase, findings: Iterable[Finding] = ()) -> None:
        self.said = said
        self.findings = tuple(findings)
        super().__init__("\n  ".join((in_english(said), *(_line(each) for each in self.findings))))


def _line(finding: Finding) -> str:
    place = ".".join(str(each + 1) if isinstance(each, int) else each for each in finding.where)
    return f"{place}: {in_english(finding.what)}"
