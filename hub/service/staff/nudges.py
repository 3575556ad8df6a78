"""Nudges: a campaign's line for one colleague who is free, for as long as it helps.

Who was nudged when is kept in memory alone, as it is a record of colleagues' work. A restart forgets it, and
the line goes on standing on the card.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.ground import Ground
from hub.ground.journal import CampaignShown, VisitId
from hub.ground.web.may import Role
from hub.place.visits.repository import Visits
from hub.service.alerts.model import Alert, AlertKind
from hub.service.alerts.presence import Presence
from hub.service.campaigns.saying import LISTED, SHOWN
from hub.service.client_book.service import ClientBook
from hub.service.messages.exposures import ExposureKind, Exposures
from hub.service.staff.claims import Claims, ClaimState
from hub.service.staff.interruptions import HOUR_MS, Associate, whom_to_nudge

# As long as a message to a customer lives: the likely rest of a visit.
NUDGE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Nudge:
    """Of one visit."""

    associate: str
    until_ms: int


class Nudges:
    """Of one store."""

    def __init__(
        self,
        ground: Ground,
        exposures: Exposures,
        visits: Visits,
        claims: Claims,
        presence: Presence,
        book: ClientBook,
    ) -> None:
        self._book = book
        self._ground = ground
        self._exposures = exposures
        self._visits = visits
        self._claims = claims
        self._presence = presence
        self._nudged: defaultdict[str, deque[int]] = defaultdict(deque)
        self._of_visit: dict[VisitId, Nudge] = {}
        self._taken: dict[VisitId, str] = {}

    def taken(self, visit: VisitId, associate: str) -> None:
        """Somebody helps a customer, and said so."""
        self._taken[visit] = associate

    def decide(self, shown: CampaignShown) -> None:
        """Interrupt a colleague, if one is free and it fits.

        The exposure was written as one that stands on the card, and becomes one that somebody was told of: an event
        that is answered once more after a restart takes nothing back.
        """
        if not self._is_listed(shown):
            return
        now_ms, policy = self._ground.now_ms(), self._ground.shop.contacts
        waiting = self._waiting(now_ms)
        if shown.visit in waiting or self._claims.of(shown.visit) != ClaimState():
            return  # one colleague is enough
        owner = self._book.owner(shown.member, now_ms)
        free = self.associates(now_ms)
        associate = whom_to_nudge(free, len(waiting), policy, now_ms, owner.person.id if owner else None)
        if associate is None:
            return
        with self._ground.journal.transaction():
            self._exposures.settle(shown.member, shown.campaign, shown.visit, SHOWN)
        self._nudged[associate].append(now_ms)
        self._of_visit[shown.visit] = Nudge(associate, now_ms + NUDGE_SECONDS * 1000)

    def associates(self, now_ms: int) -> list[Associate]:
        """Everybody who may be interrupted, and what they have in hand."""
        serving = {associate for visit, associate in self._taken.items() if self._serves(visit)}
        busy = serving | {nudge.associate for nudge in self._waiting(now_ms).values()}
        return [Associate(each, each in busy, self._lately(each, now_ms)) for each in self._presence.associates()]

    def alerts_of(self, associate: str, _roles: frozenset[Role]) -> list[Alert]:
        """What campaigns would have somebody say now."""
        waiting = self._waiting(self._ground.now_ms()).items()
        return [_alert(visit, nudge) for visit, nudge in waiting if nudge.associate == associate]

    def alert_ids(self) -> set[str]:
        """Of all that are not over."""
        return {_alert(visit, nudge).id for visit, nudge in self._waiting(self._ground.now_ms()).items()}

    def until_ms(self, visit: VisitId, claim: ClaimState, associate: str | None) -> int | None:
        """Until when somebody is asked to go there now; None for the others, and once it is taken."""
        nudge = self._of_visit.get(visit)
        if nudge is None or nudge.associate != associate or claim.staff is not None or claim.outcome is not None:
            return None
        return nudge.until_ms

    def forget(self, visits: Iterable[VisitId]) -> None:
        """These visits have ended, or were erased."""
        for visit in visits:
            self._of_visit.pop(visit, None)
            self._taken.pop(visit, None)

    def _is_listed(self, shown: CampaignShown) -> bool:
        return any(
            each.kind is ExposureKind.NUDGE and each.result == LISTED
            for each in self._exposures.of(shown.member)
            if (each.campaign, each.visit) == (shown.campaign, shown.visit)
        )

    def _waiting(self, now_ms: int) -> dict[VisitId, Nudge]:
        return {visit: nudge for visit in self._of_visit if (nudge := self._waits(visit, now_ms))}

    def _waits(self, visit: VisitId, now_ms: int) -> Nudge | None:
        nudge, claim = self._of_visit[visit], self._claims.of(visit)
        is_over = claim.staff is not None or claim.outcome is not None or self._visits.named(visit) is None
        return None if is_over or now_ms >= nudge.until_ms else nudge

    def _serves(self, visit: VisitId) -> bool:
        claim = self._claims.of(visit)
        return claim.staff is not None and claim.outcome is None and self._visits.named(visit) is not None

    def _lately(self, associate: str, now_ms: int) -> tuple[int, ...]:
        nudged = self._nudged[associate]
        while nudged and now_ms - nudged[0] >= HOUR_MS:
            nudged.popleft()
        return tuple(nudged)


def _alert(visit: VisitId, nudge: Nudge) -> Alert:
    at_ms = nudge.until_ms - NUDGE_SECONDS * 1000
    return Alert(f"nudge-{visit}-{at_ms}", AlertKind.NUDGE, at_ms, visit)
