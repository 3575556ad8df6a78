"""What each colleague has to know now: alerts that are kept, and those that follow from what holds at this moment."""

from collections.abc import Callable, Collection, Iterable

from hub.ground.journal import Journal, VisitId
from hub.ground.web.may import Role
from hub.service.alerts.model import Alert, AlertKind, AlertList, NewAlert, StaffAlert
from hub.service.alerts.presence import Presence
from hub.service.alerts.repository import AlertRepository

Source = Callable[[str, frozenset[Role]], Iterable[Alert]]
"""Alerts of an associate that hold now and are kept nowhere: a request for help, a nudge."""


class Alerts:
    """Of one store."""

    def __init__(self, repository: AlertRepository, journal: Journal, presence: Presence) -> None:
        self.presence = presence
        self.version = 0
        """Changes with every change of anybody's list: streams look again then, and at no other time."""
        self._repository = repository
        self._journal = journal
        self._sources: list[Source] = []
        self._seen: dict[str, set[str]] = {}
        """Of alerts that are kept nowhere, who has seen them; a restart forgets it, and no screen sounds again."""
        self.acknowledged = 0

    def add_source(self, source: Source) -> None:
        """Another part knows of alerts."""
        self._sources.append(source)

    def tell(self, new: NewAlert) -> bool:
        """Tell somebody, until they have seen it; the same id again changes nothing. Returns whether it is new."""
        is_new = self._repository.add(new)
        if is_new:
            self.changed()
        return is_new

    def over(self, alert: str) -> None:
        """Nobody has to know it any more: done, taken back, handed on."""
        if self._repository.drop(alert):
            self.changed()

    def visit_ended(self, visit: VisitId) -> None:
        """The customer has left."""
        if self._repository.drop_visit(visit):
            self.changed()

    def acknowledge(self, alert: str, associate: str, roles: frozenset[Role]) -> bool:
        """They have seen it: it sounds no more, and leaves their list. False for one that they do not have."""
        found = self._repository.seen(alert, associate, roles)
        if not found and any(each.id == alert for each in self._derived(associate, roles)):
            self._seen.setdefault(alert, set()).add(associate)
            found = True
        if found:
            self.acknowledged += 1
            self.changed()
        return found

    def of(self, associate: str, roles: frozenset[Role], is_shown: Callable[[VisitId], bool]) -> list[Alert]:
        """What is open for somebody, oldest first; `is_shown`: whether a visit may be on a screen now."""
        every = [*self._repository.of(associate, roles), *self._derived(associate, roles)]
        seen = [each for each in every if associate not in self._seen.get(each.id, ())]
        shown = [each for each in seen if each.visit is None or _stands_alone(each) or is_shown(each.visit)]
        return sorted(shown, key=lambda each: (each.at_ms, each.id))

    def view(
        self,
        associate: str,
        roles: frozenset[Role],
        waiting: Iterable[VisitId],
        is_shown: Callable[[VisitId], bool],
    ) -> AlertList:
        """The same as a screen gets it."""
        found = self.of(associate, roles, is_shown)
        return AlertList(
            open=[
                StaffAlert(
                    id=each.id,
                    kind=each.kind,
                    at_ms=each.at_ms,
                    visit_id=each.visit if each.visit and is_shown(each.visit) else None,
                    by=each.by,
                    about=each.about,
                )
                for each in found
            ],
            waiting=[visit for visit in waiting if is_shown(visit)],
            paused=self.presence.on_break(associate),
        )

    def take_break(self, associate: str, *, paused: bool) -> None:
        """They are on a break from now on, or back."""
        self.presence.take_break(associate, paused=paused)
        self.changed()

    def changed(self) -> None:
        """Somebody's list may be another one now."""
        self.version += 1
        self._journal.wake()

    def forget_seen(self, still_open: Collection[str]) -> None:
        """Drop who has seen what is over."""
        for alert in [each for each in self._seen if each not in still_open]:
            del self._seen[alert]

    def _derived(self, associate: str, roles: frozenset[Role]) -> list[Alert]:
        return [each for source in self._sources for each in source(associate, roles)]


def _stands_alone(alert: Alert) -> bool:
    """Whether it is about what a colleague did: that stays when the visit may not be shown, which is not named then."""
    return alert.kind is AlertKind.BREAK_GLASS
