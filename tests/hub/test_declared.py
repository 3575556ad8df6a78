"""Every endpoint says who may call it, exactly once."""

from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from whole_hub import open_shop

from hub.ground.web.may import Anybody, May, ProvenOtherwise, Role, Undeclared, anybody, endpoints_of, may
from hub.ground.web.may import refuse_undeclared as refuse


def app_with(*dependencies: object) -> FastAPI:
    web, inner = FastAPI(docs_url=None, redoc_url=None), APIRouter(prefix="/inner")

    @inner.get("/figures", dependencies=list(dependencies))
    async def figures() -> None: ...

    outer = APIRouter(prefix="/outer")
    outer.include_router(inner)
    web.include_router(outer)
    return web


def test_an_endpoint_without_a_declaration_stops_the_hub_and_is_named() -> None:
    with pytest.raises(Undeclared, match="GET /outer/inner/figures: 0 declarations"):
        refuse(app_with())


def test_one_that_declares_twice_stops_it_as_well() -> None:
    with pytest.raises(Undeclared, match="2 declarations"):
        refuse(app_with(may(Role.IT), anybody("it is nothing")))
    refuse(app_with(may(Role.IT)))


async def test_the_walk_sees_every_endpoint_of_the_description_and_no_app_page_is_for_staff(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        web = shop.hub.running.web
        seen = {(each.method, each.path): each.declared[0] for each in endpoints_of(web)}
        described = {(method.upper(), path) for path, methods in web.openapi()["paths"].items() for method in methods}
        assert described <= set(seen)
        assert len(seen) > 80
        for (_, path), declared in seen.items():
            of_staff = path.startswith("/api/") and not path.startswith(
                ("/api/words", "/api/staff/session", "/api/staff/enrol")
            )
            if path == "/api/staff/session/step-up":
                continue
            assert isinstance(declared, May if of_staff else Anybody | ProvenOtherwise), path
            if path.startswith("/v1/app/") and path != "/v1/app/texts":
                assert isinstance(declared, ProvenOtherwise), path


async def test_the_description_says_the_roles_and_both_refusals(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        exports = shop.hub.running.web.openapi()["paths"]["/api/fleet/exports/{sink}/again"]["post"]
        assert exports["x-goddag-roles"] == ["it"]
        assert {"401", "403"} <= set(exports["responses"])
