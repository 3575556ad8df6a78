"""Whether a card of somebody who is here rests on a past or a model that is not the newest any more.

A command in another process imports past orders or puts a model into use, and tells nobody: so it is looked for.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from hub.ground.errors import InsightError
from hub.ground.journal import Member, VisitId
from hub.knowledge.insight.model_store import ModelStore
from hub.knowledge.purchases.repository import Orders
from hub.place.visits.repository import Visits

# Somebody who came in stays for minutes; an import or a training takes some as well.
LOOK_SECONDS = 5.0
WITHIN_SECONDS = 60.0
Rest: TypeAlias = tuple[str, int, int]
"""What a card rests on: the model in use, how many orders of theirs are kept, and the newest of them."""


class Renewal:
    """Looks at everybody who is here. `forget`: what is remembered of a member's own orders."""

    def __init__(
        self,
        visits: Visits,
        orders: Orders,
        models: ModelStore,
        forget: Callable[[Member], None],
        compose: Callable[[Member], Awaitable[None]],
    ) -> None:
        self._visits = visits
        self._orders = orders
        self._models = models
        self._forget = forget
        self._compose = compose
        self._rested: dict[VisitId, Rest] = {}

    def begins(self, visit: VisitId, member: Member) -> None:
        """A card is about to be made for the first time: what comes in from now on is news to it."""
        self._rested[visit] = self._rest(member)

    async def look(self, _round: int) -> None:
        """Make anew what has become old since the last look."""
        before, self._rested = self._rested, {each.id: self._rest(each.member) for each in self._visits.all_open()}
        for each in self._visits.all_open():
            if before.get(each.id, self._rested[each.id]) != self._rested[each.id]:
                self._forget(each.member)
                await self._compose(each.member)

    def _rest(self, member: Member) -> Rest:
        try:
            model = self._models.state().current
        except InsightError:  # its own light says so
            model = ""
        return (model, *self._orders.extent_of(member))
