"""A member's phone: the shop's app on it talks to the hub, and its radio sends the tokens the hub gave it."""

import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from simulators.frames import AdvertisingType, Transmission, android_token, ios_token, private_address
from simulators.issuer import Issuer
from simulators.people import RECOGNISE, Persona, Platform
from wire.clock import Clock

# The batch is renewed while it still lasts this long, so that an hour without network costs nothing.
RENEW_BEFORE_SECONDS = 3600.0
BATCH_HOURS = 24
# The hub is on the same machine; a longer silence means that it is down.
DEADLINE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class PhoneToken:
    """What to send from `starts_at` until `ends_at` (Unix seconds)."""

    window: int
    starts_at: float
    ends_at: float
    epoch: int
    token: bytes


@dataclass(slots=True)
class Phone:
    """One member's phone. Raises `httpx.HTTPError` when the hub cannot be asked or refuses."""

    persona: Persona
    hub: httpx.AsyncClient
    clock: Clock
    seed: int
    push_token: str
    issuer: Issuer
    install_id: str = field(default_factory=lambda: secrets.token_hex(16))
    language: str = "da"
    text_version: str = ""
    marker: int = 0
    tokens: list[PhoneToken] = field(default_factory=list[PhoneToken])
    consents: dict[str, bool] = field(default_factory=dict[str, bool])
    advertises: bool = False
    ranged: dict[tuple[int, int], tuple[int, float]] = field(default_factory=dict[tuple[int, int], tuple[int, float]])
    """Beacons heard since the last report, by major and minor: level in dBm and when."""
    beacon_uuid: str = ""

    @property
    def recognised(self) -> bool:
        """Whether its owner lets the store recognise them now."""
        return self.consents.get(RECOGNISE, False)

    async def enrol(self) -> None:
        """Show the consent text, become a member with the persona's purposes, and fetch the first tokens."""
        self.text_version = (await self._ask("GET", f"/v1/app/texts?language={self.language}"))["version"]
        body = {
            "request_id": str(uuid.uuid4()),
            "device": self._device(),
            "shown": self._shown(),
            "purposes": sorted(self.persona.purposes),
        }
        self.consents = (await self._ask("POST", "/v1/app/members", body))["purposes"]
        await self.fetch_tokens()

    async def fetch_tokens(self) -> None:
        """Fetch a batch; a phone whose owner stays unseen sends nothing and asks for nothing."""
        if not self.recognised:
            self.forget_tokens()
            return
        answer = await self._ask("GET", f"/v1/app/tokens?hours={BATCH_HOURS}")
        self.marker, self.beacon_uuid = answer["marker"], answer["beacon_uuids"][0]
        self.tokens = [
            PhoneToken(
                each["window"],
                each["starts_at_ms"] / 1000,
                each["ends_at_ms"] / 1000,
                each["epoch"],
                bytes.fromhex(each["token"]),
            )
            for each in answer["tokens"]
        ]
        self.advertises = True

    def forget_tokens(self) -> None:
        """Delete the batch and fall silent."""
        self.tokens = []
        self.advertises = False

    @property
    def needs_tokens(self) -> bool:
        """Whether the batch runs out soon."""
        return self.advertises and (
            not self.tokens or self.tokens[-1].ends_at - self.clock.wall() < RENEW_BEFORE_SECONDS
        )

    async def consent(self, purpose: str, *, granted: bool) -> None:
        """Give or withdraw a purpose at the hub. What the radio does about it is the caller's next step."""
        body = {"granted": granted, "request_id": str(uuid.uuid4()), "shown": self._shown()}
        self.consents = (await self._ask("PUT", f"/v1/app/consents/{purpose}", body))["purposes"]

    async def choose(self, level: str, *, this_visit: bool = False) -> None:
        """Choose how far to be recognised."""
        lasts = "this_visit" if this_visit else "always"
        body = {"level": level, "lasts": lasts, "request_id": str(uuid.uuid4()), "shown": self._shown()}
        self.consents = (await self._ask("PUT", "/v1/app/level", body))["purposes"]

    async def leave(self) -> dict[str, Any]:
        """Leave and be erased; returns the receipt. The app forgets its tokens as well."""
        receipt = await self._ask("DELETE", "/v1/app/membership")
        self.forget_tokens()
        self.consents = {}
        return receipt

    async def object(self) -> dict[str, Any]:
        """Object to profiling."""
        return await self._ask("POST", "/v1/app/objection")

    async def take_objection_back(self) -> dict[str, Any]:
        """Take that back."""
        return await self._ask("DELETE", "/v1/app/objection")

    async def decline_colleague(self) -> None:
        """I do not want one colleague to look after me."""
        await self._ask("DELETE", "/v1/app/looked-after")

    async def allow_colleague(self) -> None:
        """Take that back."""
        await self._ask("PUT", "/v1/app/looked-after")

    async def correct(self, **changes: str) -> dict[str, Any]:
        """Say what is right."""
        return await self._ask("PATCH", "/v1/app/profile", changes)

    async def dismiss(self, guess: str) -> None:
        """Say that a guess is wrong."""
        await self._ask("PUT", f"/v1/app/guesses/{guess}/dismissal")

    def range(self, major: int, minor: int, rssi_dbm: int) -> None:
        """One packet of a beacon, as an app hears it that ranges (iOS: CLLocationManager, startRangingBeacons)."""
        self.ranged[major, minor] = rssi_dbm, self.clock.wall()

    async def report(self, region: str = "inside", *, advertising: bool | None = None) -> dict[str, Any]:
        """Tell the hub what was ranged since the last time, or that the phone came near to the beacons or went."""
        now, ranged = self.clock.wall(), self.ranged
        self.ranged = {}
        beacons = [
            {"major": major, "minor": minor, "rssi_dbm": rssi, "age_ms": round((now - at) * 1000)}
            for (major, minor), (rssi, at) in ranged.items()
        ]
        body = {
            "sent_at_ms": round(now * 1000),
            "beacon_uuid": self.beacon_uuid,
            "region": region,
            "advertising": self.advertises if advertising is None else advertising,
            "beacons": beacons,
        }
        return await self._ask("POST", "/v1/app/sightings", body)

    async def held(self) -> dict[str, Any]:
        """Everything that the store holds of this member."""
        return await self._ask("GET", "/v1/app/data")

    async def ask_for_help(self) -> None:
        """Press the button."""
        await self._ask("POST", "/v1/app/visit/help")

    async def mirror(self, language: str | None = None) -> dict[str, Any]:
        """What the store sees and did: the visit that goes on, and those before."""
        return await self._ask("GET", f"/v1/app/mirror?language={language or self.language}")

    async def why(self, language: str | None = None) -> list[dict[str, Any]]:
        """Every campaign that was decided on for them, with each rule."""
        found: list[dict[str, Any]] = await self._ask(
            "GET", f"/v1/app/mirror/campaigns?language={language or self.language}"
        )
        return found

    async def inbox(self) -> list[dict[str, Any]]:
        """Every message that still counts."""
        return (await self._ask("GET", "/v1/app/inbox"))["messages"]

    async def opened(self, message: str) -> None:
        """The customer opened a message, as the push or the inbox names it."""
        await self._ask("POST", f"/v1/app/messages/{message}/receipts", {"event": "opened"})

    async def visit(self) -> dict[str, Any] | None:
        """What staff see of this member now."""
        return (await self.mirror())["visit"]

    def transmission(self) -> Transmission | None:
        """The packet that the phone sends now: token and address change together with each window."""
        if not self.advertises:
            return None
        now = self.clock.wall()
        token = next((each for each in self.tokens if each.starts_at <= now < each.ends_at), None)
        if token is None:
            return None
        if self.persona.platform is Platform.IOS:
            ad = ios_token(self.marker, token.token)
        else:
            ad = android_token(self.marker, token.epoch, token.token)
        address = private_address(self.seed, self.persona.ref, token.window)
        return Transmission(address, random_address=True, kind=AdvertisingType.CONNECTABLE, ad=ad)

    def _device(self) -> dict[str, Any]:
        return {
            "install_id": self.install_id,
            "platform": self.persona.platform.value,
            "push_token": self.push_token,
        }

    def _shown(self) -> dict[str, str]:
        return {"text_version": self.text_version, "language": self.language, "app_version": "sim 1"}

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {
            "Authorization": f"Bearer {self.issuer.mint(self.persona.ref)}",
            "Goddag-Install": self.install_id,
        }
        answer = await self.hub.request(method, path, json=body, headers=headers, timeout=DEADLINE_SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.content else None
