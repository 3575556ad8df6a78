"""Passkeys (WebAuthn): for own phones and for managers. They need the hub's `public_name` over https, or localhost."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hub.ground.database import Database
from hub.trust.accounts.challenges import Challenges
from hub.trust.accounts.people import By, Change, People, Person
from wire.clock import Clock

_LOCAL = "localhost"
MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Passkey:
    """One of a person's, as they see it."""

    id: bytes
    name: str
    backed_up: bool
    made_ms: int
    used_ms: int | None
    copied_ms: int | None
    """When its counter was seen to go back."""


# What anybody sends: the library raises whatever its parsers do, on a text nested without end as well.
_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)
_MOST_SAID = 200


class PasskeyRefused(Exception):
    """It proves nobody; the text says why, for the log alone."""

    def __init__(self, why: object, *, known: bool = False) -> None:
        super().__init__(str(why)[:_MOST_SAID])
        self.known = known
        """It is one of ours: worth a line in the log, which anybody could fill with others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passkey is good: its name is for ever."""

    rp_id: str
    origin: str


def place_of(origin: str | None, public_name: str | None) -> Place | None:
    """Whether passkeys can be had at the address that a page has: at the hub's own name over https, or at localhost."""
    parts = urlsplit(origin or "")
    if not origin or parts.hostname is None:
        return None
    own = parts.scheme == "https" and public_name is not None and parts.hostname == public_name.lower()
    local = parts.scheme in {"http", "https"} and parts.hostname == _LOCAL
    return Place(parts.hostname, origin) if own or local else None


class Passkeys:
    """Makes and checks them. Every method raises `DatabaseFailed`."""

    def __init__(self, db: Database, people: People, clock: Clock) -> None:
        self._db = db
        self._people = people
        self._challenges = Challenges(clock)

    def of(self, person: str) -> list[Passkey]:
        """All of somebody's, the oldest first."""
        rows = self._db.rows(
            "SELECT id, name, backed_up, made_ms, used_ms, copied_ms FROM passkeys WHERE person = ? ORDER BY made_ms",
            person,
        )
        return [Passkey(id_, name, bool(backed_up), *times) for id_, name, backed_up, *times in rows]

    def copied(self) -> int:
        """How many were seen with a counter that went back, and are still there."""
        row = self._db.row("SELECT count(*) FROM passkeys WHERE copied_ms IS NOT NULL")
        return row[0] if row else 0

    def of_another_name(self, rp_id: str) -> int:
        """How many died when the hub's name changed."""
        row = self._db.row("SELECT count(*) FROM passkeys WHERE rp_id <> ? AND rp_id <> ?", rp_id, _LOCAL)
        return row[0] if row else 0

    def registration(self, person: Person, place: Place) -> dict[str, Any]:
        """What `navigator.credentials.create` is given."""
        options = webauthn.generate_registration_options(
            rp_id=place.rp_id,
            rp_name="Goddag",
            user_id=person.handle,
            user_name=person.name,
            user_display_name=person.name,
            challenge=self._challenges.make(person.id),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in self.of(person.id)],
        )
        return options_to_json_dict(options)

    def register(self, person: Person, place: Place, credential: dict[str, Any], name: str, by: By, at_ms: int) -> None:
        """Keep a new one. Raises `PasskeyRefused`."""
        try:
            challenge = self._open(credential, person.id)
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=place.rp_id,
                expected_origin=[place.origin],
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise PasskeyRefused(error, known=True) from None
        self._challenges.answered(challenge)
        with self._db.atomic():
            if self._db.row("SELECT 1 FROM passkeys WHERE id = ?", made.credential_id):
                raise PasskeyRefused("this passkey is known already")
            self._db.run(
                "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                *(made.credential_id, person.id, place.rp_id, made.credential_public_key, made.sign_count),
                *(made.credential_device_type.value, int(made.credential_backed_up), made.aaguid, name[:MOST_NAME]),
                at_ms,
            )
            self._people.note(Change.PASSKEY, person.id, by, at_ms, name[:MOST_NAME])

    def authentication(self, place: Place) -> dict[str, Any]:
        """What `navigator.credentials.get` is given; who it is, the passkey says."""
        options = webauthn.generate_authentication_options(
            rp_id=place.rp_id,
            challenge=self._challenges.make(None),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def authenticate(self, place: Place, credential: dict[str, Any], at_ms: int) -> Person:
        """Whom it proves. Raises `PasskeyRefused`; one that may have been copied is written down."""
        try:
            challenge = self._open(credential, None)
            id_, handle = base64url_to_bytes(credential["id"]), base64url_to_bytes(credential["response"]["userHandle"])
        except _UNREADABLE as error:
            raise PasskeyRefused(error) from None
        row = self._db.row("SELECT person, public_key, sign_count FROM passkeys WHERE id = ?", id_)
        person = self._people.find(row[0]) if row else None
        if row is None or person is None or person.handle != handle:
            raise PasskeyRefused("no such passkey")
        try:
            proven = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=place.rp_id,
                expected_origin=[place.origin],
                credential_public_key=row[1],
                # The library looks at the signature first; going back is judged below, and told.
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except _UNREADABLE as error:
            raise PasskeyRefused(error, known=True) from None
        self._challenges.answered(challenge)
        # Passkeys that are synced between devices count nothing, for ever.
        if row[2] and proven.new_sign_count <= row[2]:
            with self._db.atomic():
                self._db.run("UPDATE passkeys SET copied_ms = ? WHERE id = ?", at_ms, id_)
                self._people.note(Change.PASSKEY_COPIED, person.id, By(person.id, ""), at_ms)
            raise PasskeyRefused("its counter went back: it may have been copied", known=True)
        self._db.run(
            "UPDATE passkeys SET sign_count = ?, backed_up = ?, used_ms = ? WHERE id = ?",
            *(proven.new_sign_count, int(proven.credential_backed_up), at_ms, id_),
        )
        return person

    def remove(self, person: Person, id_: bytes, by: By, at_ms: int) -> bool:
        """One of somebody's. False: there is none."""
        with self._db.atomic():
            removed = self._db.run("DELETE FROM passkeys WHERE id = ? AND person = ?", id_, person.id)
            if removed:
                self._people.note(Change.PASSKEY_REMOVED, person.id, by, at_ms)
        return removed > 0

    def _open(self, credential: dict[str, Any], person: str | None) -> bytes:
        """The challenge that it answers: ours, for this, not over, and not answered yet. Raises `ValueError`."""
        client = webauthn.helpers.parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        if not self._challenges.is_open(client.challenge, person):
            raise ValueError("the challenge is not ours, or over")
        return client.challenge
