"""What a message says on a customer's phone: in the language in which they agreed to get it."""

from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Names, Phrase
from hub.ground.words.shop_names import name_of_line
from hub.ground.words.words import Words
from hub.service.campaigns.campaign import Campaign, Text
from hub.service.campaigns.decide import Expose
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import MemberRecord

# A blank that does not break is no part of the alphabet of short messages: one of them halves what fits.
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " "})


class MessageTexts:
    """Texts of one shop."""

    def __init__(self, shop: Shop, words: Words, ledger: ConsentLedger) -> None:
        self.shop = shop
        self._words = words
        self._ledger = ledger

    def of(self, campaign: Campaign, decision: Expose, record: MemberRecord) -> Text:
        """What this customer reads."""
        words = self._words.of(self._ledger.language(record.subject) or self._words.default)

        wording, named = campaign.general, dict[str, str | Names]()
        if decision.line is not None and campaign.of_line is not None:
            wording, named = campaign.of_line, {"line": name_of_line(decision.line, self.shop)}
        title, body = (words.say(Phrase(id_, named)).translate(_BLANKS) for id_ in (wording.title, wording.body))
        return Text(title, body)
