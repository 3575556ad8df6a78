"""customers.toml, `goddag-hub customers check` and `import`: what an integrator types and reads."""

import asyncio
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import warm
from platforms import EVERYTHING, SENSITIVE, SOREN, STARVED, Desk, source
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.errors import CustomerSourceError
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.http.outgoing import open_outgoing
from hub.ground.settings import Settings, read_settings
from hub.knowledge.customers.built_in import BuiltIn, KnownTraits
from hub.knowledge.customers.check import as_text, check
from hub.knowledge.customers.configuration import Configuration, load_configuration, sources_of
from hub.knowledge.customers.csv_import import Form, Imported, import_csv
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.mapping import TraitPaths
from hub.knowledge.customers.port import Trait
from hub.knowledge.customers.profiles import Profiles
from hub.knowledge.customers.source_guard import SourceConfig
from hub.service.privacy_documents.findings import findings_of
from hub.trust.consents.parties import parties_of
from hub.trust.members.repository import Members
from simulators.cdp_file import customers_toml, source_of
from simulators.hub_here import PLAN
from simulators.processes import program
from wire.clock import Clock
from wire.errors import SettingsError
from wire.ids import StoreId

GOOD = """
check_customer = "u-1001"
[[source]]
kind = "segment"
url = "https://profiles.euw1.segment.com"
space = "spa_1"
key_env = "A_KEY"
[source.traits]
first_name = "given_name"
[[source]]
name = "till"
kind = "rest"
url = "https://till.example/customers/{customer}"
priority = 2
"""


def load(tmp_path: Path, text: str) -> Configuration:
    file = tmp_path / "customers.toml"
    file.write_text(text)
    return load_configuration(file)


def test_a_file_with_two_sources_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", "secret")
    configuration = load(tmp_path, GOOD)
    assert [each.kind for each in configuration.source] == ["segment", "rest"]
    assert "secret" not in repr(configuration)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "segment"', 'kind = "segmnt"'), "segmnt"),
        (("first_name =", "frist_name ="), "did you mean first_name"),
        (('space = "spa_1"', ""), "source 1 (segment): space: it is missing"),
        (("https://profiles", "ftp://profiles"), "source 1 (segment): url"),
        (("{customer}", ""), "source 2 (rest): url: the url needs {customer}"),
        (("priority = 2", "prioriti = 2"), "source 2 (rest): prioriti"),
        (('name = "till"', 'name = "segment"'), 'two sources are called "segment"'),
        (('key_env = "A_KEY"', 'key_env = "NO_KEY"'), "the environment has no NO_KEY"),
        (('key_env = "A_KEY"', 'key_env = "A_KEY"\nkey = "hush"'), "give key or key_env, not both"),
        (("priority = 2", 'observed_at = "a..b"'), '"a..b" is no path'),
        (("priority = 2", 'traits = {due_item = "x["}'), '"x[" is no path'),
        (("[[source]]", "[[source"), "not TOML"),
    ],
)
def test_a_mistake_is_said_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, str], says: str
) -> None:
    monkeypatch.setenv("A_KEY", "secret")
    with pytest.raises(CustomerSourceError) as caught:
        load(tmp_path, GOOD.replace(*change, 1))
    assert says in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "customers.toml" in str(caught.value)


def test_the_file_and_the_single_setting_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="set one of them"):
        read_settings(None, floor_plan=Path("x"), customers=tmp_path / "c.toml", cdp_url="http://x")
    assert Settings.model_validate({"floor_plan": "x", "cdp_url": "http://x"}).customers is None


async def report_of(each: dict[str, Any], customer: str | None) -> tuple[bool, str]:
    configuration = Configuration.model_validate({"source": [each]})
    async with open_outgoing() as outgoing:
        sources = sources_of(configuration, JsonClient(outgoing, STARVED.give_up_seconds), None)
        reports = await check(configuration, sources, customer, patience=STARVED)
    return all(report.good for report in reports), as_text(reports)


