"""What an alert is, inside and on the wire."""

from dataclasses import dataclass
from enum import StrEnum

from hub.ground.journal import Member, VisitId
from hub.ground.web.may import Role
from hub.trust.accounts.model import StaffModel


class AlertKind(StrEnum):
    """Why somebody is told."""

    HELP = "help"
    """A customer asks for help, and this colleague is called."""
    NUDGE = "nudge"
    """A campaign has something to say to a customer, and this colleague is free."""
    HANDOVER = "handover"
    """A colleague hands a customer over."""
    FOLLOW_UP = "follow_up"
    """Something that was promised is due."""
    BREAK_GLASS = "break_glass"
    """Somebody looked at a customer whom the shop does not show; privacy officers are told."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One, for one colleague or for all of a role."""

    id: str
    kind: AlertKind
    at_ms: int
    visit: VisitId | None = None
    """Listed only while this visit may be shown."""
    by: str | None = None
    """The colleague who caused it."""
    about: str | None = None
    """What it is about, as the part that told it names it: a follow-up's id."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """One to keep until somebody has seen it. Exactly one of `person` and `role`."""

    alert: Alert
    person: str | None = None
    """`Caller.associate` of whom it is for."""
    role: Role | None = None
    """Everybody who has this role, each until they have seen it."""
    member: Member | None = None
    """Whom it concerns: with them it is erased."""


class StaffAlert(StaffModel):
    """What a colleague has to know now. What it says, and to whom it leads, the screen knows by its kind."""

    id: str
    """Stays the same through all rounds of one request: a screen sounds once for it."""
    kind: AlertKind
    at_ms: int
    visit_id: str | None
    by: str | None
    about: str | None


class AlertList(StaffModel):
    """All that are open for whoever asks."""

    open: list[StaffAlert] = []  # noqa: RUF012 - pydantic copies it for each
    """The oldest first."""
    waiting: list[str] = []  # noqa: RUF012 - pydantic copies it for each
    """Visits whose customers asked for help and whom nobody has taken after all rounds but the last: every list has
    them on top."""
    paused: bool = False
    """They are on a break: nobody calls them."""


class Break(StaffModel):
    """A break begins, or ends."""

    paused: bool
