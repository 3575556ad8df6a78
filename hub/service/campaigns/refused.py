"""A step of a campaign that may not be taken, said to whoever asked for it."""

from collections.abc import Iterable

from hub.ground.errors import HubError
from hub.ground.words.phrase import Phrase
from hub.ground.words.words import in_english
from hub.service.campaigns.checks import Finding
from hub.service.campaigns.yaml_file import written


class CampaignRefused(HubError):
    """Why, and what of the document stands in the way."""

    def __init__(self, said: Phrase, findings: Iterable[Finding] = ()) -> None:
        self.said = said
        self.findings = tuple(findings)
        super().__init__("\n  ".join((in_english(said), *(_line(each) for each in self.findings))))


def _line(finding: Finding) -> str:
    return f"{written(finding.where)}: {in_english(finding.what)}"


class MistakesInFile(HubError):
    """What stands in the way of starting what is in a file, each line with its place."""
