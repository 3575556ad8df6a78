"""The records and the receipt, as somebody else's JSON-LD software reads them."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pyld import jsonld
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from hub.ground import manifests
from hub.ground.database import open_database
from hub.ground.journal import Journal, Member
from hub.ground.settings import Settings
from hub.ground.shop.model import Shop
from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.trust.consents.ledger import _PAGE_LINES, Anchor, ConsentLedger, LedgerLine, Statement
from hub.trust.consents.parties import parties_of
from hub.trust.consents.permission import Grant
from hub.trust.consents.processing import PROCESSING
from hub.trust.consents.purposes import Level, Purpose
from hub.trust.consents.receipt_page import receipt_page
from hub.trust.consents.records import CONTEXT, consent_record, consent_records, receipt
from hub.trust.consents.texts import all_versions, current_texts
from hub.trust.members.keys import KeyRing
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.repository import MemberRecord, Members
from hub.trust.members.service import VISIT_AT_MOST_MS, MemberService

DPV, DCT, SKOS = (Namespace(CONTEXT[prefix]) for prefix in ("dpv", "dct", "skos"))
OURS = Namespace(CONTEXT["goddag"])
NOW = 1_795_348_800_000
SHOWN = ConsentScreen(text_version=current_texts().version, language="nb", screen="sign-up", app_version="4.2")
WHO = {
    "floor_plan": "shop.toml",
    "controller_name": "Vesterbro Cykler ApS",
    "controller_id": "CVR 00000000",
    "controller_address": "Istedgade 1, 1650 København V",
    "controller_contact": "+45 00 00 00 00",
    "privacy_email": "privat@example.dk",
    "privacy_notice_url": "https://example.dk/privat",
    "jurisdiction": "DK",
    "privacy_authority": "Datatilsynet",
}
PARTIES = parties_of(
    Settings.model_validate(
        WHO
        | {
            "cdp_url": "https://profiles.example.com",
            "push_url": "https://push.example.com",
            "push_service_account": "account.json",
        }
    ),
    "corner",
    "Corner shop",
)


def line(purpose: Purpose = Purpose.PREDICT, *, granted: bool = True, until_ms: int | None = None) -> LedgerLine:
    statement = Statement(current_texts().version, current_texts().hash_of("nb"), "nb", "sign-up", "4.2")
    return LedgerLine(7, "a" * 32, purpose, granted, NOW, until_ms, statement, "b" * 64)


def triples(document: dict) -> Graph:
    """What a JSON-LD processor makes of it, without any network."""
    quads = jsonld.to_rdf(json.loads(json.dumps(document)), {"format": "application/n-quads"})
    return Graph().parse(data=quads, format="nt")


def one(graph: Graph, subject, *path):
    for step in path:
        found = list(graph.objects(subject, step))
        assert len(found) == 1, (step, found)
        subject = found[0]
    return subject


@pytest.fixture
def db(tmp_path):
    opened = open_database(tmp_path / "hub.db", manifests.schemas())
    yield opened
    opened.close()


@pytest.fixture
def service(db, tombstones) -> MemberService:
    return MemberService(Journal(db), Members(db), ConsentLedger(db), KeyRing(bytes(32), "r"), tombstones)


def enrol(service: MemberService, *purposes: Purpose) -> MemberRecord:
    device = Device(install_id="installation-000001", platform="ios", push_token="push-address-1")
    body = MemberEnrolment(request_id="request-1", device=device, shown=SHOWN, purposes=list(purposes))
    record = service.enrol("CUSTOMER-REF-42", body, NOW)
    assert isinstance(record, MemberRecord)
    return record


@pytest.mark.parametrize("purpose", Purpose)
def test_another_reader_finds_in_the_triples_what_the_line_said(purpose: Purpose) -> None:
    graph = triples(consent_record(line(purpose), PARTIES, stands=True))
    [record] = graph.subjects(RDF.type, DPV.ConsentRecord)
    profiles = set(graph.objects(record, DCT.conformsTo))
    assert {URIRef(CONTEXT["dpv-27560"] + name) for name in ("record", "record-eu-gdpr")} == profiles
    assert str(record) == f"urn:uuid:{one(graph, record, DPV.hasIdentifier)}"
    assert str(one(graph, record, DPV.hasDataSubject, DPV.hasIdentifier)) == "a" * 32
    assert one(graph, record, DCT.created).toPython() == datetime.fromtimestamp(NOW / 1000, UTC)
    assert str(one(graph, record, DPV.hasDataController, DPV.hasName)) == WHO["controller_name"]
    assert str(one(graph, record, DPV.hasDataController, DPV.hasIdentifier)) == WHO["controller_id"]
    assert {str(each) for each in graph.objects(one(graph, record, DPV.hasDataController), DPV.hasContact)} == {
        WHO["controller_contact"],
        WHO["privacy_email"],
    }
    assert one(graph, record, DPV.hasJurisdiction) == URIRef(CONTEXT["loc"] + "DK")
    assert one(graph, record, DPV.hasLegalBasis) == URIRef(CONTEXT["eu-gdpr"] + "A6-1-a-non-explicit-consent")
    process = one(graph, record, DPV.hasProcess)
    assert one(graph, process, DPV.hasPurpose, DCT.identifier) == Literal(purpose.value)
    assert one(graph, process, DPV.hasPurpose, SKOS.prefLabel).language == "nb"
    data = {str(one(graph, each, SKOS.broader)) for each in graph.objects(process, DPV.hasPersonalData)}
    assert data == {CONTEXT["pd"] + each.term.removeprefix("pd:") for each in PROCESSING[purpose].data}
    hosts = {str(one(graph, each, DPV.hasName)) for each in graph.objects(process, DPV.hasRecipient)}
    assert hosts == {each.host for each in PARTIES.recipients_of(purpose)}
    event = one(graph, process, DPV.hasConsentStatus)
    assert set(graph.objects(event, RDF.type)) == {DPV.ConsentGiven, DPV.ExpressedConsent}
    assert one(graph, event, DPV.isIndicatedAtTime).toPython() == datetime.fromtimestamp(NOW / 1000, UTC)
    assert str(one(graph, event, DPV.isIndicatedBy)) == "customer"
    [notice] = graph.subjects(RDF.type, DPV.ConsentNotice)
    assert str(one(graph, notice, DCT.hasVersion)) == SHOWN.text_version
    assert str(one(graph, notice, OURS.textHash)) == current_texts().hash_of("nb")
    words = current_texts().by_language["nb"].purposes[purpose]
    assert {str(each) for each in graph.objects(notice, OURS.wordingShown)} == {words.title, words.text}
    for name, said in {"screen": "sign-up", "appVersion": "4.2", "store": "corner", "lineHash": "b" * 64}.items():
        assert str(one(graph, record, OURS[name])) == said
    assert one(graph, record, OURS.line).toPython() == 7


def test_no_field_of_a_record_is_lost_on_a_reader_and_none_leads_out_of_the_named_vocabularies() -> None:
    # A key that the context does not explain is dropped by `expand` without a word.
    record = consent_record(line(until_ms=NOW + 1), PARTIES, stands=False)
    [expanded] = jsonld.expand(record)

    def named(value) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(named, value))
        if isinstance(value, dict):
            return {key for key in value if not key.startswith("@")}.union(*map(named, value.values()))
        return set()

    def spelled(value) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(spelled, value))
        if isinstance(value, dict):
            own = {key for key in value if not key.startswith("@")}
            return own.union(*(spelled(each) for key, each in value.items() if key != "@context"))
        return set()

    full = {CONTEXT[key.split(":")[0]] + key.split(":")[1] for key in spelled(record)}
    assert named(expanded) == full
    addresses = {str(each) for each in triples(record).all_nodes() if isinstance(each, URIRef)}
    assert all(each.startswith((*CONTEXT.values(), "urn:uuid:")) for each in addresses)


@pytest.mark.parametrize(
    ("granted", "until_ms", "stands", "state", "duration"),
    [
        (True, None, True, "ConsentGiven", "EndlessDuration"),
        (False, None, False, "ConsentWithdrawn", "EndlessDuration"),
        (True, NOW + 1, False, "ConsentGiven", "UntilTimeDuration"),
        (False, NOW + 1, True, "ConsentWithdrawn", "UntilTimeDuration"),
        (True, NOW, False, "ConsentExpired", "UntilTimeDuration"),
        # The end of a "no" for this visit gives back what stands.
        (False, NOW, True, "ConsentGiven", "EndlessDuration"),
        (False, NOW, False, "ConsentWithdrawn", "UntilTimeDuration"),
    ],
)
def test_a_choice_for_the_visit_says_how_long_and_its_end_says_what_holds_then(
    granted, until_ms, stands, state, duration
) -> None:
    graph = triples(consent_record(line(granted=granted, until_ms=until_ms), PARTIES, stands=stands))
    [event] = graph.objects(None, DPV.hasConsentStatus)
    assert DPV[state] in set(graph.objects(event, RDF.type))
    lasts = one(graph, event, DPV.hasDuration)
    assert one(graph, lasts, RDF.type) == DPV[duration]
    if duration == "UntilTimeDuration":
        assert one(graph, lasts, RDF.value).toPython() == datetime.fromtimestamp(until_ms / 1000, UTC)


def test_the_newest_record_of_each_purpose_says_what_the_hub_goes_by(service: MemberService, db) -> None:
    member = enrol(service, *Purpose)
    service.set_consent(member, Purpose.PREDICT, None, "request-2", NOW + 1, granted=False)
    service.set_level(member, Level.INVISIBLE, None, "request-3", NOW + 2, this_visit=True)

    def newest() -> dict[str, bool]:
        said = {}
        for record in consent_records(ConsentLedger(db).lines(), PARTIES):
            process = record["dpv:hasProcess"]
            said[process["dpv:hasPurpose"]["dct:identifier"]] = (
                "dpv:ConsentGiven" in process["dpv:hasConsentStatus"]["@type"]
            )
        return said

    for at_ms in (NOW + 3, NOW + 4 + VISIT_AT_MOST_MS):
        service.end_overdue_choices(at_ms)
        assert newest() == {p.value: given for p, given in service.consents(member.member, at_ms).purposes.items()}


def test_words_that_were_changed_afterwards_are_not_passed_off_as_shown() -> None:
    true = line()
    forged = Statement("1", "0" * 64, "nb", "sign-up", "4.2")
    changed = LedgerLine(true.line, true.subject, true.purpose, True, NOW, None, forged, true.hash)
    graph = triples(consent_record(changed, PARTIES, stands=True))
    assert not list(graph.objects(None, OURS.wordingShown))
    assert list(graph.objects(None, OURS.wordingMissing))


def test_what_the_shop_has_not_said_stands_out(db) -> None:
    bare = parties_of(Settings.model_validate({"floor_plan": "shop.toml"}), "corner", "Corner shop")
    text = json.dumps(consent_record(line(), bare, stands=True))
    unsaid = {name for name in WHO if name != "floor_plan"}
    assert {name for name in unsaid if f"NOT SET ({name})" in text} == unsaid
    page = receipt_page([line()], frozenset(), bare, Anchor(7, "b" * 64), Words().of("en"), NOW)
    # The record is the shop's own, and names what to set; a customer reads the shop's name and no setting.
    assert "Corner shop</p>" in page.replace("<br>", "")
    assert not [name for name in unsaid if name in page]


def test_the_receipt_is_a_full_copy_with_the_mark_of_the_ledger(service: MemberService, db) -> None:
    member = enrol(service, Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE)
    ledger = ConsentLedger(db)
    given = frozenset({Purpose.RECOGNISE_IN_STORE, Purpose.MEASURE})
    made = receipt(ledger.lines(member.subject), given, PARTIES, ledger.anchor(), "sv", NOW + 5)
    graph = triples(made)
    [subject] = graph.subjects(RDF.type, DPV.ConsentReceipt)
    assert URIRef(CONTEXT["dpv-27560"] + "receipt-eu-gdpr") in set(graph.objects(subject, DCT.conformsTo))
    records = set(graph.objects(subject, DCT.hasPart))
    assert records == set(graph.subjects(RDF.type, DPV.ConsentRecord))
    assert len(records) == 2
    assert {str(each) for each in graph.objects(subject, OURS.given)} == {purpose.value for purpose in given}
    mark = Anchor.parse(str(one(graph, subject, OURS.ledgerAnchor)))
    assert mark
    assert ledger.holds(mark)
    # The newest lines cut off, and the file's own count mended: the chain looks whole, the receipt shows it is not.
    db.run("DELETE FROM ledger WHERE line = 2")
    db.run("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'ledger'")
    assert (ledger.verify().broken, ledger.verify().cut_off) == (None, 0)
    assert not ledger.holds(mark)


def test_lines_cut_off_by_somebody_careless_show_without_any_mark(service: MemberService, db) -> None:
    enrol(service, *Purpose)
    db.run("DELETE FROM ledger WHERE line > 5")
    found = ConsentLedger(db).verify()
    assert (found.broken, found.cut_off, found.anchor.line) == (None, len(Purpose) - 5, 5)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET purpose = 'no such purpose' WHERE line = 3",
        "UPDATE ledger SET body = 'not json' WHERE line = 3",
        "UPDATE ledger SET body = x'ff00' WHERE line = 3",
        "UPDATE ledger SET granted = 2 WHERE line = 3",
        "UPDATE ledger SET at_ms = 'soon' WHERE line = 3",
        "UPDATE ledger SET subject = x'ff' WHERE line = 3",
        "UPDATE ledger SET hash = 'none' WHERE line = 3",
        "UPDATE ledger SET body = json_set(body, '$.extra', 1) WHERE line = 3",
    ],
)
def test_whatever_was_made_of_a_line_the_check_names_it(service: MemberService, db, change: str) -> None:
    enrol(service, *Purpose)
    assert db.run(change) == 1
    assert ConsentLedger(db).verify().broken == 3


def test_a_ledger_of_more_than_a_page_is_read_to_its_end(db) -> None:
    ledger = ConsentLedger(db)
    with db.atomic():
        for number in range(_PAGE_LINES + 2):
            grant = Grant(Member(1), Purpose.PREDICT, granted=number % 2 == 0, at_ms=number)
            ledger.record(f"{number:032x}", grant, line().statement)
    newest = _PAGE_LINES + 2
    assert ledger.verify().anchor == ledger.anchor()
    assert [each.line for each in ledger.every_line()] == list(range(1, newest + 1))
    db.run("UPDATE ledger SET at_ms = 0 WHERE line = ?", newest)
    assert ledger.verify().broken == newest


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_a_person_says_the_same_without_script_and_with_everything_escaped(language) -> None:
    evil = parties_of(
        Settings.model_validate(WHO | {"controller_name": '<script>alert("x")</script>'}),
        "corner",
        "<b>Corner</b> & co",
    )
    marked = Statement(current_texts().version, current_texts().hash_of(language), language, "<i>screen</i>", "4.2")
    made = LedgerLine(1, "a" * 32, Purpose.PREDICT, True, NOW, None, marked, "b" * 64)
    page = receipt_page([made], frozenset({Purpose.PREDICT}), evil, Anchor(1, "b" * 64), Words().of(language), NOW)
    tags = set(re.findall(r"<([a-z0-9]+)", page))
    assert not tags & {"script", "i", "b", "style", "img", "link"}
    assert "&lt;script&gt;" in page
    words = current_texts().by_language[language]
    assert words.purposes[Purpose.PREDICT].text in page
    assert words.levels[Level.INVISIBLE].title in page
    assert f"1:{'b' * 64}" in page
    assert f'lang="{language}"' in page


def test_the_times_of_a_receipt_are_the_shops_with_how_far_they_are_from_utc() -> None:
    words, who = (
        Words(Shop(time_zone="Europe/Copenhagen")).of("en"),
        parties_of(Settings.model_validate(WHO), "corner", "Corner"),
    )
    # The hour that is there twice: 02:30 in summer, and an hour later in winter time.
    summer, winter = (round(datetime(2026, 10, 25, hour, 30, tzinfo=UTC).timestamp() * 1000) for hour in (0, 1))
    lines = [replace(line(), at_ms=summer), replace(line(), at_ms=winter)]
    page = receipt_page(lines, frozenset(), who, Anchor(1, "b" * 64), words, winter)
    assert "Time (Europe/Copenhagen)" in page
    assert "<td>25 October 2026 02:30:00 +02:00</td>" in page
    assert "<td>25 October 2026 02:30:00 +01:00</td>" in page
    assert "Made 25 October 2026 02:30:00 +01:00 (Europe/Copenhagen)." in page
    assert "UTC" not in page


def test_whoever_agreed_to_an_older_text_still_reads_that_text() -> None:
    old, now = all_versions()["1"], current_texts()
    assert now.version != old.version
    marked = Statement("1", old.hash_of("da"), "da", "sign-up", "4.2")
    made = LedgerLine(1, "a" * 32, Purpose.PREDICT, True, NOW, None, marked, "b" * 64)
    who = parties_of(Settings.model_validate(WHO), "corner", "Corner")
    page = receipt_page([made], frozenset({Purpose.PREDICT}), who, Anchor(1, "b" * 64), Words().of("da"), NOW)
    assert old.by_language["da"].purposes[Purpose.PREDICT].text in page
    assert now.by_language["da"].purposes[Purpose.PREDICT].text not in page
