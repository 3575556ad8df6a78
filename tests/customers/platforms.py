"""The engine over the real simulators, each served over HTTP in this process."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from hub.ground.http.outgoing import Outgoing
from hub.ground.journal import Member
from hub.knowledge.customers.check import Patience
from hub.knowledge.customers.configuration import Configuration, sources_of
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.port import Context, Freshness
from hub.knowledge.customers.profiles import Profiles
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.trust.consents.permission import Grant, Permission, permits
from hub.trust.consents.purposes import Purpose
from simulators import cdp, crm, odp, unomi
from simulators.cdp_file import PlatformKind, source_of
from simulators.serving import served
from wire.clock import Clock

NOW = datetime.now(UTC)
SEED = 7
MAKERS = {"segment": cdp, "unomi": unomi, "odp": odp, "rest": crm}
SENSITIVE = load_sensitive_products(None)
SOREN = "u-1001"


def source(kind: PlatformKind, url: str, **more: Any) -> dict[str, Any]:
    """A source of customers.toml that fits the simulator of that kind."""
    return {"name": kind, **source_of(kind, url), **more}


@dataclass(frozen=True, slots=True)
class Platform:
    """A running simulator."""

    kind: str
    url: str
    http: httpx.AsyncClient

    async def fault(self, kind: str, **more: int) -> None:
        (await self.http.post(f"{self.url}/faults", json={"kind": kind, **more})).raise_for_status()

    async def asked(self) -> int:
        return (await self.http.get(f"{self.url}/asked")).json()["requests"]

    async def received(self) -> Any:
        return (await self.http.get(f"{self.url}/received")).json()


# The platforms share our processor: what a shop gives up is no fault of theirs here.
STARVED = Patience(of_card_seconds=60.0, give_up_seconds=60.0)


class Desk:
    """Starts platforms, and engines that ask them."""

    def __init__(self, stack: AsyncExitStack, http: httpx.AsyncClient, outgoing: Outgoing) -> None:
        self._stack = stack
        self.http = http
        self._door = JsonClient(outgoing)

    async def platform(self, kind: str) -> Platform:
        url = await self._stack.enter_async_context(served(MAKERS[kind].create_app(SEED, NOW)))
        return Platform(kind, url, self.http)

    async def serve(self, app: Any) -> str:
        return await self._stack.enter_async_context(served(app))

    def engine(self, *sources: dict[str, Any], clock: Clock | None = None) -> Profiles:
        configuration = Configuration.model_validate({"source": list(sources)})
        made = Profiles(sources_of(configuration, self._door, None), SENSITIVE, clock or Clock())
        self._stack.push_async_callback(made.close)
        return made


def agreed(*purposes: Purpose) -> Permission:
    made = permits([Grant(Member(1), each, granted=True, at_ms=1) for each in purposes], Member(1), purposes, at_ms=2)
    assert made is not None
    return made


EVERYTHING = agreed(*Purpose)


def values(context: Context) -> dict[str, Any]:
    return {name: trait.value for name, trait in context.traits.items()}


def all_fresh(context: Context) -> bool:
    return all(trait.freshness is Freshness.FRESH for trait in context.traits.values())
