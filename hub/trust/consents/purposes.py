"""What a person can agree to, and the four levels of being recognised that are built on it."""

from collections.abc import Set as AbstractSet
from enum import StrEnum


class Purpose(StrEnum):
    """One reason to use a person's data: asked, given and withdrawn alone; none implies another."""

    RECOGNISE_IN_STORE = "recognise_in_store"
    SHOW_HISTORY_TO_STAFF = "show_history_to_staff"
    GREET_BY_NAME = "greet_by_name"
    MARKETING_PUSH = "marketing_push"
    SERVICE_PUSH = "service_push"
    JOIN_ONLINE_INSTORE = "join_online_instore"
    PREDICT = "predict"
    MEASURE = "measure"


class Level(StrEnum):
    """How far somebody is recognised in the store, in words that a person chooses by."""

    INVISIBLE = "invisible"
    HELP_IF_I_ASK = "help_if_i_ask"
    KNOW_MY_HISTORY = "know_my_history"
    GREET_ME_BY_NAME = "greet_me_by_name"


_RECOGNISED = frozenset({Purpose.RECOGNISE_IN_STORE})
_KNOWN = _RECOGNISED | {Purpose.SHOW_HISTORY_TO_STAFF}
# From the least to the most. A level is exactly its purposes: choosing one gives these and withdraws the others of
# `GOVERNED`; everything else that a person agreed to stays as it is.
PURPOSES_OF: dict[Level, frozenset[Purpose]] = {
    Level.INVISIBLE: frozenset(),
    Level.HELP_IF_I_ASK: _RECOGNISED,
    Level.KNOW_MY_HISTORY: _KNOWN,
    Level.GREET_ME_BY_NAME: _KNOWN | {Purpose.GREET_BY_NAME},
}
# What somebody who objects to profiling stops at once, and what nothing but taking the objection back starts again.
PROFILING = frozenset({Purpose.PREDICT, Purpose.MEASURE, Purpose.JOIN_ONLINE_INSTORE, Purpose.MARKETING_PUSH})
GOVERNED = PURPOSES_OF[Level.GREET_ME_BY_NAME]


def level_of(given: AbstractSet[Purpose]) -> Level:
    """The highest level whose purposes are all given."""
    return [level for level, needs in PURPOSES_OF.items() if needs <= given][-1]
