"""Who comes to the store: twelve members of the shop's club, each with a taste and a choice of their own."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """What kind of phone a person carries."""

    ANDROID = "android"
    IOS = "ios"
    OTHER = "other"


class Discipline(StrEnum):
    """A way of riding; what a bicycle shop is divided by."""

    ROAD = "road"
    GRAVEL = "gravel"
    MOUNTAIN = "mountain"
    CITY = "city"
    KIDS = "kids"


RECOGNISE = "recognise_in_store"
HISTORY = "show_history_to_staff"
GREET = "greet_by_name"
PUSH = "marketing_push"
SERVICE_PUSH = "service_push"
JOIN = "join_online_instore"
PREDICT = "predict"
MEASURE = "measure"
EVERYTHING = frozenset({RECOGNISE, HISTORY, GREET, PUSH, SERVICE_PUSH, JOIN, PREDICT, MEASURE})


@dataclass(frozen=True, slots=True)
class Persona:
    """A member of the shop's club: an invented customer, and what they agreed to."""

    ref: str
    """The customer's id in the shop's systems; lower case, as the profile API matches ids in lower case only."""
    first_name: str
    platform: Platform
    taste: tuple[tuple[Discipline, int], ...]
    """Disciplines and how many of ten orders belong to each."""
    orders_a_year: int
    years: int
    purposes: frozenset[str]
    note: str

    @property
    def recognisable(self) -> bool:
        """Whether the store may know this member when they walk in."""
        return RECOGNISE in self.purposes


ROAD_CYCLIST = "u-1001"
"""Two years of road-bike gear and nothing else: no card and no message of his may show another discipline."""

_ROAD, _GRAVEL, _MOUNTAIN, _CITY, _KIDS = Discipline

MEMBERS: tuple[Persona, ...] = (
    Persona(ROAD_CYCLIST, "Søren", Platform.ANDROID, ((_ROAD, 10),), 8, 2, EVERYTHING, "road cyclist"),
    Persona(
        "u-1002", "Ingrid", Platform.IOS, ((_CITY, 4), (_KIDS, 6)), 6, 1, EVERYTHING, "two children, one cargo bike"
    ),
    Persona("u-1003", "Lars", Platform.ANDROID, ((_MOUNTAIN, 8), (_GRAVEL, 2)), 9, 1, EVERYTHING, "trail rider"),
    Persona("u-1004", "Astrid", Platform.IOS, ((_GRAVEL, 7), (_ROAD, 3)), 7, 1, EVERYTHING, "gravel racer"),
    Persona("u-1005", "Mikkel", Platform.ANDROID, ((_CITY, 10),), 4, 1, EVERYTHING - {GREET}, "no greeting by name"),
    Persona("u-1006", "Linnéa", Platform.IOS, ((_ROAD, 6), (_CITY, 4)), 6, 1, EVERYTHING - {PUSH}, "no app messages"),
    Persona("u-1007", "Håkon", Platform.ANDROID, ((_MOUNTAIN, 10),), 7, 1, EVERYTHING, "downhill at weekends"),
    Persona("u-1008", "Freja", Platform.IOS, ((_CITY, 7), (_GRAVEL, 3)), 5, 1, EVERYTHING, "commutes in all weather"),
    Persona(
        "u-1009",
        "Åsa",
        Platform.ANDROID,
        ((_KIDS, 8), (_CITY, 2)),
        5,
        1,
        EVERYTHING - {GREET, PUSH},
        "no greeting, no messages",
    ),
    Persona("u-1010", "Emil", Platform.IOS, ((_GRAVEL, 10),), 8, 1, EVERYTHING, "rides to Skagen"),
    Persona("u-1011", "Kari", Platform.ANDROID, ((_ROAD, 7), (_GRAVEL, 3)), 9, 1, EVERYTHING, "club captain"),
    Persona(
        "u-1012",
        "Jonas",
        Platform.ANDROID,
        ((_CITY, 6), (_ROAD, 4)),
        4,
        1,
        frozenset({MEASURE}),
        "a member who stays unseen",
    ),
)


def member(ref: str) -> Persona | None:
    """The member with that customer id."""
    return next((persona for persona in MEMBERS if persona.ref == ref), None)
