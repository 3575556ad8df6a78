"""Facts of the shop's own: from a platform or a spreadsheet to the card, and gone with the rest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from platforms import EVERYTHING, MAKERS, NOW, SEED, SENSITIVE, STARVED, Desk, agreed
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from typer.testing import CliRunner

from hub.cli import app
from hub.ground import manifests
from hub.ground.database import Database, open_database
from hub.ground.errors import CustomerSourceError, ShopFileError
from hub.ground.http.outgoing import open_outgoing
from hub.ground.shop.fact_table import TAKEN
from hub.ground.shop.file import load_shop, read_shop
from hub.ground.shop.former_names import FORMER_NAMES
from hub.ground.shop.model import FactKind, FactNeeds, OwnFact, Shop
from hub.knowledge.customers.built_in import KnownTraits
from hub.knowledge.customers.check import as_text, check
from hub.knowledge.customers.configuration import Configuration, Odp, Segment, load_configuration, sources_of
from hub.knowledge.customers.csv_import import CUSTOMER, OBSERVED_AT, Form, import_csv
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.port import HAPPENINGS, NEEDS
from hub.knowledge.customers.profiles import Profiles
from hub.knowledge.customers.traits import Traits, traits_of
from hub.trust.consents.purposes import Purpose
from hub.trust.members.repository import Members
from simulators.cdp_file import customers_toml, source_of
from simulators.hub_here import hub_here
from simulators.shops.files import open_demo_shop
from simulators.waiting import until
from wire.clock import Clock

FURNITURE = open_demo_shop("furniture")
BIRGITTE = FURNITURE.members[0]
TRAITS = traits_of(load_shop(FURNITURE.shop_file), SENSITIVE)
PATIENCE_SECONDS = 120.0


def fact(kind: FactKind, **choices: dict[str, str]) -> Traits:
    own = OwnFact("it", {"en": "It"}, kind, choices=choices)
    return Traits({"it": own}, "DKK", ZoneInfo("Europe/Copenhagen"))


def test_no_fact_can_be_called_like_what_every_shop_knows() -> None:
    assert {CUSTOMER, OBSERVED_AT, *NEEDS, *HAPPENINGS, *FORMER_NAMES} <= TAKEN


def test_what_a_fact_may_need_is_what_cards_and_caches_already_fall_with() -> None:
    assert {each.value for each in FactNeeds} == {each.value for each in NEEDS.values()}


@pytest.mark.parametrize(
    ("kind", "told", "kept"),
    [
        (FactKind.TEXT, " XL ", "XL"),
        (FactKind.TEXT, 42, "42"),
        (FactKind.TEXT, "x" * 201, None),
        (FactKind.TEXT, "anna@example.com", None),
        (FactKind.NUMBER, 42, 42),
        (FactKind.NUMBER, "42,50", "42.5"),
        (FactKind.NUMBER, 10**13, None),
        (FactKind.NUMBER, "many", None),
        (FactKind.NUMBER, True, None),
        (FactKind.MONEY, "1.249,5", "1249.50"),
        (FactKind.MONEY, 1250, "1250.00"),
        (FactKind.MONEY, "12,345", None),
        (FactKind.MONEY, {"amount": 1}, None),
        (FactKind.DATE, "1958-02-28", "1958-02-28"),
        (FactKind.DATE, "2026-11-25T23:30:00Z", "2026-11-26"),
        (FactKind.DATE, "soon", None),
        (FactKind.DATE, ["2026-11-25"], None),
    ],
)
def test_a_value_is_what_its_type_says_or_is_left_out(kind: FactKind, told: Any, kept: Any) -> None:
    assert fact(kind).usable("it", told) == kept


@pytest.mark.parametrize(("told", "kept"), [("gold", "gold"), ("GULD", "gold"), ("bronze", None), (["gold"], None)])
def test_a_choice_is_found_by_its_value_or_by_its_name_in_any_language(told: Any, kept: Any) -> None:
    assert fact(FactKind.CHOICE, gold={"da": "Guld", "en": "Gold"}).usable("it", told) == kept


def test_a_yes_of_json_is_a_choice_too() -> None:
    assert fact(FactKind.CHOICE, true={"en": "Yes"}, false={"en": "No"}).usable("it", True) == "true"


def test_a_fact_that_nobody_may_keep_is_refused_with_its_words() -> None:
    shop = Shop(facts=(OwnFact("note", {"da": "Graviditet", "en": "Note"}),))
    with pytest.raises(ShopFileError, match=r"Graviditet.*sensitive_products"):
        traits_of(shop, SENSITIVE)


FACTS = """
[[facts]]
key = "tier"
label = { da = "Klub", en = "Club" }
type = "choice"
choices = { gold = { da = "Guld", en = "Gold" } }
"""
HEAD = '[shop]\nname = "X"\nlanguages = ["da", "en"]\ncurrency = "DKK"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"tier"', '"orders_24m"', 'shop.toml:7: facts.1.key: "orders_24m" is what every shop knows'),
        ('da = "Klub", ', "", "facts.1.label: no words in da"),
        ('da = "Guld", ', "", "facts.1.choices.gold: no words in da"),
        ('"choice"', '"text"', "choices belong to the type choice"),
        ('"choice"', '"colour"', "'text', 'number', 'money', 'date' or 'choice'"),
        ('{ gold = { da = "Guld"', '{ gold = { da = "Guld", en = "Top" }, top = { da = "Guld"', "two of the choices"),
        ("type", "typ", "did you mean type?"),
        ("type", 'needs = "measure"\ntype', "show_history_to_staff"),
    ],
)
def test_a_mistake_in_a_fact_is_said_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + FACTS, encoding="utf-8")
    assert read_shop(file).errors == ()
    file.write_text(HEAD + FACTS.replace(old, new, 1), encoding="utf-8")
    assert said in "\n".join(read_shop(file).errors)


@pytest.mark.parametrize("kind", ["segment", "unomi", "odp", "rest"])
def test_the_file_that_the_simulated_platform_prints_is_one_that_the_hub_reads(tmp_path: Path, kind: Any) -> None:
    file = tmp_path / "customers.toml"
    facts = {key: None for each in FURNITURE.members for key in each.facts}
    file.write_text(customers_toml(kind, "http://127.0.0.1:8782", facts), encoding="utf-8")
    [read] = load_configuration(file, TRAITS).source
    assert isinstance(read, Segment | Odp) or facts.keys() <= read.traits.keys()


@pytest.mark.parametrize("kind", ["segment", "unomi", "rest"])
async def test_the_check_knows_the_shops_own_facts_at_each_platform(desk: Desk, kind: Any) -> None:
    url = await desk.serve(MAKERS[kind].create_app(SEED, NOW, people=FURNITURE.members, shop=FURNITURE))
    raw = {"source": [source_of(kind, url, TRAITS.own)]}
    configuration = Configuration.model_validate(raw, context={"traits": TRAITS})
    async with open_outgoing() as outgoing:
        sources = sources_of(configuration, JsonClient(outgoing, STARVED.give_up_seconds), None, TRAITS)
        reports = await check(configuration, sources, BIRGITTE.ref, 1, STARVED, TRAITS)
    said = as_text(reports)
    for name in ("room", "size", "tier", "voucher"):
        assert f"{name}: good (with its time)" in said
    assert "moves_in: not there" in said


def test_a_name_that_is_neither_ours_nor_the_shops_is_refused_with_the_next_step(tmp_path: Path) -> None:
    raw = {"source": [{"kind": "rest", "url": "https://crm.example/{customer}", "traits": {"teir": "tier"}}]}
    with pytest.raises(ValueError, match=r"did you mean tier\?.*\[\[facts\]\]"):
        Configuration.model_validate(raw, context={"traits": TRAITS})
    with pytest.raises(ValueError, match="no trait"):
        Configuration.model_validate({"source": [raw["source"][0] | {"traits": {"tier": "tier"}}]})


def test_shop_check_names_a_fact_that_nobody_may_keep_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + FACTS.replace('da = "Klub"', 'da = "Graviditet"', 1), encoding="utf-8")
    said = CliRunner().invoke(app, ["shop", "check", str(file), "--data-dir", str(tmp_path)])
    assert said.exit_code == 1
    [error] = [line for line in said.output.splitlines() if line.startswith("error:")]
    assert error.startswith(f'error: {file}:6: facts.1: tier: "Graviditet" is sensitive')
    assert "[harmless]" in error
    file.write_text(HEAD + FACTS, encoding="utf-8")
    assert CliRunner().invoke(app, ["shop", "check", str(file), "--data-dir", str(tmp_path)]).exit_code == 0


@pytest.fixture
def db(tmp_path: Path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


def imported(db: Database, tmp_path: Path, text: str) -> Any:
    file = tmp_path / "customers.csv"
    file.write_text(text, encoding="utf-8")
    return import_csv(file, KnownTraits(db), ["u-1001"], SENSITIVE, 1000, Form(TRAITS.zone, "day_first", None, TRAITS))


def test_a_spreadsheet_has_columns_of_the_shops_own(tmp_path: Path, db: Database) -> None:
    Members(db).add("u-1001", 1)
    told = imported(db, tmp_path, "customer;size;tier;voucher;moves_in\nu-1001;128,5;Eg;1.250,00;01-04-2027\n")
    assert (told.unusable, told.passed_over) == ({}, ())
    kept = {name: raw.value for name, raw in KnownTraits(db).of("u-1001").items()}
    assert kept == {"size": "128.5", "tier": "oak", "voucher": "1250.00", "moves_in": "2027-04-01"}
    told = imported(db, tmp_path, "customer;tier;moves_in\nu-1001;platinum;soon\n")
    assert told.unusable == {"tier": 1, "moves_in": 1}
    with pytest.raises(CustomerSourceError, match="did you mean voucher"):
        imported(db, tmp_path, "customer;vouchers\nu-1001;1\n")


def test_a_column_may_be_headed_by_a_label_of_the_fact_in_any_language(tmp_path: Path, db: Database) -> None:
    Members(db).add("u-1001", 1)
    own = OwnFact("tier", {"da": "Klub niveau", "en": "Club"}), OwnFact("size", {"da": "Størrelse", "en": "Size"})
    form = Form(TRAITS.zone, None, None, Traits({each.key: each for each in own}, "DKK"))
    file = tmp_path / "customers.csv"
    for headings in ("KLUB NIVEAU;størrelse", "Club;SIZE", "Tier;Size"):
        file.write_text(f"customer;{headings}\nu-1001;oak;44\n", encoding="utf-8")
        told = import_csv(file, KnownTraits(db), ["u-1001"], SENSITIVE, 1000, form)
        assert told.passed_over == ()
        assert {name: raw.value for name, raw in KnownTraits(db).of("u-1001").items()} == {"tier": "oak", "size": "44"}


async def test_from_the_platform_to_the_card_the_mirror_and_the_right_of_access_and_gone_with_the_member(
    desk: Desk, tmp_path: Path
) -> None:
    url = await desk.serve(MAKERS["segment"].create_app(SEED, people=FURNITURE.members, shop=FURNITURE))
    settings = {"floor_plan": FURNITURE.floor_plan, "shop": FURNITURE.shop_file}
    cdp = {f"cdp_{name}": value for name, value in source_of("segment", url).items() if name in {"url", "space"}}
    async with hub_here(tmp_path, **settings, **cdp, cdp_token=source_of("segment", url)["key"]) as shop:
        phone = await shop.enrol(BIRGITTE)
        kept = shop.hub.customers.known.source.kept
        await until("the profile", lambda: "tier" in kept(BIRGITTE.ref), PATIENCE_SECONDS)
        shop.hear(phone, shop.beside_an_edge())
        await until("a card", lambda: bool((card := shop.card()) and card.fields), PATIENCE_SECONDS)
        card = shop.card("da")
        assert card is not None
        first = card.fields[0]
        assert (first.name, first.label, first.value) == ("room", "Indretter nu", "køkkenet")
        assert first.source
        assert first.observed_at_ms is not None
        assert first.observed_at_ms < datetime.now(UTC).timestamp() * 1000
        shown = {each.label: each.value for each in card.fields}
        assert shown["Boligens areal, m²"] == "128,5"
        assert shown["Tilgodebevis"] == "1.250,00 kr."
        english = shop.card("en")
        assert english is not None
        shown = {each.label: each.value for each in english.fields}
        assert (shown["Club"], shown["Size of the home, m²"]) == ("Oak", "128.5")
        assert "Kundeklub" in str(await phone.mirror("da"))
        held = await phone.held()
        assert {"name": "tier", "value": "oak", "purpose": "show_history_to_staff"}.items() <= next(
            each.items() for each in held["profile"] if each["name"] == "tier"
        )
        await phone.leave()
        assert kept(BIRGITTE.ref) == {}


async def test_a_fact_that_needs_another_purpose_is_not_even_asked_for_without_it(desk: Desk) -> None:
    asked: list[str] = []

    async def profile(request: Request) -> JSONResponse:
        asked.append(request.query_params["include"])
        return JSONResponse({"traits": {}, "cursor": {"has_more": False}})

    url = await desk.serve(Starlette(routes=[Route("/{rest:path}", profile)]))
    personal = OwnFact("tier", {"en": "Club"}, needs=FactNeeds.PREDICT)
    traits = Traits({"tier": personal}, "DKK")
    raw = {"source": [source_of("segment", url)]}
    configuration = Configuration.model_validate(raw, context={"traits": traits})
    async with open_outgoing() as outgoing:
        sources = sources_of(configuration, JsonClient(outgoing), None, traits)
        engine = Profiles(sources, SENSITIVE, Clock(), traits=traits)
        for permission in (EVERYTHING, agreed(Purpose.RECOGNISE_IN_STORE, Purpose.SHOW_HISTORY_TO_STAFF)):
            await engine.get_context("u-1001", permission, 30.0)
            engine.drop("u-1001")
        await engine.close()
    with_it, without = asked
    assert "tier" in with_it
    assert "tier" not in without
    assert "orders_24m" in without
