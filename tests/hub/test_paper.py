"""The papers: they follow the configuration, and other people's software reads them."""

import json
import xml.etree.ElementTree as ET
from dataclasses import fields
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from hub import cli
from hub.ground import manifests
from hub.ground.errors import PaperError
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.floor_plan.model import FloorPlan
from hub.ground.holdings import by_table, resolved
from hub.ground.settings import Settings
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.service.privacy_documents.entrance_notice import sign_of
from hub.service.privacy_documents.entrance_notice_page import HEIGHT_MM, MARGIN_MM, WIDTH_MM, as_pdf, as_svg, lay_out
from hub.service.privacy_documents.facts import facts_of, known_risks
from hub.service.privacy_documents.findings import findings_of
from hub.service.privacy_documents.report import as_json, as_markdown
from hub.trust.consents.processing import PROCESSING
from hub.trust.consents.purposes import Purpose

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "simulators" / "stores" / "bicycle_shop.toml"
URL = "https://example.dk/privatlivspolitik"
WHO = {
    "floor_plan": str(DEMO),
    "controller_name": "Vesterbro Cykler ApS",
    "controller_id": "CVR 00000000",
    "controller_address": "Istedgade 1, 1650 København V",
    "controller_contact": "+45 00 00 00 00",
    "privacy_email": "privat@example.dk",
    "privacy_notice_url": URL,
    "jurisdiction": "DK",
    "privacy_authority": "Datatilsynet",
}
GOOD = WHO | {"marker": 0xFD12, "token_day_keys": "keys.json"}


KEYS = {"cdp_events_key": "key", "cdp_erasure_token": "key"}
PUSH = {"push_service_account": "account.json"}


def settings(**changes: object) -> Settings:
    return Settings.model_validate(WHO | KEYS | (PUSH if "push_url" in changes else {}) | changes)


@pytest.fixture
def plan() -> FloorPlan:
    return load_floor_plan(DEMO)


@pytest.fixture
def careful(tmp_path) -> FloorPlan:
    """The demo store, with a zone where nothing is recorded."""
    file = tmp_path / "plan.toml"
    text = DEMO.read_text().replace('name = "Workshop"\nkind = "sales"', 'name = "Apotek <Ø>"\nkind = "sensitive"')
    file.write_text(text)
    return load_floor_plan(file)


def report(chosen: Settings, plan: FloorPlan) -> str:
    return as_markdown(facts_of(chosen, plan, resolved(manifests.holdings(), chosen)))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    width, height = document[0].get_size()
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (WIDTH_MM, HEIGHT_MM)
    return " ".join(document[0].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_of_others_finds_the_words_and_the_code_on_the_printed_sign(language, careful: FloorPlan) -> None:
    sign = sign_of(settings(cdp_url="https://profiles.example.com"), careful, Words().of(language))
    pdf = as_pdf(lay_out(sign))
    text = text_of(pdf)
    for said in (sign.title, *sign.large, *sign.small, URL):
        assert said in text
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1.5).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [URL]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_svg_has_the_same_text_within_the_page_whatever_the_font(language, careful: FloorPlan) -> None:
    page = lay_out(sign_of(settings(), careful, Words().of(language)))
    root = ET.fromstring(as_svg(page))  # noqa: S314 - our own
    texts = root.findall("{http://www.w3.org/2000/svg}text")
    assert [each.text for each in texts] == [line.text for line in page.lines]
    for each in texts:
        assert float(each.attrib["x"]) + float(each.attrib["textLength"]) <= WIDTH_MM - MARGIN_MM + 0.01
        assert float(each.attrib["y"]) <= HEIGHT_MM - MARGIN_MM
    assert "<Ø>" not in as_svg(page)


def test_what_is_read_from_two_metres_is_large_enough(careful: FloorPlan) -> None:
    sign = sign_of(settings(), careful, Words().of("da"))
    large = " ".join((sign.title, *sign.large)).split()
    shown = [line for line in lay_out(sign).lines if line.size_pt * 0.718 * 25.4 / 72 >= 2000 / 300]
    assert " ".join(line.text for line in shown).split() == large


def test_the_sign_names_who_gets_something_and_nobody_else(plan: FloorPlan, careful: FloorPlan) -> None:
    hosts = {"cdp_url": "profiles.example.com", "cdp_events_url": "track.example.com", "push_url": "push.example.com"}
    none = " ".join(sign_of(settings(), plan, Words().of("en")).small)
    assert not any(host in none for host in hosts.values())
    for name, host in hosts.items():
        one = " ".join(sign_of(settings(**{name: f"https://{host}/v1"}), plan, Words().of("en")).small)
        assert {each for each in hosts.values() if each in one} == {host}
    assert not any("nothing is recorded" in each for each in sign_of(settings(), plan, Words().of("en")).large)
    assert any(
        each == "In Apotek <Ø> nothing is recorded." for each in sign_of(settings(), careful, Words().of("en")).large
    )
    shorter = settings(keep_visits_days=30, keep_journal_days=20)
    assert any("after 30 days" in each for each in sign_of(shorter, plan, Words().of("en")).small)
    # The journal tells of visits as well.
    assert any("after 90 days" in each for each in sign_of(settings(keep_visits_days=30), plan, Words().of("en")).small)


