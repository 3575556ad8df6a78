"""An answer is about whom was asked for: every source of customer data, and what is told to one."""

import asyncio
import importlib
import json
import pkgutil
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from platforms import EVERYTHING, NOW, SEED, SOREN, STARVED, Desk, source, values
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import hub
from hub.ground.http.outgoing import Outgoing, open_outgoing
from hub.knowledge.customers.check import as_text, check
from hub.knowledge.customers.configuration import Configuration, Unomi, sources_of
from hub.knowledge.customers.connector import Connector
from hub.knowledge.customers.consent_forwarder import PlatformState
from hub.knowledge.customers.consent_notices import Answered, ConsentNotice, NoticeResult
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.notice_post import NoticePost
from hub.knowledge.customers.port import SourceStatus
from hub.knowledge.customers.unomi_consents import UnomiConsents
from hub.trust.consents.purposes import Purpose
from simulators import cdp, crm, odp, unomi
from simulators.hub_here import HubHere, hub_here
from simulators.people import MEMBERS, Persona
from simulators.serving import served
from simulators.waiting import until

PEOPLE = MEMBERS[:3]
REMOTE = ("segment", "unomi", "odp", "rest")
PUBLIC: dict[str, Any] = {"key": unomi.PUBLIC_KEY, "tenant": None}


def every_connector(base: type = Connector) -> Iterator[type]:
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        importlib.import_module(module.name)
    for each in base.__subclasses__():
        if each.__module__.startswith("hub."):
            yield each
        yield from every_connector(each)


