"""The shapes of people, devices and signing in."""

import base64
import binascii
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field, StringConstraints

from hub.ground.web.may import Role
from hub.trust.accounts.look_alikes import mixes_scripts
from hub.trust.accounts.proof import is_key


class StaffModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# Printable to Python, and nothing to an eye: fillers, joiners and blanks, by which two names look like one.
# Of the selectors of variants the one that makes an emoji of a letter stays.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0e\uffa0"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def showable(text: str) -> str:
    """The text, when a screen can show all of it. Raises `ValueError`."""
    if not text.isprintable() or _UNSEEN.search(text):
        raise ValueError("it holds characters that cannot be shown")
    return text


def _name(text: str) -> str:
    if mixes_scripts(showable(text)):
        raise ValueError("a word of it mixes letters of two scripts, so that it could be taken for another name")
    return text


def _key(text: str) -> str:
    if not is_key(key_of(text)):
        raise ValueError("no public key on P-256, raw and as base64url")
    return text


def key_of(text: str) -> bytes:
    """The bytes of a key that was sent; none for what is no base64url."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""


StaffName = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(_name)]
PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(_name)
]
RequestId = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PublicKey = Annotated[str, StringConstraints(min_length=80, max_length=100), AfterValidator(_key)]
"""P-256, uncompressed, base64url."""
Pin = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Badge = Annotated[str, StringConstraints(min_length=4, max_length=200), AfterValidator(showable)]
PersonId = Annotated[str, StringConstraints(max_length=40)]
# Whoever sends ten thousand wrong ones is told of the first.
Roles = Annotated[list[Role], FailFast(), Field(min_length=1, max_length=len(Role))]
Credential = Annotated[dict[str, Any], Field(max_length=12)]
"""What `PublicKeyCredential.toJSON()` gives."""


class PinEntry(StaffModel):
    """Who it is, by name or badge, and their PIN."""

    person: PersonId | None = None
    badge: Badge | None = None
    pin: Pin


class Enrolment(StaffModel):
    """The code that a manager shows, and the public half of the key that this device has made."""

    secret: Secret
    public_key: PublicKey


class PasskeyEntry(StaffModel):
    """A passkey; with the key of this device where it is none of the shop's yet."""

    credential: Credential
    public_key: PublicKey | None = None


class StepUp(StaffModel):
    """Once more who it is: by PIN or passkey."""

    pin: Pin | None = None
    credential: Credential | None = None


class ProviderBegin(StaffModel):
    """The key with which this device comes back; `step_up`: whoever is signed in proves once more who they are."""

    public_key: PublicKey
    step_up: bool = False


class ProviderBegun(StaffModel):
    """Where the browser goes now."""

    address: str


class ProviderReturn(StaffModel):
    """The same key."""

    public_key: PublicKey


class ProviderCode(StaffModel):
    """The code on the screen of whoever waits."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class WaitingView(StaffModel):
    """Somebody who came in at the identity provider, and is linked with no account."""

    code: str
    name: str
    """What the provider calls them; empty where it does not say."""
    at_ms: int


class Colleague(StaffModel):
    """Somebody to pick."""

    id: str
    name: str


class Me(StaffModel):
    """Who is signed in."""

    id: str
    name: str
    roles: list[Role]
    language: str | None
    has_pin: bool
    has_provider: bool
    """They can prove themselves at the shop's identity provider."""


class SessionView(StaffModel):
    """Whether somebody is signed in on this device, and how one signs in."""

    signed_in: bool
    """Also true while nobody has an account and the hub serves this machine alone."""
    open: bool
    """Nobody has an account yet: whoever is at this machine may do everything."""
    device: Literal["none", "shared", "own", "revoked"]
    device_name: str
    ended: str | None
    """Why the last sign-in ended."""
    me: Me | None
    """Said to the device itself alone: null where the request carries no proof of it."""
    proven: bool
    """They proved who they are within the last minutes: what cannot be taken back is not asked for again."""
    nonce: str
    """What the next proof is signed with."""
    passkeys: bool
    """Passkeys can be had at this address."""
    provider: bool
    """The shop has an identity provider, where its people sign in."""
    returned: bool
    """The browser came back from there: the page asks what came of it."""
    idle_seconds: int
    """After so long without a touch the screen locks."""


class DeviceView(StaffModel):
    """A device of the shop."""

    device: str
    name: str
    kind: str
    """What it says it is: "Android, Chrome"; empty when it says nothing we know."""
    owner: str | None
    """Whose own it is; null for one that is shared."""
    this_device: bool
    signed_in: str | None
    """The name of whoever is."""
    in_use: bool
    """Its screens are open at this moment."""
    first_ms: int
    seen_ms: int


class Devices(StaffModel):
    """All of them."""

    devices: list[DeviceView]


class LinkIn(StaffModel):
    """What a handheld is to be called."""

    name: PersonName


class LinkView(StaffModel):
    """A link that works once; it is said here and kept nowhere."""

    path: str
    """To be opened at the hub's address; the secret stands behind the #, which no server sees."""
    expires_ms: int
    qr: list[str]
    """The whole address as a QR code: rows of 1 (dark) and 0."""


class PersonView(StaffModel):
    """Somebody with an account."""

    id: str
    name: str
    roles: list[Role]
    has_pin: bool
    has_badge: bool
    has_provider: bool
    passkeys: int
    passkey_copied: bool
    """One of their passkeys was seen with a counter that went back: somebody may have a copy."""
    signed_in: bool
    locked_on: list[str]
    """Names of devices on which their PIN was guessed too often: a manager unlocks it."""
    made_ms: int


class PersonIn(StaffModel):
    """A new account."""

    name: PersonName
    roles: Roles


class PersonMade(StaffModel):
    """The account, and the link for the first sign-in."""

    person: PersonView
    link: LinkView


class PersonRoles(StaffModel):
    """All roles that somebody has from now on."""

    roles: Roles


class BadgeIn(StaffModel):
    """What the scanner reads; null takes the badge back."""

    badge: Badge | None


class LanguageIn(StaffModel):
    """Their own choice."""

    language: Annotated[str, StringConstraints(max_length=5)]


class PinView(StaffModel):
    """A new PIN; it is said here once, and kept nowhere."""

    pin: str


class PasskeyIn(StaffModel):
    """A new passkey, and what it is called."""

    credential: Credential
    name: PersonName


class PasskeyView(StaffModel):
    """One's own passkey."""

    id: str
    name: str
    backed_up: bool
    made_ms: int
    used_ms: int | None
    copied: bool
    """Its counter was seen to go back: somebody may have a copy."""


class SignInView(StaffModel):
    """One's own sign-in."""

    id: str
    device_name: str
    way: str
    this: bool
    opened_ms: int


class ChangeView(StaffModel):
    """What was done about somebody or a device."""

    at_ms: int
    change: str
    about: str
    by: str
    detail: str


class SignInHealth(StaffModel):
    """Whether somebody guesses PINs, and whether anybody has an account."""

    wrong_pins_last_day: int
    people: int
    passkeys_copied: int
    """Seen with a counter that went back: somebody may have a copy."""
    passkeys_of_another_name: int
    """Made under a name that the hub had before: they open nothing any more."""