@pytest.mark.parametrize("missing", ["controller_name", "privacy_email", "privacy_notice_url"])
def test_no_sign_without_who_is_responsible(missing: str, plan: FloorPlan) -> None:
    with pytest.raises(PaperError, match=f"GODDAG_HUB_{missing.upper()}"):
        sign_of(settings(**{missing: None}), plan, Words().of("da"))


def test_a_sign_that_cannot_be_printed_says_why(plan: FloorPlan) -> None:
    with pytest.raises(PaperError, match="font lacks: Ł"):
        lay_out(sign_of(settings(controller_name="Łódź Rowery"), plan, Words().of("da")))
    with pytest.raises(PaperError, match="does not fit"):
        lay_out(
            sign_of(
                settings(controller_address="langgade " * 22, privacy_notice_url=URL + "x" * 250),
                plan,
                Words().of("da"),
            )
        )


def test_the_report_names_every_table_purpose_zone_recipient_and_risk(careful: FloorPlan) -> None:
    text = report(settings(push_url="https://push.example.com"), careful)
    for table in by_table(manifests.holdings()):
        assert f"| {table}" in text
    for purpose in Purpose:
        assert f"| {purpose.value} |" in text
    for zone in careful.zones:
        assert zone.name.replace("<", "&lt;") in text
    assert "**never**" in text
    assert "push.example.com" in text
    assert "without cdp_url" in text
    for risk in known_risks():
        assert risk.shown_by in text
    assert "accounts and roles of their own" in text
    assert "medicine" in text
    assert "NOT SET" not in text


def test_the_report_for_programs_says_the_same(careful: FloorPlan) -> None:
    urls = {
        name: f"https://{name}.example.com" for name in ("cdp_url", "cdp_events_url", "cdp_erasure_url", "push_url")
    }
    chosen = settings(**urls, keep_visits_days=30)
    made = json.loads(json.dumps(as_json(facts_of(chosen, careful, resolved(manifests.holdings(), chosen)))))
    assert {row["purpose"] for row in made["purposes"]} == {purpose.value for purpose in Purpose}
    assert made["controller"]["name"] == WHO["controller_name"]
    assert {row["host"] for row in made["recipients"]} == {f"{name}.example.com" for name in urls}
    assert {row["table"]: row["period"] for row in made["holdings"]}["visits"] == "30 days (keep_visits_days)"
    assert [zone["recorded"] for zone in made["zones"]].count(False) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        *[({name: None}, f"{name} is not set") for name in WHO if name != "floor_plan"],
        ({"marker": 0xFFF1}, "placeholder 0xFFF1"),
        ({"token_day_keys": None}, "from a root of its own"),
        ({"host": "0.0.0.0", "plain_http": True}, "plain HTTP"),
        ({"broker_host": "0.0.0.0"}, "without TLS"),
        ({"broker_url": "mqtt://hub@broker.shop"}, "without TLS"),
        ({"push_url": "http://push.example.com", **PUSH}, "push_url sends customer data without TLS"),
        ({"keep_visits_days": 91}, "keep_visits_days is 91 days"),
        ({"keep_journal_days": 365}, "keep_journal_days is 365 days"),
        ({"cdp_url": "https://profiles.example.com"}, "never told of a withdrawal"),
    ],
)
def test_each_gap_is_named_with_its_next_step(change, said, careful: FloorPlan) -> None:
    found = list(findings_of(Settings.model_validate(GOOD | change), careful))
    assert [said in each.what for each in found] == [True], found
    assert found[0].next_step
    assert said in report(Settings.model_validate(GOOD | change), careful)


def test_a_good_configuration_has_nothing_to_mend(careful: FloorPlan, plan: FloorPlan) -> None:
    good = Settings.model_validate(
        GOOD
        | {
            "broker_host": "0.0.0.0",
            "broker_tls": True,
            "cdp_url": "http://127.0.0.1:1",
            "cdp_events_url": "https://track.example.com",
            **KEYS,
        }
    )
    assert list(findings_of(good, careful)) == []
    assert [each.what for each in findings_of(good, plan)] == ["No zone of the floor plan is sensitive."]


def test_what_shows_a_measure_is_there() -> None:
    for risk in known_risks():
        if "::" in risk.shown_by:
            file, name = risk.shown_by.split("::")
            assert f"def {name}(" in (ROOT / file).read_text(), risk
        else:
            program, group, command = risk.shown_by.split()
            assert program == "goddag-hub"
            groups = {each.name: each.typer_instance for each in cli.app.registered_groups}
            names = {each.name or each.callback.__name__ for each in groups[group].registered_commands if each.callback}
            assert command in names


def test_every_purpose_says_what_it_does_with_which_data() -> None:
    assert set(PROCESSING) == set(Purpose)
    for processing in PROCESSING.values():
        assert all(getattr(processing, field.name) not in {(), ""} for field in fields(processing))
