"""What the customer's app sends and gets: the shapes of /v1/app."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hub.members.purposes import Purpose


class AppModel(BaseModel):
    """Closed shapes: an unknown field is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Enrolment(AppModel):
    """A customer who agreed, in the app, to these purposes."""

    customer_ref: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9._:-]+$")]
    platform: Literal["android", "ios"]
    push_token: Annotated[str, StringConstraints(min_length=1, max_length=512)] | None = None
    purposes: list[Purpose]


class Enrolled(AppModel):
    """The key for every further call of this member's app."""

    member_key: str


class IssuedToken(AppModel):
    """One token, and when to send it."""

    window: int
    starts_at_ms: int
    ends_at_ms: int
    epoch: int
    token: str


class TokenBatch(AppModel):
    """What a phone needs to be heard for a while."""

    marker: int
    beacon_uuids: list[str]
    tokens: list[IssuedToken]


class Consents(AppModel):
    """Every purpose, and whether it is given."""

    purposes: dict[Purpose, bool]


class ConsentChange(AppModel):
    """Give or withdraw."""

    granted: Annotated[bool, Field(strict=True)]
