"""One customer of a shop of your own: signs in, enrols with a running hub, and is in the store until stopped."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx

from hub.ground.data_folder import holds
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.settings import read_settings
from hub.ground.shop.file import shop_of
from hub.ground.shop.opening_hours import MARGIN_SECONDS, is_open, opens_next
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings
from hub.trust.accounts.settings import AccountSettings
from simulators.errors import SimulatorError
from simulators.issuer import Issuer, issuer_app
from simulators.people import EVERYTHING, Persona, Platform
from simulators.phone import Phone
from simulators.serving import HOST, served
from wire.clock import Clock

REPORT_EVERY_SECONDS = 1.0
ENROL_TRIES = 60
# A hub checks its database before it serves; one that is only just started does not hold its folder yet.
START_TRIES, UNSEEN_TRIES = 120, 8
_NO_MEMBER = (401, 403, 404, 410)
# A phone at a metre, and how fast it falls off with ten times the distance.
REF_DBM, FALL_DB = -61, 20


async def visit(
    settings_file: Path, customer: str, first_name: str, language: str | None, say: Callable[[str], None]
) -> int:
    """Run until cancelled. Raises `SimulatorError` for a hub that is not there, or refuses."""
    settings = read_settings(settings_file)
    web, account = settings.of(WebSettings), settings.of(AccountSettings)
    address = urlsplit(account.app_keys or "")
    if account.app_issuer is None or address.hostname != HOST or address.port is None:
        raise SimulatorError(
            f"this customer signs in here: set app_issuer and app_keys in {settings_file} to http://{HOST}:8784 and"
            f" http://{HOST}:8784/.well-known/jwks.json, and start the hub anew."
        )
    plan = load_floor_plan(settings.floor_plan)
    issuer = Issuer(account.app_issuer)
    speaks = language or shop_of(settings).languages[0]
    persona = Persona(customer, first_name, Platform.IOS, (), 0, 0, EVERYTHING, "a customer to try the shop with")
    async with (
        served(issuer_app(issuer), address.port, "app_keys"),
        httpx.AsyncClient(base_url=f"http://{HOST}:{web.port}", timeout=10) as client,
    ):
        phone = Phone(
            persona, client, Clock(), 1, f"phone-of-{customer}", issuer, language=speaks, beacon_uuid=plan.beacon_uuid
        )
        try:
            await _answers(client, settings.data_dir, say)
            await _enrolled(phone)
            say(arrival(customer, f"http://{HOST}:{web.port}/", settings, time.time()))
            await _stay(phone, plan)
        except httpx.HTTPStatusError as error:
            raise SimulatorError(f"the hub refuses: {refusal(error.response)}") from None
        except httpx.HTTPError:
            raise SimulatorError(
                f"no hub answers at http://{HOST}:{web.port}. Start it first: goddag-hub run --settings {settings_file}"
            ) from None
        finally:
            with contextlib.suppress(httpx.HTTPError):
                await phone.report("outside")


def arrival(customer: str, address: str, settings: StoreSettings, now: float) -> str:
    """What there is to see of somebody who has come: nothing while the shop is closed, as no visit begins."""
    shop = shop_of(settings)
    if settings.always_open or is_open(shop, now, MARGIN_SECONDS):
        return f"{customer} is a member, and here: {address} shows the card. Ctrl-C: they leave."
    next_at = opens_next(shop, now)
    when = "" if next_at is None else f", opens {datetime.fromtimestamp(next_at, ZoneInfo(shop.time_zone)):%A %H:%M}"
    return (
        f"{customer} is a member. The shop is closed now{when}: until then no visit begins, and there is no card."
        " To try it at any hour, set always_open = true in hub.toml and restart the hub. Ctrl-C: they leave."
    )


def refusal(answer: httpx.Response) -> str:
    """As a sentence: what the hub says to people, not its JSON."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    if isinstance(said, dict):
        told = cast("dict[str, Any]", said)
        return f"{told.get('detail') or told.get('title') or answer.status_code} ({answer.status_code})."
    return f"{answer.status_code}."


async def _stay(phone: Phone, plan: FloorPlan) -> NoReturn:
    while True:
        ranged(phone, plan)
        try:
            await phone.report()
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in _NO_MEMBER:
                raise
            raise SimulatorError(
                f"{phone.persona.ref} is no member any more: they were erased, or have left, and the hub knows nothing"
                " of them. Start this again, and they join anew."
            ) from None
        await asyncio.sleep(REPORT_EVERY_SECONDS)


async def _answers(client: httpx.AsyncClient, data_dir: Path, say: Callable[[str], None]) -> None:
    """A hub that has just been started is waited for; raises `httpx.ConnectError` where none comes."""
    for second in range(START_TRIES):
        try:
            await client.get("/healthz")
        except httpx.ConnectError:
            if second >= UNSEEN_TRIES and not holds(data_dir):
                raise
            if second == 0:
                say("no hub answers yet: waiting for it to start.")
            await asyncio.sleep(REPORT_EVERY_SECONDS)
        else:
            return


async def _enrolled(phone: Phone) -> None:
    """A hub that has just looked for the sign-in in vain looks again within a minute."""
    for _ in range(ENROL_TRIES - 1):
        try:
            await phone.enrol()
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in {401, 503}:
                raise
        else:
            return
        await asyncio.sleep(REPORT_EVERY_SECONDS)
    await phone.enrol()


def ranged(phone: Phone, plan: FloorPlan) -> None:
    """What a phone in the middle of the sales floor hears of the store's beacons. Raises `SimulatorError`."""
    if not plan.beacons:
        raise SimulatorError("the floor plan has no [[beacons]], and this customer's phone ranges them: add three.")
    xs, ys = zip(*plan.outline, strict=True)
    here = ((min(xs) + max(xs)) / 2, min(ys) + (max(ys) - min(ys)) * 0.6)
    for beacon in plan.beacons:
        apart = max(0.5, math.dist(here, (beacon.x_m, beacon.y_m)))
        phone.range(beacon.major, beacon.minor, round(REF_DBM - FALL_DB * math.log10(apart)))
