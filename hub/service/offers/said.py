"""What an offer is, in words: for whoever takes it off or hands it over."""

from hub.ground.words.phrase import Money, Number, Phrase, phrase
from hub.knowledge.catalogue.model import Catalogue
from hub.service.offers.model import IssuedOffer


def said_of_offer(offer: IssuedOffer, catalogue: Catalogue, currency: str) -> Phrase:
    """Such as "10 % off Sofa Nord"."""
    known = catalogue.article(offer.article) if offer.article else None
    article = known.name if known else offer.article or ""
    match offer.kind, offer.value:
        case "percent", str(value) if article:
            return phrase("card-offer-percent", value=Number(value), article=article)
        case "percent", str(value):
            return phrase("card-offer-percent-all", value=Number(value))
        case "amount", str(value) if article:
            return phrase("card-offer-amount", value=Money(value, currency), article=article)
        case "amount", str(value):
            return phrase("card-offer-amount-all", value=Money(value, currency))
        case _ if article:
            return phrase("card-offer-gift", article=article)
        case _:
            return phrase("card-offer-gift-any")
