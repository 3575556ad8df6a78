"""/api/campaigns: from an idea to what was learned. Who acts, and for whom they speak, stands in the request."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response, status
from fastapi.routing import APIRoute

from hub.ground.web.may import EVERYBODY, Caller, Calling, may
from hub.ground.web.may import Role as AccountRole
from hub.ground.web.problem import Problem
from hub.ground.web.refused import Refused, language_of, problem
from hub.ground.words.phrase import phrase
from hub.ground.words.reader import ReaderLanguage
from hub.ground.words.words import Words, WordsIn
from hub.service.campaigns import gate, views
from hub.service.campaigns.checks import Finding, findings
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.life import ApprovalRole, Person, Step
from hub.service.campaigns.refused import CampaignRefused
from hub.service.campaigns.repository import CampaignRepository, Version
from hub.service.campaigns.yaml_file import CampaignFile, Fault, read_campaign, read_document
from hub.trust.members.model import Invalid
from wire.clock import Clock, to_ms

Id = Annotated[str, Path(max_length=300)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
OtherNumber = Annotated[int | None, Query(ge=1, le=1_000_000)]
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "There is no such campaign."}}
_NOT_NOW: dict[int | str, dict[str, Any]] = {
    409: {"model": Problem, "description": "The step may not be taken: the sentence says why, and what is missing."},
    422: {
        "model": views.CampaignInvalid | Invalid,
        "description": "Not of this shape; or what has to be mended first, each mistake with its place.",
    },
}

_READ = may(AccountRole.MANAGER, AccountRole.MARKETING, AccountRole.IT, AccountRole.PRIVACY_OFFICER)
_WRITE = may(AccountRole.MARKETING, AccountRole.MANAGER)
_TALK = may(*EVERYBODY)
"""Ideas come from the floor."""
_GIVE_ROLES = may(AccountRole.IT, step_up=True)
_STEP = may(AccountRole.MANAGER, AccountRole.MARKETING, AccountRole.IT)
_STEP_PROVEN = may(AccountRole.MANAGER, AccountRole.MARKETING, AccountRole.IT, step_up=True)
"""Of what reaches customers and spends; a stop never asks."""


class _Mistakes(Exception):
    """What is wrong with a document that was sent."""

    def __init__(self, found: list[views.FindingView]) -> None:
        self.found = found


class CampaignRoute(APIRoute):
    """Answers what the gate refuses."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except CampaignRefused as refused:
                if not refused.findings:
                    return problem(request, status.HTTP_409_CONFLICT, refused.said)
                words: WordsIn = request.app.state.words.of(language_of(request))
                fields = [views.finding_view(each, words).model_dump() for each in refused.findings]
                return problem(request, status.HTTP_422_UNPROCESSABLE_CONTENT, refused.said, fields=fields)
            except _Mistakes as wrong:
                fields = [each.model_dump() for each in wrong.found]
                said = phrase("campaigns-life-mistakes")
                return problem(request, status.HTTP_422_UNPROCESSABLE_CONTENT, said, fields=fields)

        return handled


def campaign_routes(repository: CampaignRepository, words: Words, clock: Clock) -> APIRouter:
    """The routes; behind the gate of the staff screens."""
    routes = APIRouter(prefix="/api/campaigns", tags=["campaigns"], route_class=CampaignRoute)
    _add_reading(routes, repository, words)
    _add_writing(routes, repository, words, clock)
    _add_talking(routes, repository, clock)
    _add_steps(routes, repository, words, clock)
    return routes


