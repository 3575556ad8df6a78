"""The customers.toml that fits a simulated customer data platform: with it, a hub's cards come from there."""

import json
from collections.abc import Iterable
from typing import Any, Literal

from starlette.applications import Starlette

from simulators import cdp, crm, odp, unomi
from simulators.errors import SimulatorError
from simulators.shops.files import default_shop
from simulators.shops.model import DemoShop

PlatformKind = Literal["segment", "unomi", "odp", "rest"]
Oddity = Literal["none", "own-ids", "issued-profiles", "cookies"]


def platform_app(kind: PlatformKind, oddity: Oddity, seed: int, shop: DemoShop | None = None) -> Starlette:
    """The platform itself; the oddities are in docs/simulators/. Raises `SimulatorError` for one of another kind."""
    shop = shop or default_shop()
    people = shop.members
    match kind, oddity:
        case "segment", "none" | "own-ids":
            return cdp.create_app(seed, people=people, shop=shop, own_ids=oddity == "own-ids")
        case "unomi", "none" | "issued-profiles":
            return unomi.create_app(seed, people=people, shop=shop, issues_profiles=oddity == "issued-profiles")
        case "odp", "none":
            return odp.create_app(seed, people=people, shop=shop)
        case "rest", "none" | "cookies":
            return crm.create_app(seed, people=people, shop=shop, believes_cookies=oddity == "cookies")
        case _:
            raise SimulatorError(f"{kind} has no oddity {oddity}: docs/simulators/ says which has which.")


def source_of(kind: PlatformKind, url: str, facts: Iterable[str] = ()) -> dict[str, Any]:
    """The one source of the file; `facts` are the keys of the shop's own."""
    match kind:
        case "segment":
            return {"kind": kind, "url": url, "space": cdp.SPACE, "key": cdp.TOKEN}
        case "unomi":
            own = {"scope": unomi.SCOPE, "tenant": unomi.TENANT, "key": unomi.PRIVATE_KEY, "observed_at": "lastUpdated"}
            return {"kind": kind, "url": url, **own, "traits": unomi.TRAITS | {key: key for key in facts}}
        case "odp":
            own = {"key": odp.PRIVATE_KEY, "observed_at": "last_modified_ts", "traits": odp.TRAITS}
            return {"kind": kind, "url": url, **own}
        case "rest":
            traits = crm.TRAITS | {key: f"facts.{key}" for key in facts}
            own = {"key": crm.KEY, "record": "customer", "id": "id", "observed_at": "changed", "traits": traits}
            return {"kind": kind, "url": f"{url}/customers/{{customer}}", **own}


def customers_toml(kind: PlatformKind, url: str, facts: Iterable[str] = ()) -> str:
    """The file."""
    source = source_of(kind, url, facts)
    traits = source.pop("traits", {})
    rows = [f"# Invented customers u-1001 and on, at {url}", "[[source]]"]
    rows += [f"{name} = {json.dumps(value)}" for name, value in source.items()]
    if traits:
        rows += ["", "[source.traits]", *(f"{name} = {json.dumps(value)}" for name, value in traits.items())]
    return "\n".join(rows) + "\n"
