"""Campaigns in the database: each with its salt, its versions, and a life to which lines are only added."""

import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.service.campaigns.checks import ShopFacts
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.life import Approval, ApprovalRole, Person, State, Step, key_of


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a campaign, and where it is in its life."""

    campaign: str
    number: int
    name: str
    document: str | None
    """Canonical JSON; None of an idea."""
    idea: str
    author: str | None
    at_ms: int
    state: State
    since_ms: int

    def read(self) -> CampaignDocument:
        """The document. Raises `ValueError` where this program does not understand it any more, and of an idea."""
        return CampaignDocument.model_validate_json(self.document or "")


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One step that was taken. `person` is None where the hub took it itself."""

    number: int
    version: int
    step: Step
    state: State
    person: str | None
    role: ApprovalRole | None
    note: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a version."""

    version: int
    person: str | None
    role: ApprovalRole
    text: str
    at_ms: int


_VERSIONS = (
    "SELECT v.campaign, v.version, v.name, v.document, v.idea, v.author, v.at_ms, l.state, l.at_ms"
    " FROM campaign_versions v JOIN campaign_life l ON l.number ="
    " (SELECT max(number) FROM campaign_life WHERE campaign = v.campaign AND version = v.version)"
)


class CampaignRepository:
    """Reads and writes rows. What may be written is decided in `gate.py`, which alone calls what writes."""

    def __init__(self, db: Database, shop: Callable[[], ShopFacts]) -> None:
        self.db = db
        self.shop = shop
        """What of the shop a campaign must fit, as it is now."""

    def changes(self) -> object:
        """Another value after every step of any campaign, and of every role lost, also by another process."""
        return self.db.row(
            "SELECT (SELECT max(number) FROM campaign_life), (SELECT sum(since_ms) FROM campaign_roles_lost)"
        )

    def newest(self) -> list[Version]:
        """Of each campaign the newest version, the last that was changed first."""
        return self._versions(
            "WHERE v.version = (SELECT max(version) FROM campaign_versions WHERE campaign = v.campaign)"
            " ORDER BY l.number DESC"
        )

    def versions(self, campaign: str) -> list[Version]:
        """Of one campaign, the oldest first."""
        return self._versions("WHERE v.campaign = ? ORDER BY v.version", campaign)

    def version(self, campaign: str, number: int | None = None) -> Version | None:
        """That version, or the newest."""
        if number is not None:
            found = self._versions("WHERE v.campaign = ? AND v.version = ?", campaign, number)
        else:
            found = self._versions("WHERE v.campaign = ? ORDER BY v.version DESC LIMIT 1", campaign)
        return found[0] if found else None

    def name(self, campaign: str) -> str | None:
        """What its newest version is called; None of one that is not known any more."""
        newest = self.version(campaign)
        return newest.name if newest else None

    def in_state(self, state: State) -> list[Version]:
        """Every version that is in it, by campaign."""
        return self._versions("WHERE l.state = ? ORDER BY v.campaign, v.version", state.value)

    def live_version(self, campaign: str) -> Version | None:
        """The one that is said to customers."""
        found = self._versions("WHERE v.campaign = ? AND l.state = ?", campaign, State.LIVE.value)
        return found[0] if found else None

    def salt(self, campaign: str) -> str:
        """Fixed for the campaign's life. Raises `KeyError`."""
        found = salt_of(self.db, campaign)
        if found is None:
            raise KeyError(campaign)
        return found

    def life(self, campaign: str) -> list[LifeLine]:
        """Every step, the first first."""
        rows = self.db.rows(
            "SELECT number, version, step, state, person, role, note, at_ms FROM campaign_life WHERE campaign = ?"
            " ORDER BY number",
            campaign,
        )
        return [
            LifeLine(
                number, version, Step(step), State(state), person, ApprovalRole(role) if role else None, note, at_ms
            )
            for number, version, step, state, person, role, note, at_ms in rows
        ]

    def approvals(self, campaign: str, version: int) -> tuple[Approval, ...]:
        """Of that version, since it was last handed in."""
        rows = self.db.rows(
            "SELECT person, role FROM campaign_life WHERE campaign = ? AND version = ? AND step = ? AND number >"
            " (SELECT coalesce(max(number), 0) FROM campaign_life WHERE campaign = ? AND version = ? AND step = ?)",
            *(campaign, version, Step.APPROVE.value, campaign, version, Step.SUBMIT.value),
        )
        return tuple(Person(person or "", ApprovalRole(role)) for person, role in rows)

    def comments(self, campaign: str) -> list[Comment]:
        """The first first."""
        rows = self.db.rows(
            "SELECT version, person, role, text, at_ms FROM campaign_comments WHERE campaign = ? ORDER BY number",
            campaign,
        )
        return [
            Comment(version, person, ApprovalRole(role), text, at_ms) for version, person, role, text, at_ms in rows
        ]

    def votes(self, campaign: str) -> int:
        """How many people want it."""
        row = self.db.row("SELECT count(*) FROM campaign_votes WHERE campaign = ?", campaign)
        return row[0] if row else 0

    def lost_roles(self) -> frozenset[tuple[str, ApprovalRole]]:
        """Who has lost which role, by the key of their name."""
        return frozenset(
            (person, ApprovalRole(role))
            for person, role in self.db.rows("SELECT person, role FROM campaign_roles_lost")
        )

    def states(self) -> Counter[State]:
        """How many campaigns are in each state, by their newest version; every live one counts as live beside."""
        counted = Counter(each.state for each in self.newest())
        counted[State.LIVE] = len(self.in_state(State.LIVE))
        return counted

    def add(self, campaign: str, salt: str | None, at_ms: int) -> None:
        """Begin a campaign; one that is there stays as it is. `salt`: where another store has begun it before."""
        self.db.run("INSERT OR IGNORE INTO campaigns VALUES (?, ?, ?)", campaign, salt or secrets.token_hex(16), at_ms)

    def add_version(self, campaign: str, name: str, said: CampaignDocument | str, author: Person, at_ms: int) -> int:
        """Keep a document, or the words of an idea, as the newest version; returns its number."""
        row = self.db.row("SELECT coalesce(max(version), 0) + 1 FROM campaign_versions WHERE campaign = ?", campaign)
        number = row[0] if row else 1
        document, idea = (canonical(said), "") if isinstance(said, CampaignDocument) else (None, said)
        self.db.run(
            "INSERT INTO campaign_versions VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(campaign, number, name, document, idea, author.name, at_ms),
        )
        return int(number)

    def add_line(
        self, campaign: str, version: int, step: Step, state: State, who: Person | None, note: str, at_ms: int
    ) -> None:
        """Write a step down."""
        self.db.run(
            "INSERT INTO campaign_life (campaign, version, step, state, person, role, note, at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(campaign, version, step.value, state.value, who.name if who else None, who.role.value if who else None),
            *(note, at_ms),
        )

    def add_comment(self, campaign: str, version: int, who: Person, text: str, at_ms: int) -> None:
        """Keep what somebody said."""
        self.db.run(
            "INSERT INTO campaign_comments (campaign, version, person, role, text, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
            *(campaign, version, who.name, who.role.value, text, at_ms),
        )

    def add_vote(self, campaign: str, who: Person, at_ms: int) -> None:
        """Once for each person."""
        self.db.run(
            "INSERT OR IGNORE INTO campaign_votes (campaign, person, at_ms) VALUES (?, ?, ?)", campaign, who.key, at_ms
        )

    def set_role(self, name: str, role: ApprovalRole, at_ms: int, *, lost: bool) -> None:
        """Somebody has lost a role, or has it again."""
        if lost:
            self.db.run("INSERT OR IGNORE INTO campaign_roles_lost VALUES (?, ?, ?)", key_of(name), role.value, at_ms)
        else:
            self.db.run("DELETE FROM campaign_roles_lost WHERE person = ? AND role = ?", key_of(name), role.value)

    def _versions(self, where: str, *parameters: object) -> list[Version]:
        rows = self.db.rows(f"{_VERSIONS} {where}", *parameters)
        return [
            Version(campaign, number, name, document, idea or "", author, at_ms, State(state), since_ms)
            for campaign, number, name, document, idea, author, at_ms, state, since_ms in rows
        ]


def salt_of(db: Database, campaign: str) -> str | None:
    """None of a campaign that was never begun."""
    row = db.row("SELECT salt FROM campaigns WHERE id = ?", campaign)
    return str(row[0]) if row else None


def canonical(document: CampaignDocument) -> str:
    """The same text for the same document: keys in order, nothing between them."""
    value = document.model_dump(mode="json", by_alias=True)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