def _add_reading(routes: APIRouter, repository: CampaignRepository, words: Words) -> None:
    @routes.get("", dependencies=[_READ])
    async def campaigns() -> list[views.CampaignSummary]:
        """Every campaign, the last that was changed first."""
        return [views.summary_of(repository, each) for each in repository.newest()]

    @routes.get("/{campaign}", responses=_UNKNOWN, dependencies=[_READ])
    async def campaign(campaign: Id, language: ReaderLanguage) -> views.CampaignView:
        """One campaign with its history and comments."""
        return views.campaign_view(repository, _known(repository, campaign), words.of(language))

    @routes.get("/{campaign}/versions", responses=_UNKNOWN, dependencies=[_READ])
    async def versions(campaign: Id) -> list[views.VersionView]:
        """Every version, the oldest first."""
        _known(repository, campaign)
        return [views.version_view(each) for each in repository.versions(campaign)]

    @routes.get("/{campaign}/versions/{number}", responses=_UNKNOWN, dependencies=[_READ])
    async def version(campaign: Id, number: Number) -> views.VersionView:
        """One version, as JSON and as YAML."""
        return views.version_view(_known(repository, campaign, number))

    @routes.get("/{campaign}/diff", responses=_UNKNOWN, dependencies=[_READ])
    async def diff(
        campaign: Id, language: ReaderLanguage, older: OtherNumber = None, newer: OtherNumber = None
    ) -> views.DiffView:
        """What two versions differ in; without numbers, the newest and the one before."""
        second = _known(repository, campaign, newer)
        view = views.difference(_known(repository, campaign, older or max(1, second.number - 1)), second)
        known = gate.unlike_begun(repository, second)
        return view.model_copy(update={"warnings": [views.finding_view(each, words.of(language)) for each in known]})


def _add_writing(routes: APIRouter, repository: CampaignRepository, words: Words, clock: Clock) -> None:
    @routes.post("/check", dependencies=[_WRITE])
    async def check(body: views.DocumentIn, language: ReaderLanguage) -> views.CheckView:
        """Everything that stands in the way of starting it, and what should be known. Nothing is kept."""
        said = words.of(language)
        read = _read(body)
        if isinstance(read, list):
            return views.CheckView(mistakes=read, warnings=[])
        shop = repository.shop()
        found = [_placed(read, each, said) for each in findings(read.document, shop)]
        warned = [_placed(read, each, said) for each in gate.to_be_known(repository, read.document)]
        return views.CheckView(mistakes=found, warnings=warned)

    @routes.post("", responses=_NOT_NOW, dependencies=[_WRITE])
    async def write(body: views.WrittenIn, caller: Calling, language: ReaderLanguage) -> views.StepView:
        """Keep a new version, as a draft. What is not right yet comes back as a warning."""
        read = _read(body)
        if isinstance(read, list):
            raise _Mistakes(read)
        taken = gate.write(repository, read.document, _by(caller, body.by), to_ms(clock.wall()))
        return views.step_view(repository, read.document.id, taken, words.of(language))

    @routes.post("/ideas", responses=_NOT_NOW, dependencies=[_TALK])
    async def propose(body: views.IdeaIn, caller: Calling, language: ReaderLanguage) -> views.StepView:
        """Keep an idea that somebody may make a campaign of."""
        taken = gate.propose(repository, body.id, body.name, body.idea, _by(caller, body.by), to_ms(clock.wall()))
        return views.step_view(repository, body.id, taken, words.of(language))

    @routes.post("/roles", status_code=204, response_class=Response, responses=_NOT_NOW, dependencies=[_GIVE_ROLES])
    async def roles(body: views.RolesIn, caller: Calling) -> None:
        """Somebody left or changed their role: their approvals count no more, and their campaigns are flagged."""
        if _by(caller, body.by).role is not ApprovalRole.IT:
            raise CampaignRefused(phrase("campaigns-roles-it"))
        gate.set_role(repository, body.name, body.roles, to_ms(clock.wall()), lost=body.lost)


def _add_talking(routes: APIRouter, repository: CampaignRepository, clock: Clock) -> None:
    @routes.post(
        "/{campaign}/comments", status_code=204, response_class=Response, responses=_UNKNOWN, dependencies=[_TALK]
    )
    async def comment(campaign: Id, body: views.CommentIn, caller: Calling) -> None:
        """Say something of the newest version."""
        _known(repository, campaign)
        gate.comment(repository, campaign, _by(caller, body.by), body.text, to_ms(clock.wall()))

    @routes.post("/{campaign}/votes", responses=_UNKNOWN, dependencies=[_TALK])
    async def vote(campaign: Id, body: views.VoteIn, caller: Calling) -> views.VotesView:
        """Want it: once for each person."""
        _known(repository, campaign)
        return views.VotesView(votes=gate.vote(repository, campaign, _by(caller, body.by), to_ms(clock.wall())))


