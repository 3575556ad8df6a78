"""The people of the shop, what each may do, and what was changed about them: the tables, and nothing in memory."""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hub.ground.database import Database
from hub.ground.errors import HubError
from hub.ground.hash_chain import GENESIS, first_broken, link
from hub.ground.web.may import Role
from hub.ground.words.phrase import Phrase, phrase
from hub.ground.words.words import in_english
from hub.trust.accounts.look_alikes import skeleton

# Random, and no word of anybody: WebAuthn wants 64 bytes at most (section 5.4.3).
HANDLE_BYTES = 64
THE_BOX = "goddag-hub"
"""Who did it where it was done from the command line: whoever has the machine has the shop."""


class PersonRefused(HubError):
    """What cannot be done with an account; the sentence says why, and the next step."""

    def __init__(self, said: Phrase, name: str) -> None:
        super().__init__(in_english(said))
        self.said = said
        self.name = name
        """Whom it is about."""


class Change(StrEnum):
    """What was done about somebody or a device."""

    ADDED = "added"
    ROLES = "roles"
    REMOVED = "removed"
    PIN = "pin"
    BADGE = "badge"
    UNLOCKED = "unlocked"
    LINK = "link"
    ENROLLED = "enrolled"
    REVOKED = "revoked"
    PASSKEY = "passkey"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_COPIED = "passkey_copied"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    """By somebody who leads, everywhere."""
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: str
    name: str
    roles: frozenset[Role]
    language: str | None
    handle: bytes
    has_pin: bool
    has_badge: bool
    has_provider: bool
    """They are linked with somebody at the shop's identity provider."""
    made_by: str
    made_ms: int


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, and on what."""

    person: str
    device: str

    @property
    def is_the_box(self) -> bool:
        """From the command line on the hub's own machine."""
        return self.person == THE_BOX


FROM_THE_BOX = By(THE_BOX, THE_BOX)


_MANAGERS_GIVE = frozenset({Role.MANAGER, Role.MARKETING, Role.PRIVACY_OFFICER})
"""They spend, lead, or look into what others did: whoever looks after devices gives none of them."""


