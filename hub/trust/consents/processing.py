"""What each purpose does with which data, in the words of the W3C Data Privacy Vocabulary and in plain ones.

Purposes, kinds of data, notices and states of consent were read in the community group's lists of DPV 2.2
(github.com/w3c/dpv; dpv: is https://w3id.org/dpv#, pd: is https://w3id.org/dpv/pd#); operations, storage and roles
only in a third party's copy of the vocabulary.
"""

from dataclasses import dataclass

from hub.trust.consents.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Data:
    """One kind of personal data: the vocabulary's term, and what it is here."""

    term: str
    what: str


@dataclass(frozen=True, slots=True)
class Processing:
    """What giving one purpose allows."""

    broader: tuple[str, ...]
    """The vocabulary's purposes that ours is a case of."""
    data: tuple[Data, ...]
    operations: tuple[str, ...]
    necessity: str
    """Why less would not do."""
    sees: str
    """Who gets to see anything because of it."""
    kept: bool
    """Whether the store writes any of it down; else it is in memory only."""


_CODE = Data("pd:DeviceBased", "a code from the phone that changes every quarter of an hour")
_HEARS = Data("pd:DeviceBased", "which of the store's beacons the phone hears, if the app tells; in memory only")
_WHERE = Data("pd:Location", "the zone of this store, while the customer is in it")
_BOUGHT = Data("pd:Purchase", "what was bought, without sensitive products")
_STAFF = "staff on duty in this store, on their handhelds, while the visit lasts"

PROCESSING: dict[Purpose, Processing] = {
    Purpose.RECOGNISE_IN_STORE: Processing(
        ("dpv:ServicePersonalisation",),
        (_CODE, _HEARS, _WHERE),
        ("dpv:Collect", "dpv:Store", "dpv:Match", "dpv:Use"),
        "without knowing that a member is here, nobody can be told how to help; the position is a zone, not a point",
        "nobody by itself; it is what the other purposes build on",
        kept=True,
    ),
    Purpose.SHOW_HISTORY_TO_STAFF: Processing(
        ("dpv:CustomerCare", "dpv:ServicePersonalisation"),
        (_BOUGHT,),
        ("dpv:Consult", "dpv:Store", "dpv:Use"),
        "three lines, and what they rest on for whoever opens the card by name; each with source and age",
        _STAFF,
        kept=True,
    ),
    Purpose.GREET_BY_NAME: Processing(
        ("dpv:ServicePersonalisation",),
        (Data("pd:Name", "the first name"),),
        ("dpv:Consult", "dpv:Use"),
        "the first name only, and only for who asked to be greeted",
        _STAFF,
        kept=False,
    ),
    Purpose.MARKETING_PUSH: Processing(
        ("dpv:DirectMarketing",),
        (_WHERE, Data("pd:Interest", "the one line of articles that the customer buys of")),
        ("dpv:Consult", "dpv:Use", "dpv:Store"),
        "one message a visit at most; which message is decided in the store",
        "the customer, on their own phone",
        kept=True,
    ),
    Purpose.SERVICE_PUSH: Processing(
        ("dpv:CommunicationForCustomerCare",),
        (Data("pd:Contact", "the push address of the app on this phone"),),
        ("dpv:Store", "dpv:Use"),
        "without the phone's push address no message arrives",
        "the customer, on their own phone",
        kept=True,
    ),
    Purpose.JOIN_ONLINE_INSTORE: Processing(
        ("dpv:ServicePersonalisation",),
        (Data("pd:BrowsingBehaviour", "what was looked at in the web shop in the last 30 days"),),
        ("dpv:Consult", "dpv:Combine", "dpv:Use"),
        "an article looked at again and again, not the clicks",
        _STAFF,
        kept=False,
    ),
    Purpose.PREDICT: Processing(
        ("dpv:ProvideProductRecommendations",),
        (Data("pd:PurchasesAndSpendingHabit", "a guess at what is needed next, from what was bought"),),
        ("dpv:Profiling", "dpv:Use"),
        "a guess at what wears out, shown as a guess",
        _STAFF,
        kept=False,
    ),
    Purpose.MEASURE: Processing(
        ("dpv:ImproveExistingProductsAndServices",),
        (Data("pd:ServiceConsumptionBehaviour", "visits, and whether a message was sent in them"), _BOUGHT),
        ("dpv:Store", "dpv:Analyse"),
        "whether messages help can only be told by comparing members with and without one; told in sums only",
        "nobody in person: totals",
        kept=True,
    ),
}
