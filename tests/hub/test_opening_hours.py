"""Opening hours: by the clock on the wall, over midnight, on special days and on the days on which clocks are set."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from whole_hub import open_shop

from hub.ground.journal import VisitStarted
from hub.ground.shop.file import WEEKDAYS, read_shop
from hub.ground.shop.model import Shop
from hub.ground.shop.opening_hours import closes_today, is_open, opens_next, read_hours
from simulators.hub_here import hub_here
from simulators.people import MEMBERS

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = 24 * 3600.0


def shop(special: dict[str, str] | None = None, **hours: str) -> Shop:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    opening = tuple(span for number, day in enumerate(names) for span in read_hours(number, hours.get(day, "closed")))
    days = {day: read_hours(0, text) for day, text in (special or {}).items()}
    return Shop(time_zone="Europe/Copenhagen", has_hours=True, opening=opening, special_days=days)


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold).timestamp()


MONDAY = shop(monday="10:00-13:00, 15:00-18:00")


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-30T09:59", False),
        ("2026-11-30T10:00", True),
        ("2026-11-30T13:30", False),
        ("2026-11-30T17:59", True),
        ("2026-11-30T18:00", False),
        ("2026-12-01T12:00", False),
    ],
)
def test_it_is_open_within_its_spans(moment: str, opened: bool) -> None:
    assert is_open(MONDAY, at(moment)) is opened


def test_a_margin_lets_somebody_in_a_little_early_and_late() -> None:
    for moment in ("2026-11-30T09:45", "2026-11-30T18:15"):
        assert not is_open(MONDAY, at(moment))
        assert is_open(MONDAY, at(moment), 1800)
    assert is_open(shop(monday="00:10-01:00"), at("2026-11-29T23:50"), 1800), "the margin reaches into the day before"


def test_a_bar_is_open_past_midnight_on_the_day_it_began() -> None:
    late = shop(saturday="18:00-02:00")
    assert is_open(late, at("2026-11-29T01:59"))
    assert not is_open(late, at("2026-11-29T02:00"))
    assert not is_open(late, at("2026-11-28T01:00")), "Friday evening was closed"


def test_a_special_day_goes_before_its_weekday_and_a_date_before_every_year() -> None:
    given = shop(
        {"12-24": "10:00-14:00", "12-25": "closed", "2027-12-24": "closed"},
        thursday="10:00-18:00",
        friday="10:00-18:00",
    )
    assert is_open(given, at("2026-12-24T13:00"))
    assert not is_open(given, at("2026-12-24T15:00"))
    assert not is_open(given, at("2026-12-25T12:00"))
    assert not is_open(given, at("2027-12-24T12:00"))
    assert opens_next(given, at("2026-12-24T15:00")) == at("2026-12-31T10:00")


def test_when_clocks_are_set_it_opens_and_closes_by_the_wall() -> None:
    sundays = shop(sunday="10:00-18:00", saturday="22:00-02:30")
    for day in ("2026-03-29", "2026-10-25"):
        assert not is_open(sundays, at(f"{day}T09:59"))
        assert is_open(sundays, at(f"{day}T10:00"))
        assert not is_open(sundays, at(f"{day}T18:00"))
    # 02:30 comes twice in autumn, and the guests stay until the second; in spring it is 03:30 at once.
    assert is_open(sundays, at("2026-10-25T02:29", fold=1))
    assert not is_open(sundays, at("2026-10-25T02:30", fold=1))
    assert is_open(sundays, at("2026-03-29T01:59"))
    assert opens_next(sundays, at("2026-10-24T23:00") - 2 * 3600) == at("2026-10-24T22:00")


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-11-30T09:50", "2026-11-30T18:00"),
        ("2026-11-30T12:59", "2026-11-30T18:00"),
        ("2026-11-30T13:30", "2026-11-30T18:00"),
        ("2026-11-30T18:00", None),
        ("2026-12-01T12:00", None),
    ],
)
def test_it_closes_when_the_last_span_of_the_day_ends(moment: str, closes: str | None) -> None:
    assert closes_today(MONDAY, at(moment)) == (closes and at(closes))


def test_a_night_that_goes_on_closes_before_the_day_that_has_begun() -> None:
    bar = shop(saturday="18:00-02:00", sunday="12:00-16:00")
    assert closes_today(bar, at("2026-11-29T01:00")) == at("2026-11-29T02:00")
    assert closes_today(bar, at("2026-11-29T02:00")) == at("2026-11-29T16:00")
    assert closes_today(Shop(), 0.0) is None


def test_without_hours_it_is_always_open_and_never_opening() -> None:
    assert is_open(Shop(), 0.0)
    assert opens_next(Shop(), 0.0) is None
    assert opens_next(shop({"12-25": "10:00-11:00"}), at("2026-01-02T12:00")) is None, "not within two months"


@pytest.mark.parametrize(
    "text", ["10-18", "10:00-10:00", "18:00-10:00", "25:00-26:00", "10:00-12:00, 11:00-13:00", "10:70-18:00", ""]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="opening hours"):
        read_hours(0, text)


SHOP = '[shop]\nname = "X"\nlanguages = ["en"]\ncurrency = "DKK"\n'
HEAD = f'{SHOP}[opening_hours]\nmonday = "18:00-02:00"\n[special_days]\n'


@pytest.mark.parametrize("day", ["2026-02-30", "24-12", "christmas", "20261224", "2026-W52-4"])
def test_a_special_day_that_is_no_date_is_refused_with_its_line(tmp_path: Path, day: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(f'{HEAD}"12-24" = "closed"\n"02-29" = "10:00-12:00"\n', encoding="utf-8")
    assert read_shop(file).errors == ()
    file.write_text(f'{HEAD}"{day}" = "closed"\n', encoding="utf-8")
    assert f"{file}:8:" in read_shop(file).errors[0]
    assert "write a date" in read_shop(file).errors[0]


def written(tmp_path: Path, hours: str) -> Path:
    file = tmp_path / "shop.toml"
    week = "".join(f'{day} = "{hours}"\n' for day in WEEKDAYS)
    file.write_text(f"{SHOP}[opening_hours]\n{week}", encoding="utf-8")
    return file


@pytest.mark.parametrize(("hours", "visits"), [("closed", 0), ("00:00-24:00", 1)])
async def test_no_visit_begins_while_the_shop_is_closed(tmp_path: Path, hours: str, visits: int) -> None:
    async with hub_here(tmp_path, shop=written(tmp_path, hours), always_open=False) as here:
        phone = await here.enrol(MEMBERS[0])
        here.hear(phone, here.beside_an_edge())
        assert len(here.hub.visits.visits.all_open()) == visits
        assert len([1 for each in here.hub.ground.journal.read(0) if isinstance(each.event, VisitStarted)]) == visits


@pytest.mark.parametrize(("hours", "alarms"), [("closed", False), ("00:00-24:00", True)])
async def test_a_silent_edge_is_no_alarm_while_the_shop_is_closed(tmp_path: Path, hours: str, alarms: bool) -> None:
    async with open_shop(tmp_path, shop=written(tmp_path, hours), always_open=False) as here:
        fleet = (await (await here.handheld()).get("/api/fleet")).json()
        assert not any(each["online"] for each in fleet["edges"])
        assert ("alarms-edge-never" in {each["id"] for each in fleet["alarms"]}) is alarms
        assert (fleet["is_open"], fleet["opens_at_ms"]) == (alarms, None)
        nearby = (await (await here.handheld()).get("/api/staff/nearby")).json()
        assert nearby["hours"] == {"is_open": alarms, "opens_at_ms": None, "time_zone": here.hub.ground.shop.time_zone}
        assert "alarms-broker" in {each["id"] for each in fleet["alarms"]}, "what is no edge is said at any hour"