@pytest.mark.parametrize("kind", ["segment", "unomi", "odp", "rest"])
async def test_the_check_reads_well_and_prints_nobodys_data(desk: Desk, kind: str) -> None:
    platform = await desk.platform(kind)
    assert tomllib.loads(customers_toml(kind, platform.url))["source"] == [source_of(kind, platform.url)]
    good, text = await report_of(source(kind, platform.url), SOREN)
    assert good, text
    assert "Answers in" in text
    assert "first_name: good (with its time)" in text
    assert "Søren" not in text
    good, text = await report_of(source(kind, platform.url), None)
    assert good, text
    assert ("Not asked" if kind == "unomi" else "The key counts") in text
    if kind == "unomi":
        assert (await platform.received())["made"] == [], "nobody was probed"


@pytest.mark.parametrize(
    ("kind", "fault", "says"),
    [
        ("segment", "401", "refused the key"),
        ("odp", "403", "refused the key"),
        ("rest", "500", "something else than its documentation"),
        ("unomi", "redirect", "redirects"),
        ("odp", "partial", "due_item: the source reports an error"),
        ("rest", "429", "slow down"),
    ],
)
async def test_the_check_says_what_is_wrong_and_what_to_do(desk: Desk, kind: str, fault: str, says: str) -> None:
    platform = await desk.platform(kind)
    await platform.fault(fault)
    good, text = await report_of(source(kind, platform.url), SOREN)
    assert not good
    assert says in text


