"""What the customer's app sends and gets: the shapes of /v1/app."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hub.ground.words.languages import Language
from hub.trust.consents.purposes import Level, Purpose
from hub.trust.consents.texts import Wording
from hub.trust.members.push_address import PushKind, Subscription, wrong_keys


class AppModel(BaseModel):
    """Closed shapes: an unknown field is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InvalidField(BaseModel):
    """One field that is not as it has to be; what was sent is not repeated."""

    loc: list[str | int]
    msg: str
    type: str


class Invalid(BaseModel):
    """Which fields are not as they have to be."""

    detail: list[InvalidField]


RequestId = Annotated[
    str,
    StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$"),
    Field(description="Made by the app for one press of a button; the same id sent again changes nothing."),
]
InstallId = Annotated[
    str,
    StringConstraints(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9-]+$"),
    Field(description="Random, made when the app was installed; tells two phones of one customer apart."),
]
_Short = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[ -~]+$")]


class ConsentScreen(AppModel):
    """What the customer saw when they chose."""

    text_version: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    language: Language
    screen: _Short = "consent"
    app_version: _Short = "unknown"


class WebPushKeys(AppModel):
    """What a browser's messages are encrypted with."""

    p256dh: Annotated[str, StringConstraints(min_length=86, max_length=90, pattern=r"^[A-Za-z0-9_=-]+$")]
    auth: Annotated[str, StringConstraints(min_length=22, max_length=26, pattern=r"^[A-Za-z0-9_=-]+$")]

    @model_validator(mode="after")
    def _can_be_used(self) -> "WebPushKeys":
        if wrong := wrong_keys(self.p256dh, self.auth):
            raise ValueError(wrong)
        return self


class WebPush(AppModel):
    """A browser's subscription, as `PushSubscription.toJSON()` gives it."""

    endpoint: Annotated[str, StringConstraints(min_length=12, max_length=1024, pattern=r"^[!-~]+$")]
    keys: WebPushKeys
    expires: Annotated[float | None, Field(alias="expirationTime", description="Not needed.")] = None


class Device(AppModel):
    """One phone, or one browser, and where it takes messages: one of the four addresses, or none."""

    install_id: InstallId
    platform: Literal["android", "ios", "web"]
    push_token: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=512, pattern=r"^[!-~]+$"),
        Field(description="Registration token of Firebase Cloud Messaging."),
    ] = None
    firebase_id: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$"),
        Field(description="Installation id of Firebase, in place of a registration token."),
    ] = None
    apns_token: Annotated[
        str | None,
        StringConstraints(min_length=64, max_length=200, pattern=r"^[0-9A-Fa-f]+$"),
        Field(description="Device token of Apple in hex, for an app without Firebase; of ios alone."),
    ] = None
    web_push: Annotated[WebPush | None, Field(description="Of web alone.")] = None

    @model_validator(mode="after")
    def _one_address(self) -> "Device":
        given = [self.push_token, self.firebase_id, self.apns_token, self.web_push]
        if sum(each is not None for each in given) > 1:
            raise ValueError("give one of push_token, firebase_id, apns_token and web_push")
        if self.apns_token and self.platform != "ios":
            raise ValueError("apns_token is for platform ios")
        if self.web_push and self.platform != "web":
            raise ValueError("web_push is for platform web")
        return self

    @property
    def push(self) -> tuple[PushKind, str] | None:
        """Where it takes messages."""
        if self.push_token:
            return PushKind.FCM, self.push_token
        if self.firebase_id:
            return PushKind.FID, self.firebase_id
        if self.apns_token:
            return PushKind.APNS, self.apns_token.lower()
        if self.web_push:
            keys = self.web_push.keys
            return PushKind.WEB, Subscription(self.web_push.endpoint, keys.p256dh, keys.auth).address
        return None


class MemberEnrolment(AppModel):
    """A customer who agreed, in the app, to these purposes and no others."""

    request_id: RequestId
    device: Device
    shown: ConsentScreen
    purposes: Annotated[list[Purpose], Field(max_length=len(Purpose))]


class ForThisVisit(AppModel):
    """A level that holds for this visit only."""

    level: Level
    until_ms: int


class Consents(AppModel):
    """Every purpose, and whether it is given; the level that follows; and what differs for this visit."""

    purposes: dict[Purpose, bool]
    level: Level
    this_visit: ForThisVisit | None


class ConsentChange(AppModel):
    """Give or withdraw. Giving says what was shown; withdrawing needs nothing."""

    granted: Annotated[bool, Field(strict=True)]
    request_id: RequestId
    shown: ConsentScreen | None = None


class LevelChange(AppModel):
    """Choose how far to be recognised, from now on or for this visit."""

    level: Level
    lasts: Literal["always", "this_visit"]
    request_id: RequestId
    shown: ConsentScreen | None = None


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


class RangedBeacon(AppModel):
    """One of the store's beacons, as the phone heard it."""

    major: Annotated[int, Field(ge=0, le=65535)]
    minor: Annotated[int, Field(ge=0, le=65535)]
    rssi_dbm: Annotated[int, Field(ge=-128, le=127, description="0 and 127 mean that the level is not known.")]
    age_ms: Annotated[int, Field(ge=0, le=10_000, description="How long before `sent_at_ms` it was heard.")] = 0


class BeaconReport(AppModel):
    """What a phone says of the store's beacons, once a second while it ranges, and when it comes near them or goes."""

    sent_at_ms: Annotated[int, Field(ge=0, description="When it is sent, Unix milliseconds by the phone's clock.")]
    beacon_uuid: UUID
    region: Annotated[Literal["inside", "outside"], Field(description="Whether the phone is near any beacon.")]
    advertising: Annotated[
        bool,
        Field(
            strict=True,
            description="Whether the phone sends its token from now on. False before an iPhone's app goes into the"
            " background: then that no edge hears it says nothing.",
        ),
    ]
    beacons: Annotated[list[RangedBeacon], Field(max_length=32)] = []


class ReportTaken(AppModel):
    """How many of the beacons are this store's, how many are not, and the hub's clock."""

    known: int
    unknown: int
    now_ms: int


class Texts(AppModel):
    """What to show before somebody chooses, word for word."""

    version: str
    language: Language
    sha256: str
    purposes: dict[Purpose, Wording]
    levels: dict[Level, Wording]