def _add_steps(routes: APIRouter, repository: CampaignRepository, words: Words, clock: Clock) -> None:
    def taken(campaign: str, step: Step, body: views.StepIn, caller: Caller, language: str) -> views.StepView:
        _known(repository, campaign, body.version)
        by, at_ms = _by(caller, body.by), to_ms(clock.wall())
        now = gate.take_step(repository, campaign, step, by, at_ms, note=body.note, version=body.version)
        return views.step_view(repository, campaign, now, words.of(language))

    @routes.post("/{campaign}/approve", responses=_UNKNOWN | _NOT_NOW, dependencies=[_STEP_PROVEN])
    async def approve(campaign: Id, body: views.StepIn, caller: Calling, language: ReaderLanguage) -> views.StepView:
        """Approve it, for whom one speaks."""
        return taken(campaign, Step.APPROVE, body, caller, language)

    @routes.post("/{campaign}/start", responses=_UNKNOWN | _NOT_NOW, dependencies=[_STEP_PROVEN])
    async def start(campaign: Id, body: views.StepIn, caller: Calling, language: ReaderLanguage) -> views.StepView:
        """From now on it reaches customers."""
        return taken(campaign, Step.START, body, caller, language)

    @routes.post("/{campaign}/{step}", responses=_UNKNOWN | _NOT_NOW, dependencies=[_STEP])
    async def step(
        campaign: Id, step: views.TakenStep, body: views.StepIn, caller: Calling, language: ReaderLanguage
    ) -> views.StepView:
        """Take any other step. A stop holds from the next event on."""
        return taken(campaign, Step(step), body, caller, language)


# A manager speaks for the store, and so does whoever has an idea on its floor.
_SPEAKS_FOR = {
    AccountRole.MARKETING: ApprovalRole.MARKETING,
    AccountRole.IT: ApprovalRole.IT,
    AccountRole.MANAGER: ApprovalRole.STORE,
}


def _by(caller: Caller, named: views.PersonIn | None) -> Person:
    """Who acts: whoever is signed in, for a role of theirs; while nobody has an account, whom the request names."""
    if not caller.name:
        if named is None:
            raise Refused(status.HTTP_422_UNPROCESSABLE_CONTENT, "who")
        return Person(named.name, named.role)
    theirs = [role for has, role in _SPEAKS_FOR.items() if has in caller.roles] or [ApprovalRole.STORE]
    if named is not None and named.role not in theirs:
        roles = ", ".join(theirs)
        raise Refused(status.HTTP_403_FORBIDDEN, "role-missing", name=caller.name, roles=roles)
    return Person(caller.name, named.role if named else theirs[0])


def _known(repository: CampaignRepository, campaign: str, number: int | None = None) -> Version:
    found = repository.version(campaign, number)
    if found is None:
        raise Refused(status.HTTP_404_NOT_FOUND, "no-campaign")
    return found


def _read(body: views.DocumentIn) -> CampaignFile | list[views.FindingView]:
    if (body.yaml is None) == (body.document is None):
        return [views.fault_view(Fault((), "send document or yaml, one of the two"))]
    if body.yaml is not None:
        read = read_campaign(body.yaml)
    else:
        found = read_document(body.document)
        read = CampaignFile(found, {}) if isinstance(found, CampaignDocument) else found
    return read if isinstance(read, CampaignFile) else [views.fault_view(each) for each in read]


def _placed(read: CampaignFile, finding: Finding, words: WordsIn) -> views.FindingView:
    if not read.text:
        return views.finding_view(finding, words)
    return views.placed(read.fault(finding.where, "", finding.mistake), finding, words)
