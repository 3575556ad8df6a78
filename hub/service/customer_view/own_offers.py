"""The offers of one customer, as they see them: what they got, until when it holds, and when it was used."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.ground.journal import Member
from hub.ground.words.words import WordsIn
from hub.service.customer_view.model import HeldOffer
from hub.service.offers.part import OffersPart


@dataclass(frozen=True, slots=True)
class OwnOffers:
    """Of one store."""

    promised: OffersPart
    campaign_name: Callable[[str], str | None]

    def of(self, member: Member, words: WordsIn, now_ms: int) -> list[HeldOffer]:
        """All that are kept, newest first."""
        return [
            HeldOffer(
                code=each.code,
                text=words.say(self.promised.said(each)),
                campaign=each.campaign,
                name=self.campaign_name(each.campaign),
                given_at_ms=each.issued_ms,
                valid_until_ms=each.valid_until_ms,
                redeemed_at_ms=each.redeemed_ms,
                state=each.state(now_ms),
            )
            for each in self.promised.offers.of(member)
        ]
