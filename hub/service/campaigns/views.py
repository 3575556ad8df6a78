"""The shapes of /api/campaigns: what is asked for, and what is answered."""

import difflib
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from hub.ground.words.words import WordsIn
from hub.service.campaigns.checks import Finding
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import Taken
from hub.service.campaigns.life import ApprovalRole, Person, State, Step, key_of, missing_for, steps_after
from hub.service.campaigns.repository import CampaignRepository, Version
from hub.service.campaigns.yaml_file import MOST_BYTES, Fault, to_yaml
from hub.trust.accounts.model import StaffName, showable
from hub.trust.members.model import InvalidField

CampaignId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Note = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
TakenStep = Literal["submit", "send_back", "stop", "end", "learn", "drop"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonIn(_Closed):
    """Who does it, and for whom they speak; the name counts while nobody has an account."""

    name: StaffName
    role: ApprovalRole

    @property
    def person(self) -> Person:
        """The same inside."""
        return Person(self.name, self.role)


class DocumentIn(_Closed):
    """A campaign as JSON or as the text of a YAML file: one of the two."""

    document: dict[str, JsonValue] | None = Field(None, description="As `CampaignDocument`: docs/campaigns.md.")
    # In letters; in bytes it is looked at when it is read.
    yaml: Annotated[str, StringConstraints(max_length=MOST_BYTES)] | None = None


class WrittenIn(DocumentIn):
    """A new version of a campaign, by somebody."""

    by: PersonIn | None = None


class IdeaIn(_Closed):
    """An idea for a campaign."""

    id: CampaignId
    name: Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(showable)]
    idea: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
    by: PersonIn | None = None


class StepIn(_Closed):
    """A step, by somebody."""

    by: PersonIn | None = None
    note: Note = ""
    version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Without it, the newest; of a stop and an end, the one that is live."""


class CommentIn(_Closed):
    """What somebody says of it."""

    by: PersonIn | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class VoteIn(_Closed):
    """Somebody wants it."""

    by: PersonIn | None = None


class RolesIn(_Closed):
    """Somebody left, or has another role; or they have it again."""

    name: StaffName
    roles: Annotated[list[ApprovalRole], Field(min_length=1, max_length=len(ApprovalRole))]
    lost: bool
    by: PersonIn | None = None


class FindingView(InvalidField):
    """What is wrong, or should be known, in the reader's language."""

    line: int = 0
    column: int = 0
    """In the YAML text, or in the text of a rule; 0 where no place is known."""


class CampaignInvalid(BaseModel):
    """Everything that is wrong with a campaign."""

    title: str
    detail: list[FindingView]
    code: str


class CheckView(BaseModel):
    """What stands in the way of starting it, and what should be known."""

    mistakes: list[FindingView]
    warnings: list[FindingView]


class StepView(BaseModel):
    """Where a step has led to."""

    version: int
    state: State
    missing: str
    """Whose approval is still missing, in the reader's language; empty when nobody's, and outside a review."""
    warnings: list[FindingView]


class CampaignSummary(BaseModel):
    """One campaign in the list."""

    id: str
    name: str
    state: State
    """Of its newest version."""
    version: int
    live_version: int | None
    since_ms: int
    owner: str | None
    owner_left: bool
    votes: int


class VersionView(BaseModel):
    """One version."""

    version: int
    name: str
    state: State
    author: str | None
    at_ms: int
    idea: str
    document: CampaignDocument | None
    yaml: str


class LifeLineView(BaseModel):
    """One step that was taken; by nobody where the hub took it itself."""

    version: int
    step: Step
    state: State
    person: str | None
    role: ApprovalRole | None
    note: str
    at_ms: int


class CommentView(BaseModel):
    """What somebody said."""

    version: int
    person: str | None
    role: ApprovalRole
    text: str
    at_ms: int


class CampaignView(CampaignSummary):
    """One campaign with its whole life."""

    steps: list[Step]
    """What can be done with the newest version now."""
    missing: str
    newest: VersionView
    history: list[LifeLineView]
    comments: list[CommentView]


