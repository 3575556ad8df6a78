"""What a table holds of people: who a row is about, what for, and for how long.

One declaration drives retention, erasure, access and the record of processing, so none of them can forget a table that
another one knows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

DAY_MS = 24 * 3600 * 1000


class IdentifierKind(StrEnum):
    """By what a column names a person."""

    MEMBER = "member"
    """The random handle."""
    VISIT = "visit"
    """A visit of theirs."""
    SUBJECT = "subject"
    """The random id of the consent ledger, which `members` alone joins to a person."""
    CUSTOMER = "customer"
    """The customer id of the customer data platform."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column that says whom a row is about. A row is theirs when any of its keys names them."""

    column: str
    names: IdentifierKind


@dataclass(frozen=True, slots=True)
class Holding:
    """One table, or one column of it, that holds something about people.

    Exactly one of `keep_days`, `setting` and `until` says for how long.
    """

    table: str
    what: str
    """The category of data, in words that a record of processing can quote."""
    why: str
    """The purpose, and what makes it lawful."""
    keys: tuple[Key, ...] = ()
    """Empty when no row can be told to be anybody's; what is there then goes by its time alone."""
    time: str | None = None
    """The column (Unix ms) from which the time is counted; a row without a value there is not over yet."""
    keep_days: float | None = None
    setting: str | None = None
    """The setting that says how many days."""
    until: str | None = None
    """What ends it, when no number of days does."""
    column: str | None = None
    """When its time is over this column is blanked, and the row stays for a holding of its own."""
    seen: str | None = None
    """The column (Unix ms) that says when the member themselves, their app or their phone was there last."""
    of_staff: bool = False
    """The column is about an associate: it is not among what a customer gets."""
    not_personal_because: str | None = None
    """Why no row can be anybody's, so that an erasure passes it by."""
    anchor: str | None = None
    """Of a table whose rows are chained by hashes: the table (id, line, hash) that keeps the newest removed row's hash.
    Rows then go from the old end only."""
    kept_after_erasure: str | None = None
    """Why a person's rows outlive their erasure; None when they do not."""

    def __post_init__(self) -> None:
        periods = [self.keep_days is not None, self.setting is not None, self.until is not None]
        if self.setting is None or self.keep_days is None:  # `resolved` fills in the days of a setting
            if sum(periods) != 1:
                raise ValueError(f"{self.table}: say either keep_days, setting or until")
            if self.until is None and self.time is None:
                raise ValueError(f"{self.table}: days are counted from a time column")

    def column_of(self, kind: IdentifierKind) -> str | None:
        """The column that names a person in that way, if there is one."""
        return next((key.column for key in self.keys if key.names is kind), None)

    @property
    def keep_ms(self) -> int | None:
        """How long a row is kept; None without a number of days. Raises `ValueError` before `resolved`."""
        if self.until is not None:
            return None
        if self.keep_days is None:
            raise ValueError(f"{self.table}: the setting {self.setting} is not filled in")
        return round(self.keep_days * DAY_MS)


def resolved(holdings: Iterable[Holding], settings: object) -> tuple[Holding, ...]:
    """The holdings with the days that a shop has set."""
    return tuple(
        replace(each, keep_days=float(getattr(settings, each.setting))) if each.setting else each for each in holdings
    )


def signs_of_life(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """Where it stands when a member was there last."""
    return tuple(each for each in holdings if each.seen)


def by_table(holdings: Iterable[Holding]) -> Mapping[str, tuple[Holding, ...]]:
    """All holdings of each table, in the order in which they were declared."""
    found: dict[str, tuple[Holding, ...]] = {}
    for each in holdings:
        found[each.table] = (*found.get(each.table, ()), each)
    return found
