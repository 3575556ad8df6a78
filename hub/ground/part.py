"""What a part of the hub is: a folder that owns its whole self.

Two values, each member with an empty default. `Manifest` is known before anything runs, so that the help, a migration
or the page of settings needs no web framework; it stands in the folder's `manifest.py` and is found there
(`hub/manifests.py`). `Part` is what the folder's `part.py` has built from the few other parts that it needs; the one
line that calls it stands in `hub/app.py`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hub.ground.holdings import Holding

if TYPE_CHECKING:  # a manifest is read by commands that need none of these
    from pathlib import Path

    from fastapi import APIRouter
    from pydantic import BaseModel

    from hub.ground.database import Schema
    from hub.ground.health.alarm import Alarm
    from hub.ground.health.metric import Metric
    from hub.ground.journal import Event, Member, VisitId
    from hub.ground.words.phrase import Phrase
    from hub.ground.words.words import WordsIn

V = TypeVar("V", bound="BaseModel")
Check = Callable[[], "Phrase | None"]
"""What is wrong with a part; None when it does its job."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a part, and what of people is in them."""

    schemas: "Mapping[str, Schema]" = field(default_factory=dict[str, "Schema"])
    """Steps that make and change them, by the name under which the database remembers how far it is."""
    holdings: tuple[Holding, ...] = ()
    offers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Views that other parts may join with, and why that is not asked by a function. Their columns stay, whatever
    becomes of the tables behind them."""
    not_personal: Mapping[str, str] = field(default_factory=dict[str, str])
    """The tables without anything about people, and what is in them instead."""
    outside: tuple[Holding, ...] = ()
    """What is held of people in a file beside the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of a part before anything runs."""

    name: str
    settings: str | tuple[str, ...] = ()
    """Where its sections of the settings stand: "module:class", loaded when settings are read."""
    tables: Tables = field(default_factory=Tables)
    files: tuple[str, ...] = ()
    """Its own SQLite files in the data folder, without anything about people: a backup holds a copy of each."""
    recipients: str = ""
    """"module:function" that names, for given settings, who outside is sent something about a member."""
    tells_of_visits_days: str = ""
    """"module:function" that says, for given settings, after how many days nothing here tells of a visit."""
    shop_checks: str | tuple[str, ...] = ()
    """"module:function" that says where shop.toml disagrees with what this part knows (`hub/ground/shop/check.py`)."""
    commands: str = ""
    """A module whose `COMMANDS` are added to goddag-hub: typer apps, or functions, by name."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A person who is erased: what each part lets go of in memory."""

    member: "Member"
    customer_ref: str
    visits: "frozenset[VisitId]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Something done again and again for as long as the hub runs."""

    name: str
    every_seconds: float
    once: Callable[[int], Awaitable[None]]
    """Given the number of the round, from 0. Raises `DatabaseFailed` when it is to be tried again."""
    within_seconds: float
    """A round that takes longer is stuck: /readyz says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that runs for as long as the hub does, and asks nobody whether it comes round."""

    name: str
    run: Callable[[], Coroutine[Any, Any, None]]
    told_elsewhere: str
    """Where it is said that this job does not do its work: /readyz does not ask it."""


def _no_alarm(_view: object) -> "Iterable[Alarm]":
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(Generic[V]):
    """How a part is, for whoever looks after the store: at /api/fleet, beside how all others are."""

    view: "type[V]"
    """Its members of the overview. Two parts cannot have one of the same name."""
    look: "Callable[[WordsIn], V]"
    """As it is now; what people read is in the reader's language."""
    alarms: "Callable[[V], Iterable[Alarm]]" = _no_alarm
    """What of it somebody has to look after."""


def _nothing(_event: "Event", _seq: int) -> None: ...


async def _no_answer(_event: "Event", _seq: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one function has built. Nothing of it runs yet."""

    name: str
    routes: "tuple[APIRouter, ...]" = ()
    """Each says itself who may call it."""
    bounded_itself: tuple[str, ...] = ()
    """Paths that begin so read their body themselves, and count what they refuse."""
    host_names: tuple[str | None, ...] = ()
    """Hosts or URLs under which the hub is reached because of this part; requests for other names are refused."""
    certificates: "Mapping[str, Path]" = field(default_factory=dict[str, "Path"])
    """Names by which programs of ours ask for another certificate than browsers get, and the PEM file of each."""
    jobs: tuple[Job, ...] = ()
    rounds: tuple[Round, ...] = ()
    comes_round: Mapping[str, float] = field(default_factory=dict[str, float])
    """Loops of its own that must come round, and within how many seconds."""
    upkeep: Callable[[float], Awaitable[None] | None] | None = None
    """Once a second, at that time (Unix seconds): short work that waits for nobody outside."""
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    """What /readyz asks beside the rounds."""
    health: "Health[Any] | None" = None
    """What of it stands in the overview of the equipment."""
    metrics: "tuple[Metric, ...]" = ()
    """Its figures, read when /metrics is asked for."""
    reacts_to: "tuple[type[Event], ...]" = ()
    """What `apply` or `act` answer; the generated page docs/what-happens.md is made of these."""
    apply: "Callable[[Event, int], None]" = _nothing
    """Takes back what no longer holds: at once, for each entry, before any `act`, from the top floor down. Never waits,
    and may be done twice."""
    act: "Callable[[Event, int], Awaitable[None]]" = _no_answer
    """Answers an entry (its number in the journal), ground floor first. May wait for a platform, and be done twice."""
    begin: Callable[[], None] | None = None
    """Before anything is served, heard or sent."""
    forget: Callable[[Forgotten], None] | None = None
    """Lets go in memory of somebody who is erased."""
    save: Callable[[], None] | None = None
    """When the hub stops: what is remembered goes to the disk."""
    close: Callable[[], Awaitable[None]] | None = None
