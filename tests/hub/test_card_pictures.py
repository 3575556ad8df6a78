"""The opened card says which of its articles have a picture; the list and what is sensitive never do."""

from pathlib import Path
from zoneinfo import ZoneInfo

from whole_hub import open_shop

from hub.knowledge.catalogue.importing import Source, import_catalogue
from hub.knowledge.catalogue.model import Article
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.service.staff.card_pictures import MOST_LOOKED_UP, pictured
from hub.service.staff.model import CardLine, TimelineEntry, VisitCard
from simulators.catalogue import CATALOGUE
from simulators.till import GENERIC_SECRET, Till


def entry(text: str, kind: str = "purchase") -> TimelineEntry:
    told = {"label": "", "at_ms": 0, "source": "hub", "amount": None, "currency": None, "price": None}
    return TimelineEntry.model_validate({"kind": kind, "text": text, **told})


def card(*entries: TimelineEntry) -> VisitCard:
    need, said = CardLine(id="x", text=""), CardLine(id="x", args={"article": "Bell"}, text="Show Bell")
    return VisitCard(need=need, next_best=said, avoid=need, fields=[], timeline=list(entries))


def test_each_article_is_looked_up_once_and_what_is_sensitive_has_no_picture() -> None:
    sold = {
        "Bell": Article("1", "Bell", image="https://a.example/bell.jpg"),
        "Pump": Article("2", "Pump"),
        "Test": Article("3", "Test", image="https://a.example/t.jpg", sensitive="a rule"),
    }
    asked: list[str] = []

    def titled(name: str) -> Article | None:
        asked.append(name)
        return sold.get(name)

    shown = card(entry("Bell"), entry("Pump, Rack"), entry("Test"), entry("Gone"), entry("Bell", "note"))
    assert pictured(shown, titled, str.upper).pictures == {"Bell": "HTTPS://A.EXAMPLE/BELL.JPG", "Pump, Rack": ""}
    assert asked.count("Bell") == 1
    asked.clear()
    pictured(card(*(entry(str(number)) for number in range(200))), titled, str.upper)
    assert len(set(asked)) == MOST_LOOKED_UP


async def test_a_purchase_at_the_till_has_its_picture_on_the_opened_card(tmp_path: Path) -> None:
    async with open_shop(tmp_path, till_generic_secrets=GENERIC_SECRET) as shop:
        phone, handheld = await shop.customer(level="greet_me_by_name"), await shop.handheld()
        name = CATALOGUE[0].name
        (tmp_path / "feed").write_text(f"id\ttitle\tprice\timage_link\n1\t{name}\t10 DKK\thttps://a.example/1.jpg\n")
        rules = ReadingRules("DKK", ZoneInfo("Europe/Copenhagen"), Sensitivity(load_sensitive_products(None)), ())
        import_catalogue(Source(tmp_path / "feed", "feed"), tmp_path, rules, StockSource(frozenset()), 1)
        till = Till(shop.client(), "generic")
        await till.tell(till.ring_up(CATALOGUE[0]), phone.persona.ref)
        await shop.settled()
        [visit] = shop.hub.staff.board.visits()
        opened = await handheld.post(
            f"/api/staff/visits/{visit}/open", json={"request_id": "request-1", "reason": "near"}
        )
        assert [text for text, key in opened.json()["pictures"].items() if key] == [name]
        assert "pictures" not in (await handheld.get("/api/staff/nearby")).text
