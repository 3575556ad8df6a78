"""What a person can agree to: each purpose is asked, given and withdrawn alone; none implies another."""

from enum import StrEnum


class Purpose(StrEnum):
    """One reason to use a person's data."""

    RECOGNISE_IN_STORE = "recognise_in_store"
    SHOW_HISTORY_TO_STAFF = "show_history_to_staff"
    GREET_BY_NAME = "greet_by_name"
    PUSH_IN_STORE = "push_in_store"
    JOIN_ONLINE_INSTORE = "join_online_instore"
    PREDICT = "predict"
    MEASURE = "measure"