def test_every_source_is_walked_here() -> None:
    """A new connector fails here until it is asked below; the hub's own stores look their customer up themselves."""
    own = {"BuiltIn", "OrderTraits"}
    made = [
        sources_of(Configuration.model_validate({"source": [source(kind, "http://x")]}), None, None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        for kind in REMOTE
    ]
    walked = {type(each.connector).__name__ for [each] in made}
    assert {each.__name__ for each in every_connector()} == walked | own


class Crossed:
    """A platform, or a cache before it, that answers about the next customer: whoever asks for Søren gets Mette."""

    def __init__(self, platform: ASGIApp) -> None:
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            swapped = {name: self._swap(scope[name]) for name in ("path", "raw_path", "query_string")}
            scope = {**scope, **swapped}

        async def received() -> Message:
            message = await receive()
            return {**message, "body": self._swap(message["body"])} if message.get("body") else message

        await self._platform(scope, received, send)

    def _swap(self, text: Any) -> Any:
        old, new = PEOPLE[0].ref, PEOPLE[1].ref
        return text.replace(old.encode(), new.encode()) if isinstance(text, bytes) else text.replace(old, new)


PLATFORMS: dict[str, Callable[[], ASGIApp]] = {
    "segment": lambda: cdp.create_app(SEED, NOW),
    "segment with its own ids": lambda: cdp.create_app(SEED, NOW, own_ids=True),
    "unomi": lambda: unomi.create_app(SEED, NOW),
    "odp": lambda: odp.create_app(SEED, NOW),
    "rest": lambda: crm.create_app(SEED, NOW),
}


def kind_of(name: str) -> Any:
    return name.split(" ", maxsplit=1)[0]


@pytest.mark.parametrize("name", PLATFORMS)
async def test_each_answer_names_its_customer(desk: Desk, name: str) -> None:
    engine = desk.engine(source(kind_of(name), await desk.serve(PLATFORMS[name]())))
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (context.status, values(context)["first_name"]) == (SourceStatus.OK, "Søren")


@pytest.mark.parametrize("name", PLATFORMS)
async def test_an_answer_about_somebody_else_is_refused_and_counted(desk: Desk, name: str) -> None:
    engine = desk.engine(source(kind_of(name), await desk.serve(Crossed(PLATFORMS[name]()))))
    context = await engine.get_context(SOREN, EVERYTHING, 5.0)
    assert (context.status, context.traits) == (SourceStatus.SOMEBODY_ELSE, {})
    assert engine.kept(SOREN) == {}
    assert engine.about_others == 1


@pytest.mark.parametrize("name", PLATFORMS)
async def test_the_check_says_that_it_answers_about_somebody_else(desk: Desk, name: str) -> None:
    good, said = await checked(source(kind_of(name), await desk.serve(Crossed(PLATFORMS[name]()))))
    assert not good
    assert "somebody else" in said
    assert "Mette" not in said


async def checked(each: dict[str, Any], customer: str | None = SOREN) -> tuple[bool, str]:
    configuration = Configuration.model_validate({"source": [each]})
    async with open_outgoing() as outgoing:
        sources = sources_of(configuration, JsonClient(outgoing, STARVED.give_up_seconds), None)
        reports = await check(configuration, sources, customer, patience=STARVED)
    return all(report.good for report in reports), as_text(reports)


async def test_a_service_that_believes_its_session_is_asked_without_one(desk: Desk) -> None:
    """Case 1: one client for three customers, and a source that remembers the first of them."""
    engine = desk.engine(source("rest", await desk.serve(crm.create_app(SEED, NOW, believes_cookies=True))))
    contexts = [await engine.get_context(each.ref, EVERYTHING, 5.0) for each in PEOPLE]
    assert [values(each)["first_name"] for each in contexts] == [each.first_name for each in PEOPLE]
    assert engine.about_others == 0


async def test_a_service_that_is_not_told_where_the_id_stands_is_not_good(desk: Desk) -> None:
    platform = await desk.platform("rest")
    good, said = await checked(source("rest", platform.url, id=None))
    assert not good
    assert 'id = "customer.id"' in said
    # Its traits are shown all the same: nobody has said that they are somebody else's.
    context = await desk.engine(source("rest", platform.url, id=None)).get_context(SOREN, EVERYTHING, 5.0)
    assert values(context)["first_name"] == "Søren"


async def test_an_account_that_does_not_tell_its_identifier_is_not_good_and_is_read(desk: Desk) -> None:
    each = source("odp", await desk.serve(Refusing(odp.create_app(SEED, NOW))))
    good, said = await checked(each)
    assert not good
    assert "does not tell a customer's fs_user_id" in said
    assert values(await desk.engine(each).get_context(SOREN, EVERYTHING, 5.0))["first_name"] == "Søren"


class Refusing:
    """ODP, of an account whose schema lacks one field."""

    def __init__(self, platform: ASGIApp) -> None:
        self._platform = platform

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._platform(scope, receive, send)
            return
        message = await receive()
        if b" fs_user_id " not in message["body"].split(b"$id)", 1)[-1]:

            async def again() -> Message:
                return message

            await self._platform(scope, again, send)
            return
        refused = {"message": "Validation error (FieldUndefined@[customer/fs_user_id])"}
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps({"errors": [refused]}).encode()})


async def test_unomi_is_not_good_with_a_public_key(desk: Desk) -> None:
    platform = await desk.platform("unomi")
    for customer in (SOREN, None):
        good, said = await checked(source("unomi", platform.url, **PUBLIC), customer)
        assert not good
        assert "private key" in said
        assert "UNOMI-975" in said
    good, said = await checked(source("unomi", platform.url))
    assert good, said


@asynccontextmanager
async def store_at_unomi(
    folder: Path, *, key: str, tenant: str | None
) -> AsyncGenerator[tuple[HubHere, str, list[Any]]]:
    """Case 2: a Unomi since UNOMI-975, and three members."""
    async with served(unomi.create_app(SEED, NOW, issues_profiles=True)) as url:
        file = folder / "customers.toml"
        lines = ['[[source]]\nkind = "unomi"', f'url = "{url}"\nscope = "{unomi.SCOPE}"\nkey = "{key}"']
        lines += [f'tenant = "{tenant}"'] if tenant else []
        file.write_text("\n".join([*lines, '[source.traits]\nfirst_name = "firstName"\n']))
        async with hub_here(folder, customers=file) as shop:
            phones = [await shop.enrol(each) for each in PEOPLE]
            for phone in phones:
                await phone.consent("marketing_push", granted=True)
            yield shop, url, phones