async def test_the_check_names_traits_that_do_not_map(desk: Desk) -> None:
    platform = await desk.platform("rest")
    wrong = {"orders_24m": "orders.by_discipline", "due_item": "due.item", "first_name": "name.given"}
    good, text = await report_of(source("rest", platform.url, traits=wrong), SOREN)
    assert not good
    assert "orders_24m: cannot be used: it is an object, and has to be a whole number" in text
    assert "due_item: not there" in text
    good, text = await report_of(source("rest", platform.url), "u-9999")
    assert not good
    assert "knows no such customer, or has nothing at this url" in text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"traits": {"first_name": "firstname", "due_item": "due_item"}}, 'It has no "firstname", and refuses'),
        ({"traits": {"last_order_item": "last_order.itm"}, "observed_at": "changed"}, '"changed", "last_order.itm"'),
        ({"identifier": "app_id"}, 'It has no identifier "app_id"'),
    ],
)
async def test_the_check_names_what_an_odp_account_does_not_have_also_without_a_customer(
    desk: Desk, changes: dict[str, Any], says: str
) -> None:
    platform = await desk.platform("odp")
    for customer in (SOREN, None):
        good, text = await report_of(source("odp", platform.url, **changes), customer)
        assert not good
        assert says in text


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        ("Validation error (FieldUndefined@[customer/last_order/itm]) : Field 'itm' is undefined", "last_order.itm"),
        ("Validation error of type SubselectionRequired: missing @ 'customer/viewed'", "viewed"),
        ('Cannot query field "viewed" on type "Customer".', "viewed"),
        ("we are sorry", None),
    ],
)
async def test_a_refused_field_is_found_however_the_server_words_it(
    desk: Desk, message: str, wrong: str | None
) -> None:
    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse({"errors": [{"message": message}]})

    url = await desk.serve(Starlette(routes=[Route("/v3/graphql", answer, methods=["POST"])]))
    traits = {"last_order_item": "last_order.itm", "last_order_at": "last_order.ts", "viewed_item_30d": "viewed"}
    good, text = await report_of(source("odp", url, traits=traits, observed_at="changed"), None)
    assert not good
    assert (f'It has no "{wrong}", and refuses' if wrong else "something else than its documentation says") in text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ("25-11-2026", "first_name: good (with its time)"),
        ("/Date(1795611791000)/", "first_name: good (with its time)"),
        (None, "first_name: good (without a time"),
        ("03-04-2026", "first_name: its time cannot be read"),
        ("some day", "first_name: its time cannot be read"),
    ],
)
async def test_a_time_of_a_source_that_cannot_be_read_is_said(
    desk: Desk, changed: str | None, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse({"id": SOREN, "name": "Bo", "changed": changed, "seen": [{"at": changed, "what": "Bell"}]})

    url = f"{await desk.serve(Starlette(routes=[Route('/{path:path}', answer)]))}/{{customer}}"
    each = {
        "kind": "rest", "url": url, "id": "id", "observed_at": "changed", "traits": {"first_name": "name"},
        "happenings": {"carts": {"list": "seen", "at": "at", "text": "what"}},
    }  # fmt: skip
    good, text = await report_of(each, SOREN)
    assert says in text
    assert good == (" good " in says and changed is not None), text
    configuration = Configuration.model_validate({"source": [each]})
    async with open_outgoing() as outgoing:
        engine = Profiles(sources_of(configuration, JsonClient(outgoing), None), SENSITIVE, Clock())
        context = await engine.get_context(SOREN, EVERYTHING, 5.0)
        await engine.close()
    assert context.traits["first_name"].value == "Bo"
    log = "".join(capfd.readouterr())
    assert ("came with a time that cannot be read" in log) == ("cannot" in says)
    assert '"Bo"' not in log


async def test_an_answer_that_cannot_be_unpacked_is_no_network_fault(desk: Desk) -> None:
    async def answer(_request: Request) -> Response:
        return Response(b"hello", headers={"content-encoding": "gzip"})

    url = await desk.serve(Starlette(routes=[Route("/{path:path}", answer)]))
    good, text = await report_of(source("segment", url), None)
    assert (good, "something else than its documentation says" in text) == (False, True)


async def test_a_wrong_space_or_address_is_not_blamed_on_the_customer(desk: Desk) -> None:
    segment, odp = await desk.platform("segment"), await desk.platform("odp")
    good, text = await report_of(source("segment", segment.url, space="bike"), SOREN)
    assert (good, 'has no space "bike"' in text) == (False, True)
    good, text = await report_of(source("segment", segment.url, space="bike"), None)
    assert 'Whether there is a space "bike" only a customer shows' in text
    good, text = await report_of(source("odp", f"{odp.url}/v3"), None)
    assert (good, "Check the url" in text) == (False, True)
    good, text = await report_of(source("unomi", odp.url), "a b")
    assert (good, "Unomi takes no such id" in text) == (False, True)


async def test_the_command_ends_well_only_when_all_is_well(desk: Desk, tmp_path: Path) -> None:
    platform = await desk.platform("segment")
    file = tmp_path / "customers.toml"
    file.write_text(customers_toml("segment", platform.url))
    hub = program("goddag-hub", "hub.cli")
    command = [*hub, "customers", "check", "--file", str(file), "--data-dir", str(tmp_path)]

    async def run(*more: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(warm.run, *command, *more)

    done = await run("--customer", SOREN, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["good"] is True
    assert not (tmp_path / "hub.db").exists(), "whoever tries a file out has no hub yet"
    await platform.fault("401")
    done = await run("--customer", SOREN)
    assert (done.returncode, "NOT GOOD" in done.stdout) == (1, True)
    file.write_text("[[source]]\n")
    done = await run()
    assert (done.returncode, "customers.toml" in done.stderr) == (2, True)
    # With a list of sensitive articles that cannot be used, no hub starts.
    (tmp_path / "own.toml").write_text('words = ["kids"]\n')
    (tmp_path / "hub.toml").write_text(f'floor_plan = "plan.toml"\nsensitive_products = "{tmp_path / "own.toml"}"\n')
    done = await run("--settings", str(tmp_path / "hub.toml"))
    assert (done.returncode, "own.toml: words" in done.stderr, "[[category]]" in done.stderr) == (2, True, True)


@pytest.fixture
def db(tmp_path: Path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


CSV = """customer;observed_at;first_name;orders_24m;lines_24m;last_order_item
u-1001;2026-11-01;Søren;16;road 15, city 1;Chain
u-2000;2026-11-01;Nobody's;1;;
u-1002;2026-11-02;Ingrid;many;;Pregnancy test
"""


def imported(db: Database, tmp_path: Path, text: str = CSV) -> Imported:
    for ref in ("u-1001", "u-1002"):
        if Members(db).by_customer(ref) is None:
            Members(db).add(ref, 1)
    file = tmp_path / "export.csv"
    file.write_text(text, encoding="utf-8-sig")
    members = [each.customer_ref for each in Members(db).all()]
    return import_csv(file, KnownTraits(db), members, SENSITIVE, 1_000, Form())


async def test_what_a_shop_exports_is_on_its_members_cards_and_of_nobody_else_anything_is_kept(
    db: Database, tmp_path: Path
) -> None:
    told = imported(db, tmp_path)
    assert (told.lines, told.members, told.strangers) == (3, 2, 1)
    assert told.unusable == {"orders_24m": 1}
    assert told.sensitive == 1, "what is sensitive is not even written down"
    assert db.rows("SELECT DISTINCT customer_ref FROM known_traits ORDER BY 1") == [("u-1001",), ("u-1002",)]
    engine = Profiles([SourceConfig(BuiltIn("shop", KnownTraits(db)), 1000.0)], SENSITIVE, Clock())
    context = await engine.get_context("u-1001", EVERYTHING, 5.0)
    assert context.traits["lines_24m"].value == {"road": 15, "city": 1}
    assert context.traits["orders_24m"].observed_at_ms == 1_793_491_200_000
    assert (await engine.get_context("u-2000", EVERYTHING, 5.0)).status.value == "not_found"
    await engine.close()


def test_a_newer_import_replaces_what_it_says_and_leaves_other_sources_alone(db: Database, tmp_path: Path) -> None:
    known = KnownTraits(db)
    imported(db, tmp_path)
    known.put("u-1001", "purchases", {"last_order_item": Trait("Bell", "purchases", 2_000_000_000_000, 5)})
    known.put("u-9999", "purchases", {"last_order_item": Trait("Bell", "purchases", 2_000_000_000_000, 5)})
    assert known.of("u-9999") == {}, "they are no member, or not any more"
    imported(db, tmp_path, "customer,last_order_at,last_order_item\nu-1001,2026-01-01,Chain\n")
    assert "last_order_at" not in known.of("u-1001"), "the day of the chain is not the day of the bell"
    imported(db, tmp_path, "customer,first_name\nu-1001,Soren\n")
    found = known.of("u-1001")
    assert (found["first_name"].value, found["last_order_item"].source) == ("Soren", "purchases")
    assert "orders_24m" not in found
    known.move("u-1001", "u-3001")
    assert known.of("u-1001") == {}
    assert known.of("u-3001")["first_name"].value == "Soren"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("first_name\nx\n", "no column customer"),
        ("customer,shoe_size\nu-1001,43\n", "no trait shoe_size"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(db: Database, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CustomerSourceError, match=says):
        imported(db, tmp_path, text)


def test_papers_and_sign_name_each_platform_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "customers.toml"
    file.write_text(GOOD.replace("https://till", "http://till"))
    settings = read_settings(None, floor_plan=Path("x"), customers=file)
    parties = parties_of(settings, StoreId("s1"), "Shop")
    names = {each.host for each in parties.recipients}
    assert {"profiles.euw1.segment.com", "till.example"} <= names
    said = [finding.what for finding in findings_of(settings, load_floor_plan(PLAN))]
    assert "customers sends customer data without TLS." in said


def test_traits_are_read_by_the_names_that_they_had_before(tmp_path: Path) -> None:
    file = tmp_path / "customers.toml"
    at = "http://127.0.0.1:1/{customer}"
    text = f'[[source]]\nkind = "rest"\nurl = "{at}"\n[source.traits]\ndisciplines_24m = "counts"\n'
    file.write_text(text, encoding="utf-8")
    [each] = load_configuration(file).source
    assert each.traits == {"lines_24m": "counts"}
    paths = TraitPaths({"lines_24m": "lines_24m", "due_line": "ours"})
    taken = paths.taken_from({"disciplines_24m": {"a": 3}, "due_discipline": "b"}, paths.traits)
    assert {name: raw.value for name, raw in taken.items()} == {"lines_24m": {"a": 3}}, "only at the place of its name"
