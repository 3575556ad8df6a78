"""The shapes of signing in at /api/staff."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class StaffModel(BaseModel):
    """Closed, frozen shapes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def showable(text: str) -> str:
    """The text, when a screen can show all of it. Raises `ValueError`."""
    if not text.isprintable():
        raise ValueError("holds characters that cannot be shown")
    return text


StaffName = Annotated[
    str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(showable)
]
RequestId = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")]


class PinEntry(StaffModel):
    """What opens the screens on a device."""

    pin: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class SessionView(StaffModel):
    """Whether this device may see the screens."""

    signed_in: bool
    """Also true where no PIN is set."""


class DeviceView(StaffModel):
    """A device that once knew the PIN."""

    device: str
    kind: str
    """What it says it is: "Android, Chrome"; empty when it says nothing we know."""
    this_device: bool
    signed_in: bool
    in_use: bool
    """Its screens are open at this moment."""
    first_ms: int
    seen_ms: int
    maybe_copied: bool
    """It was used from two addresses at once, or from another browser: somebody may have its cookies."""


class SignedInDevices(StaffModel):
    """All of them."""

    pin_set: bool
    devices: list[DeviceView]


class SignInHealth(StaffModel):
    """Whether somebody guesses the PIN."""

    wrong_pins_last_day: int
    """By devices that never knew it; 100 at most are looked at."""
    new_devices_wait_seconds: int
    """For so long no device that never knew the PIN may try it; those that did go on. 0: none has to wait."""