def given(shop: HubHere, persona: Persona) -> frozenset[Purpose]:
    record = shop.hub.members.people.by_customer(persona.ref)
    assert record is not None
    consents = shop.hub.members.service.consents(record.member, round(shop.hub.ground.clock.wall() * 1000))
    return frozenset(purpose for purpose, granted in consents.purposes.items() if granted)


async def asked_for_everybody(shop: HubHere) -> list[SourceStatus]:
    for each in PEOPLE:
        shop.hub.customers.known.source.drop(each.ref)
    return [(await shop.hub.customers.known.source.get_context(each.ref, EVERYTHING, 5.0)).status for each in PEOPLE]


async def test_a_unomi_that_issues_profiles_withdraws_nothing_of_anybody_else(tmp_path: Path, desk: Desk) -> None:
    async with store_at_unomi(tmp_path, key=unomi.PUBLIC_KEY, tenant=None) as (shop, url, phones):
        before = [given(shop, each) for each in PEOPLE]
        await phones[1].consent("marketing_push", granted=False)
        await phones[1].consent("recognise_in_store", granted=False)
        telling = asyncio.create_task(shop.hub.customers.forwarder.run())

        def waits() -> bool:
            [sink] = shop.hub.customers.forwarder.overview()
            return (sink.state, sink.waiting) == (PlatformState.PAUSED, 3)

        await until("everybody's answers to wait for a mended key", waits, 20)
        telling.cancel()
        assert await asked_for_everybody(shop) == [SourceStatus.SOMEBODY_ELSE] * 3
        assert given(shop, PEOPLE[0]) == before[0]
        assert given(shop, PEOPLE[2]) == before[2]
        assert given(shop, PEOPLE[1]) == before[1] - {Purpose.MARKETING_PUSH, Purpose.RECOGNISE_IN_STORE}
        # Nothing was told of whom nobody can name.
        held = (await desk.http.get(f"{url}/received")).json()
        assert (held["consents"], held["events"]) == ({}, [])


async def test_with_the_private_key_each_is_told_and_read_as_themselves(tmp_path: Path, desk: Desk) -> None:
    async with store_at_unomi(tmp_path, key=unomi.PRIVATE_KEY, tenant=unomi.TENANT) as (shop, url, phones):
        await phones[1].consent("marketing_push", granted=False)
        telling = asyncio.create_task(shop.hub.customers.forwarder.run())

        async def told() -> bool:
            held = (await desk.http.get(f"{url}/received")).json()["consents"]
            return {ref: held.get(ref, {}).get(f"{unomi.SCOPE}/push", {}).get("status") for ref in REFS} == {
                REFS[0]: "GRANTED",
                REFS[1]: "DENIED",
                REFS[2]: "GRANTED",
            }

        await until("each consent under its own customer", told, 10)
        telling.cancel()
        assert await asked_for_everybody(shop) == [SourceStatus.OK] * 3
        assert [Purpose.MARKETING_PUSH in given(shop, each) for each in PEOPLE] == [True, False, True]


REFS = tuple(each.ref for each in PEOPLE)
ANYBODYS = (
    "auth0|5f7c8ec7c33c6c004bbafe82",
    "google-oauth2|104229134982345",
    "anna+shop@example.dk",
    "gid://shopify/Customer/9001",
    "YW5uYTo5MDAx/+8=",
    "x" * 255,
    "50% off? #1 & more",
)