def kept_for_managers(giver: frozenset[Role], given: Iterable[Role]) -> frozenset[Role]:
    """Which of these roles only a manager gives, for a giver who is none."""
    return frozenset() if Role.MANAGER in giver else _MANAGERS_GIVE & frozenset(given)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of what was changed."""

    line: int
    at_ms: int
    change: Change
    about: str
    by: str
    device: str
    detail: str


# Makes an emoji of a letter; behind any other it shows nothing.
_VARIANT = "\ufe0f"


def folded(name: str) -> str:
    """Two names that look alike are one: nobody can tell them apart on a screen."""
    return unicodedata.normalize("NFKC", " ".join(name.replace(_VARIANT, "").split())).casefold()


_COLUMNS = (
    "person, name, language, handle, pin IS NOT NULL, badge IS NOT NULL,"
    " EXISTS (SELECT 1 FROM provider_identities WHERE provider_identities.person = people.person), made_by, made_ms"
)


class People:
    """Everybody with an account. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def anybody(self) -> bool:
        """Whether somebody has an account."""
        return self.db.row("SELECT 1 FROM people WHERE removed_ms IS NULL LIMIT 1") is not None

    def all(self) -> list[Person]:
        """Everybody, by name."""
        rows = self.db.rows(f"SELECT {_COLUMNS} FROM people WHERE removed_ms IS NULL ORDER BY folded")  # noqa: S608 - fixed
        roles = self._roles()
        return [self._person(row, roles.get(row[0], frozenset())) for row in rows]

    def find(self, person: str) -> Person | None:
        """Somebody who still has an account."""
        return self._one("person = ?", person)

    def called(self, name: str) -> Person | None:
        """By name."""
        return self._one("folded = ?", folded(name))

    def with_badge(self, badge: bytes) -> Person | None:
        """By what a scanner read, hashed."""
        return self._one("badge = ?", badge)

    def with_handle(self, handle: bytes) -> Person | None:
        """By what a passkey carries."""
        return self._one("handle = ?", handle)

    def add(self, name: str, roles: Iterable[Role], by: By, at_ms: int) -> Person:
        """A new account. Raises `PersonRefused` where somebody is called that already."""
        name, person = " ".join(name.split()), f"person-{secrets.token_hex(6)}"
        with self.db.atomic():
            if self.called(name):
                raise PersonRefused(phrase("refused-name-taken", name=name), name)
            like = next((each for each in self.all() if skeleton(each.name) == skeleton(name)), None)
            if like:
                raise PersonRefused(phrase("refused-name-looks-like", name=like.name), like.name)
            self.db.run(
                "INSERT INTO people (person, name, folded, handle, made_by, made_ms) VALUES (?, ?, ?, ?, ?, ?)",
                *(person, name, folded(name), secrets.token_bytes(HANDLE_BYTES), by.person, at_ms),
            )
            self._set_roles(person, roles, by, at_ms)
            self.note(Change.ADDED, person, by, at_ms, name)
        found = self.find(person)
        assert found  # noqa: S101 - it has just been written
        return found

    def set_roles(self, person: Person, roles: Iterable[Role], by: By, at_ms: int) -> None:
        """All roles that somebody has from now on. Raises `PersonRefused` where nobody would be left to lead."""
        wanted = frozenset(roles)
        with self.db.atomic():
            if Role.MANAGER in person.roles and Role.MANAGER not in wanted:
                self._keep_a_manager(person, by)
            self._set_roles(person.id, wanted, by, at_ms)

    def _set_roles(self, person: str, wanted: Iterable[Role], by: By, at_ms: int) -> None:
        wanted, had = frozenset(wanted), self._roles_of(person)
        for role in sorted(had - wanted):
            self.db.run("DELETE FROM person_roles WHERE person = ? AND role = ?", person, role)
        for role in sorted(wanted - had):
            self.db.run("INSERT INTO person_roles VALUES (?, ?, ?, ?)", person, role, by.person, at_ms)
        if wanted != had:
            self.note(Change.ROLES, person, by, at_ms, ", ".join(sorted(wanted)))

    def remove(self, person: Person, by: By, at_ms: int) -> None:
        """Their account and every way in are gone. Raises `PersonRefused` where nobody would be left to lead."""
        with self.db.atomic():
            if Role.MANAGER in person.roles:
                self._keep_a_manager(person, by)
            self.db.run("UPDATE people SET removed_ms = ?, pin = NULL, badge = NULL WHERE person = ?", at_ms, person.id)
            for table in ("person_roles", "passkeys", "provider_identities", "staff_sessions"):
                self.db.run(f"DELETE FROM {table} WHERE person = ?", person.id)  # noqa: S608 - fixed
            self.db.run("DELETE FROM one_time_links WHERE kind = 'welcome' AND about = ?", person.id)
            self.db.run("UPDATE handhelds SET revoked_ms = ? WHERE person = ? AND revoked_ms IS NULL", at_ms, person.id)
            self.note(Change.REMOVED, person.id, by, at_ms, person.name)

    def set_language(self, person: str, language: str) -> None:
        """Their own choice."""
        self.db.run("UPDATE people SET language = ? WHERE person = ?", language, person)

    def set_pin(self, person: Person, hashed: str, by: By, at_ms: int) -> None:
        """Another PIN; the one before counts no more."""
        with self.db.atomic():
            self.db.run("UPDATE people SET pin = ? WHERE person = ?", hashed, person.id)
            self.note(Change.PIN, person.id, by, at_ms)

    def pin_of(self, person: str) -> str | None:
        """What is kept of it."""
        row = self.db.row("SELECT pin FROM people WHERE person = ? AND removed_ms IS NULL", person)
        return row[0] if row else None

    def set_badge(self, person: Person, badge: bytes | None, by: By, at_ms: int) -> None:
        """Another badge, or none. Raises `PersonRefused` where it is somebody else's."""
        with self.db.atomic():
            other = self.with_badge(badge) if badge else None
            if other and other.id != person.id:
                raise PersonRefused(phrase("refused-badge-taken", name=other.name), other.name)
            self.db.run("UPDATE people SET badge = ? WHERE person = ?", badge, person.id)
            self.note(Change.BADGE, person.id, by, at_ms, "" if badge else "none")

    def note(self, change: Change, about: str, by: By, at_ms: int, detail: str = "") -> None:
        """Write down what was done, chained to the line before."""
        with self.db.atomic():
            newest = self.db.row("SELECT hash FROM people_changes ORDER BY line DESC LIMIT 1")
            before = newest[0] if newest else self._anchor()
            columns = (at_ms, change.value, about, by.person, by.device, detail)
            self.db.run(
                "INSERT INTO people_changes (at_ms, change, about, by, device, detail, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *columns,
                link(before, _hashed(*columns)),
            )

    def changes(self, since_ms: int = 0) -> list[ChangeLine]:
        """What was done since a moment, oldest first."""
        rows = self.db.rows(
            "SELECT line, at_ms, change, about, by, device, detail FROM people_changes WHERE at_ms >= ? ORDER BY line",
            since_ms,
        )
        return [ChangeLine(line, at, Change(change), *rest) for line, at, change, *rest in rows]

    def done_to(self, person: str, since_ms: int) -> list[ChangeLine]:
        """What others did about somebody, the newest first: whoever makes a way in for them could come in as them."""
        mine = (each for each in reversed(self.changes(since_ms)) if each.about == person and each.by != person)
        return [each for each in mine if each.change in _TOLD]

    def first_broken_line(self) -> int | None:
        """The first line that somebody changed, dropped or inserted; None when the chain holds."""

        def noted() -> Iterator[tuple[int, dict[str, object], str]]:
            for line, *rest, claimed in self.db.rows(
                "SELECT line, at_ms, change, about, by, device, detail, hash FROM people_changes ORDER BY line"
            ):
                yield line, _hashed(*rest), claimed

        return first_broken(noted(), self._anchor())

    def _anchor(self) -> str:
        row = self.db.row("SELECT hash FROM people_changes_anchor")
        return row[0] if row else GENESIS

    def _keep_a_manager(self, person: Person, by: By) -> None:
        others = self.db.row(
            "SELECT 1 FROM person_roles WHERE role = ? AND person <> ? LIMIT 1", Role.MANAGER.value, person.id
        )
        if others is None and not by.is_the_box:
            raise PersonRefused(phrase("refused-last-manager", name=person.name), person.name)

    def _one(self, where: str, value: object) -> Person | None:
        row = self.db.row(f"SELECT {_COLUMNS} FROM people WHERE removed_ms IS NULL AND {where}", value)  # noqa: S608 - fixed
        return self._person(row, self._roles_of(row[0])) if row else None

    def _roles_of(self, person: str) -> frozenset[Role]:
        rows = self.db.rows("SELECT role FROM person_roles WHERE person = ?", person)
        return frozenset(Role(role) for (role,) in rows if role in _KNOWN)

    def _roles(self) -> dict[str, frozenset[Role]]:
        found: dict[str, frozenset[Role]] = {}
        for person, role in self.db.rows("SELECT person, role FROM person_roles"):
            if role in _KNOWN:
                found[person] = found.get(person, frozenset()) | {Role(role)}
        return found

    @staticmethod
    def _person(row: tuple[str, str, str | None, bytes, int, int, int, str, int], roles: frozenset[Role]) -> Person:
        person, name, language, handle, *has, made_by, made_ms = row
        has_pin, has_badge, has_provider = map(bool, has)
        return Person(person, name, roles, language, handle, has_pin, has_badge, has_provider, made_by, made_ms)


_TOLD = frozenset(
    {
        *(Change.PIN, Change.LINK, Change.BADGE, Change.ROLES, Change.UNLOCKED),
        *(Change.PROVIDER_LINKED, Change.PROVIDER_UNLINKED),
    }
)
# What a newer version may have written.
_KNOWN = frozenset(role.value for role in Role)


def _hashed(at_ms: int, change: str, about: str, by: str, device: str, detail: str) -> dict[str, object]:
    return {"at_ms": at_ms, "change": change, "about": about, "by": by, "device": device, "detail": detail}