class DiffView(BaseModel):
    """What two versions differ in."""

    older: int
    newer: int
    lines: list[str]
    """Unified, of both as YAML; empty where they are the same."""
    warnings: list[FindingView] = []
    """What the newer makes of the results of what was live, in the reader's language."""


class VotesView(BaseModel):
    """How many want it."""

    votes: int


def summary_of(repository: CampaignRepository, version: Version) -> CampaignSummary:
    """One campaign by its newest version."""
    live, owner = repository.live_version(version.campaign), _owner(version)
    left = {person for person, _ in repository.lost_roles()}
    return CampaignSummary(
        id=version.campaign,
        name=version.name,
        state=version.state,
        version=version.number,
        live_version=live.number if live else None,
        since_ms=version.since_ms,
        owner=owner,
        owner_left=owner is not None and key_of(owner) in left,
        votes=repository.votes(version.campaign),
    )


def campaign_view(repository: CampaignRepository, version: Version, words: WordsIn) -> CampaignView:
    """The whole of it."""
    life, comments = repository.life(version.campaign), repository.comments(version.campaign)
    return CampaignView(
        **summary_of(repository, version).model_dump(),
        steps=list(steps_after(version.state)),
        missing=_missing(repository, version, words),
        newest=version_view(version),
        history=[LifeLineView.model_validate(each, from_attributes=True) for each in life],
        comments=[CommentView.model_validate(each, from_attributes=True) for each in comments],
    )


def version_view(version: Version) -> VersionView:
    """One version with its text; of one that cannot be read any more, without."""
    document = _readable(version)
    return VersionView(
        version=version.number,
        name=version.name,
        state=version.state,
        author=version.author,
        at_ms=version.at_ms,
        idea=version.idea,
        document=document,
        yaml=to_yaml(document) if document else "",
    )


def step_view(repository: CampaignRepository, campaign: str, taken: Taken, words: WordsIn) -> StepView:
    """Where a step has led to."""
    version = repository.version(campaign, taken.version)
    return StepView(
        version=taken.version,
        state=taken.state,
        missing=_missing(repository, version, words) if version else "",
        warnings=[finding_view(each, words) for each in taken.warnings],
    )


def difference(older: Version, newer: Version) -> DiffView:
    """What the newer has that the older has not, and the other way round."""
    one, other = (_text_of(each).splitlines() for each in (older, newer))
    names = f"version {older.number}", f"version {newer.number}"
    return DiffView(
        older=older.number,
        newer=newer.number,
        lines=list(difflib.unified_diff(one, other, *names, n=2, lineterm="")),
    )


def finding_view(finding: Finding, words: WordsIn) -> FindingView:
    """In the reader's language."""
    return FindingView(
        loc=list(finding.where),
        msg=words.say(finding.what),
        type=finding.what.id,
        line=finding.mistake.line if finding.mistake else 0,
        column=finding.mistake.column if finding.mistake else 0,
    )


def fault_view(fault: Fault) -> FindingView:
    """What the document itself is not, in English as every shape of a request."""
    return FindingView(loc=list(fault.where), msg=fault.what, type="document", line=fault.line, column=fault.column)


def placed(fault: Fault, finding: Finding, words: WordsIn) -> FindingView:
    """A finding with its place in a file."""
    return finding_view(finding, words).model_copy(update={"line": fault.line, "column": fault.column})


def _owner(version: Version) -> str | None:
    document = _readable(version)
    return document.owner if document else None


def _readable(version: Version) -> CampaignDocument | None:
    try:
        return version.read() if version.document else None
    except ValueError:
        return None


def _text_of(version: Version) -> str:
    document = _readable(version)
    return to_yaml(document) if document else version.idea or version.document or ""


def _missing(repository: CampaignRepository, version: Version, words: WordsIn) -> str:
    if version.state is not State.REVIEW:
        return ""
    lost = repository.lost_roles()
    valid = [
        each for each in repository.approvals(version.campaign, version.number) if (each.key, each.role) not in lost
    ]
    return words.say(missing_for(valid))