@pytest.mark.parametrize("name", PLATFORMS)
async def test_anybodys_id_is_found_at_every_platform(desk: Desk, name: str) -> None:
    """Escaped in URLs, in variables in GraphQL, and searched for by a property where it can be no profile's id."""
    people = [replace(PEOPLE[0], ref=ref, first_name=f"No {number}") for number, ref in enumerate(ANYBODYS)]
    makers: dict[str, Callable[[], ASGIApp]] = {
        "segment": lambda: cdp.create_app(SEED, NOW, people=people),
        "segment with its own ids": lambda: cdp.create_app(SEED, NOW, people=people, own_ids=True),
        "unomi": lambda: unomi.create_app(SEED, NOW, people),
        "odp": lambda: odp.create_app(SEED, NOW, people),
        "rest": lambda: crm.create_app(SEED, NOW, people),
    }
    more = {"id_property": unomi.ID_PROPERTY} if name == "unomi" else {}
    engine = desk.engine(source(kind_of(name), await desk.serve(makers[name]()), **more))
    for each in people:
        context = await engine.get_context(each.ref, EVERYTHING, 5.0)
        assert (context.status, values(context).get("first_name")) == (SourceStatus.OK, each.first_name), each.ref


async def test_ids_that_differ_in_a_capital_are_two_in_unomis_search(desk: Desk) -> None:
    people = [replace(PEOPLE[0], ref="YW5u|1", first_name="Anna"), replace(PEOPLE[1], ref="yw5u|1", first_name="Bo")]
    url = await desk.serve(unomi.create_app(SEED, NOW, people))
    engine = desk.engine(source("unomi", url, id_property=unomi.ID_PROPERTY))
    contexts = [await engine.get_context(each.ref, EVERYTHING, 5.0) for each in people]
    assert [values(each)["first_name"] for each in contexts] == ["Anna", "Bo"]
    unknown = await engine.get_context("Yw5u|1", EVERYTHING, 5.0)
    assert unknown.status is SourceStatus.NOT_FOUND


def test_searching_by_a_property_needs_the_private_key() -> None:
    with pytest.raises(ValueError, match="a public key may not search"):
        Configuration.model_validate({"source": [source("unomi", "https://u.example", id_property="a", **PUBLIC)]})


def notice_of(ref: str) -> ConsentNotice:
    answers = {Purpose.MARKETING_PUSH: Answered(granted=False, at_ms=1_790_000_000_000)}
    return ConsentNotice(ref, "m" * 64, 1_790_000_000_000, dict.fromkeys(Purpose, False), answers)


def consents_at(outgoing: Outgoing, url: str, **more: Any) -> UnomiConsents:
    [each] = Configuration.model_validate({"source": [source("unomi", url, **more)]}).source
    assert isinstance(each, Unomi)
    return UnomiConsents("unomi", NoticePost(outgoing), JsonClient(outgoing), each.spoken_to())


async def test_a_consent_that_was_written_down_for_somebody_else_is_not_told(desk: Desk) -> None:
    url = await desk.serve(Crossed(unomi.create_app(SEED, NOW)))
    async with open_outgoing() as outgoing:
        assert await consents_at(outgoing, url).tell(notice_of(SOREN)) is NoticeResult.MISCONFIGURED


async def test_a_consent_is_told_to_the_master_of_a_merged_profile_and_to_whom_a_property_names(desk: Desk) -> None:
    people = [*PEOPLE, replace(PEOPLE[0], ref="auth0|1")]
    url = await desk.serve(unomi.create_app(SEED, NOW, people))
    async with open_outgoing() as outgoing:
        assert await consents_at(outgoing, url).tell(notice_of(unomi.MERGED_REF)) is NoticeResult.TOLD
        by_property = consents_at(outgoing, url, id_property=unomi.ID_PROPERTY)
        assert await by_property.tell(notice_of("auth0|1")) is NoticeResult.TOLD
        assert await by_property.tell(notice_of("auth0|nobody")) is NoticeResult.REFUSED
        assert await consents_at(outgoing, url).tell(notice_of("auth0|1")) is NoticeResult.REFUSED
    held = (await desk.http.get(f"{url}/received")).json()
    assert held["consents"].keys() == {SOREN, "made-up-3"}
    assert held["made"] == []
