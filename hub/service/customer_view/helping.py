"""What a customer who asked for help is told while they wait."""

from hub.ground.words.phrase import phrase
from hub.ground.words.words import WordsIn
from hub.place.visits.repository import Visit
from hub.service.customer_view.mirror_model import HelpState
from hub.service.staff.claims import Claims
from hub.service.staff.help_calls import HelpCalls
from hub.service.staff.help_rounds import HelpRound


class Helping:
    """Says who comes, or honestly that nobody can yet."""

    def __init__(self, claims: Claims, calls: HelpCalls) -> None:
        self._claims = claims
        self._calls = calls

    def of(self, visit: Visit, words: WordsIn) -> HelpState | None:
        """None where they did not ask, or somebody has helped already."""
        claim = self._claims.of(visit.id)
        if visit.asked_ms is None or claim.outcome is not None:
            return None
        if claim.staff is not None:
            return HelpState(state="coming", says=words.say(phrase("mirror-help-coming", who=claim.staff)))
        if self._calls.round_of(visit.id) is HelpRound.BUSY:
            return HelpState(state="busy", says=words.say(phrase("mirror-help-busy")))
        return HelpState(state="asked", says=words.say(phrase("mirror-help-asked")))
