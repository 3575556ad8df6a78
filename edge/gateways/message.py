"""What the dialects share: one message of a gateway, checked at the border, or the reason why it says nothing. Pure."""

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from edge.advertisement import valid_rssi

# The longest that any of the three sends of one advertisement is below 1 kB.
MOST_BYTES = 4096


class Refusal(StrEnum):
    """Why a message of a gateway is no advertisement."""

    RETAINED = "retained"
    """The broker kept it for us: nobody knows how old it is."""
    TOO_LONG = "too_long"
    NOT_JSON = "not_json"
    WRONG_FIELD = "wrong_field"
    """A field is missing, of another type, or out of its range."""
    NO_CONTENT = "no_content"
    """It names a device and says nothing of what the device sent."""
    CARRIER_LOST = "carrier_lost"
    """The device sent something that this gateway never passes on."""


class GatewayMessage(BaseModel):
    """Fields that we do not read are nobody's business: they are not even checked."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    rssi: float | None = None

    @property
    def rssi_dbm(self) -> int | None:
        """Whole dBm, as a controller gives it; None outside of what one can hear."""
        return None if self.rssi is None else valid_rssi(round(self.rssi))


M = TypeVar("M", bound=GatewayMessage)


def read_message(model: type[M], payload: bytes) -> M | Refusal:
    """The message in `payload`. Never raises."""
    if len(payload) > MOST_BYTES:
        return Refusal.TOO_LONG
    try:
        return model.model_validate_json(payload)
    except ValidationError as error:
        broken = error.errors(include_url=False, include_input=False, include_context=False)[0]["type"]
        return Refusal.NOT_JSON if broken == "json_invalid" else Refusal.WRONG_FIELD


def _from_hex(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


HexBytes = Annotated[bytes, BeforeValidator(_from_hex)]
