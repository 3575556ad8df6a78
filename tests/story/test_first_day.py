"""goddag-hub shop init leads to a running hub and a card: the guide docs/operating/first-day.md, done as it says."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.ground.floor_plan.file import read_floor_plan
from hub.ground.shop.file import read_shop
from simulators.serving import free_ports

HUB = (sys.executable, "-c", "from hub.cli import main; main()")
SIM = (sys.executable, "-c", "from simulators.cli import main; main()")
ASKED = {
    "--name": "Nordlys Møbler", "--languages": "da,en", "--currency": "DKK", "--time-zone": "Europe/Copenhagen",
    "--size": "16x12", "--lines-attribute": "custom_label_0", "--lines": "Køkken,Stue",
    "--offer": "Byd på en kop kaffe",
}  # fmt: skip
GUIDE = Path(__file__).parents[2] / "docs/operating/first-day.md"


def init(folder: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    options = ASKED | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    words = [word for pair in options.items() for word in pair]
    return subprocess.run([*HUB, "shop", "init", str(folder), *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("size", "lines"), [("6x6", "-"), ("100x100", "A,B,C"), ("7.5x31", "Køkken,Stue,Bad,Have")])
def test_what_is_written_is_right_for_any_size(tmp_path: Path, size: str, lines: str) -> None:
    assert init(tmp_path, size=size, lines=lines).returncode == 0
    plan, shop = read_floor_plan(tmp_path / "floor_plan.toml"), read_shop(tmp_path / "shop.toml")
    assert (plan.errors, plan.warnings, shop.errors, shop.warnings) == ((), (), (), ())


def test_what_is_written_passes_every_check_before_a_hub_has_run(tmp_path: Path) -> None:
    assert init(tmp_path / "shop").returncode == 0
    checks = [
        ("shop", "check", "shop.toml", "--floor-plan", "floor_plan.toml"),
        ("shop", "check", "shop.toml", "--settings", "hub.toml"),
        ("floor", "check", "floor_plan.toml"),
        ("customers", "check", "--settings", "hub.toml"),
    ]
    for words in checks:
        done = subprocess.run([*HUB, *words], cwd=tmp_path / "shop", capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), words
    assert "No hub has run in data yet" in done.stdout
    assert not (tmp_path / "shop/data").exists()


def test_questions_are_asked_until_an_answer_can_be_used(tmp_path: Path) -> None:
    answers = "\nxx\nsv,en\nKroner\nSEK\nEurope/Stokholm\nEurope/Stockholm\n2x2\n12x9\nentrance\n-\nEn kopp kaffe\n"
    done = subprocess.run(
        [*HUB, "shop", "init", str(tmp_path / "new")], input=answers, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shop = read_shop(tmp_path / "new/shop.toml").shop
    assert shop is not None
    assert (shop.name, shop.languages, shop.currency, shop.time_zone) == (
        "My shop",
        ("sv", "en"),
        "SEK",
        "Europe/Stockholm",
    )
    assert shop.lines is None


def test_lines_keep_the_catalogues_own_values_and_column(tmp_path: Path) -> None:
    assert init(tmp_path, lines_attribute="Custom label 0", lines="0-3 år, 4-8 år").returncode == 0
    lines = read_shop(tmp_path / "shop.toml").shop.lines  # pyright: ignore[reportOptionalMemberAccess]
    assert lines is not None
    assert (lines.attribute, [*lines.names]) == ("custom_label_0", ["0-3 år", "4-8 år"])


def test_nothing_is_overwritten_and_a_bad_option_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("mine", encoding="utf-8")
    done = init(tmp_path)
    assert (done.returncode, "shop.toml" in done.stderr) == (2, True)
    assert [each.name for each in tmp_path.iterdir()] == ["shop.toml"]
    done = init(tmp_path / "other", currency="Kroner")
    assert (done.returncode, "--currency" in done.stderr, (tmp_path / "other").exists()) == (2, True, False)


def waited(find: Callable[[], Any], seconds: float = 60.0) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := find():
                return found
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError("it did not come")


def test_the_guide_leads_to_a_card(tmp_path: Path) -> None:
    folder = tmp_path / "my-shop"
    assert init(folder).returncode == 0
    web, broker, sign_in = free_ports(3)
    settings = (folder / "hub.toml").read_text(encoding="utf-8").replace("8784", str(sign_in))
    (folder / "hub.toml").write_text(f"port = {web}\nbroker_port = {broker}\n{settings}", encoding="utf-8")
    csv = re.search(r"<<'END'\n(.*?)END\n", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert csv is not None
    (folder / "customers.csv").write_text(csv[1], encoding="utf-8")
    running: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(words, cwd=folder))
        return running[-1]

    def card() -> Any:
        visits = httpx.get(f"http://127.0.0.1:{web}/api/staff/nearby", headers={"Accept-Language": "da"}).json()[
            "visits"
        ]
        return next((each for each in visits if each["card"]), None)

    try:
        start(*HUB, "run", "--settings", "hub.toml")
        waited(lambda: httpx.get(f"http://127.0.0.1:{web}/readyz").status_code == 200)
        visitor = start(*SIM, "visit", "--settings", "hub.toml")
        seen = waited(card)
        assert seen["card"]["next_best"]["text"] == "Byd på en kop kaffe"
        visitor.send_signal(signal.SIGINT)
        assert visitor.wait(30) == 0
        words = [*HUB, "customers", "import", "customers.csv", "--settings", "hub.toml"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, "1 about members" in done.stdout) == (0, True), done.stdout + done.stderr
        waited(lambda: not httpx.get(f"http://127.0.0.1:{web}/api/staff/nearby").json()["visits"])
        start(*SIM, "visit", "--settings", "hub.toml")
        seen = waited(lambda: (found := card()) and found["name"] and found)
        assert seen["name"] == "Anna"
        assert seen["card"]["need"]["text"].startswith("Table lamp, brass")
    finally:
        for each in running:
            each.send_signal(signal.SIGINT)
        assert all(each.wait(30) is not None for each in running)
