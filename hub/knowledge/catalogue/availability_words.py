"""How feeds say that something can be had. Pure."""

from hub.knowledge.catalogue.model import Availability

# As feeds of plugins spell it, in the languages of their shops; blanks and hyphens are underscores here.
_WORDS: dict[Availability, str] = {
    Availability.IN_STOCK: "in_stock instock yes true 1 available på_lager paa_lager i_lager auf_lager disponível"
    " disponible en_stock op_voorraad download onlineonly instoreonly",
    Availability.LIMITED: "limited limited_availability limitedavailability få_på_lager få_kvar",
    Availability.TO_ORDER: "preorder pre_order backorder back_order on_display_to_order available_for_order"
    " bestillingsvare beställningsvara forudbestilling",
    Availability.OUT_OF_STOCK: "out_of_stock outofstock no false 0 udsolgt ikke_på_lager utsolgt slutsåld ej_i_lager"
    " sold_out soldout discontinued agotado",
}
_MEANS = {word: availability for availability, words in _WORDS.items() for word in words.split()}


def availability_of(text: str) -> Availability | None:
    """What it says; None where nobody knows what it means."""
    plain = text.strip().casefold().rpartition("/")[2].replace(" ", "_").replace("-", "_")
    return _MEANS.get(plain)
