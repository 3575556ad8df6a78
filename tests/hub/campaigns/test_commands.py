"""Campaigns from a terminal: files with their mistakes, and a life with no way round the approval."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from hub.cli import app
from hub.ground.data_folder import open_hub_database
from hub.ground.manifests import schemas
from hub.service.campaigns.document import Happening
from hub.service.campaigns.in_force import Happened
from simulators.hub_here import built_hub
from simulators.shops.files import open_demo_shop

SHOP = open_demo_shop("bicycle")
WELCOME = SHOP.folder / "campaigns" / "welcome.yaml"
BOTH = ("--approved-by", "Maja:marketing", "--approved-by", "Jonas:it")


class Terminal:
    """Somebody at a hub's machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "hub").mkdir()
        open_hub_database(folder / "hub", schemas()).close()
        self.settings = folder / "hub.toml"
        self.settings.write_text(
            f'data_dir = "hub"\nfloor_plan = "{SHOP.floor_plan}"\nshop = "{SHOP.shop_file}"\n', encoding="utf-8"
        )

    def run(self, *words: str) -> Result:
        ended = CliRunner().invoke(app, ["campaigns", *words, "--settings", str(self.settings)])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended

    def file(self, old: str, new: str) -> str:
        text = WELCOME.read_text(encoding="utf-8")
        assert old in text
        file = self.folder / "mine.yaml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return str(file)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kpi: visit", "kpis: visit", "mine.yaml:6:7: kpis: there is no such key: did you mean kpi?"),
        ("kpi: visit", "kpi: vist", "mine.yaml:6:6: kpi: it has to be 'purchase', 'spend', 'visit'"),
        ("attribution_days: 30", "attribution_days: 0", "mine.yaml:6:6: kpi: Whether they come again needs days in"),
        (" title:", " titel:", "variants.1.text.da.titel: there is no such key: did you mean title?"),
        ("trigger: {on: arrived}", "trigger: {on: entered_zone, zone: rode}", "mine.yaml:10:35: trigger.zone: There"),
        ("      nb:", "      no:", 'no text in the language "nb"'),
        ("Godt at se dig", "Godt at se {navn}", "{navn} is not known in a text. Known are {article}, {code}"),
        ("Godt at se dig", "Koden {code}", 'Variant "one" speaks of {code} and has no offer'),
        ("variants:", "who: {cel: 'visits > 3 and true'}\nvariants:", "mine.yaml:11:24: who.cel: Use && in place of"),
        ("variants:", "who: {filed: visits, op: is, value: 3}\nvariants:", "who.filed: there is no such key: did you"),
        ("last: 2036-12-31", "last: 2026-02-01", "mine.yaml:9:35: period.last: The last day of the campaign"),
        (
            "variants:",
            "who: {cel: '" + "[1,2,3,4,5,6,7,8,9,0].all(a, " * 5 + "true" + ")" * 5 + "'}\nvariants:",
            "who.cel: The rule takes too long",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_column_and_nothing_goes_live(
    terminal: Terminal, old: str, new: str, said: str
) -> None:
    file = terminal.file(old, new)
    checked = terminal.run("check", file)
    assert (checked.exit_code, said in checked.stdout) == (1, True), checked.output
    started = terminal.run("start", file, *BOTH)
    assert (started.exit_code, said in started.stderr) == (1, True), started.output
    assert terminal.run("list").stdout.startswith("There is no campaign yet")


def test_a_file_goes_live_with_two_people_and_is_stopped_in_one_call(terminal: Terminal) -> None:
    for wrong in ((), BOTH[:2], ("--approved-by", "Maja:marketing", "--approved-by", "maja:store")):
        refused = terminal.run("start", str(WELCOME), *wrong)
        assert (refused.exit_code, "is missing" in refused.stderr) == (1, True), refused.output
    assert terminal.run("start", str(WELCOME), *BOTH).stdout == "welcome, version 1: live.\n"
    assert "is live with the same trigger" in terminal.run("check", terminal.file("id: welcome", "id: other")).stdout
    stopped = terminal.run("stop", "welcome", "--by", "Birgit:store", "--reason", "wrong text")
    assert stopped.stdout == "welcome, version 1: stopped.\n"
    assert terminal.run("start", "welcome", "--by", "Maja:marketing").exit_code == 2
    shown = terminal.run("show", "welcome").stdout
    assert "stop      Birgit (store): wrong text" in shown
    assert terminal.run("show", "welcome", "--yaml").stdout.startswith("id: welcome\n")


def test_the_long_way_is_there_as_well(terminal: Terminal) -> None:
    terminal.run("idea", "welcome", "greet them", "--by", "Birgit:store")
    terminal.run("save", str(WELCOME), "--by", "Maja:marketing")
    terminal.run("save", terminal.file("holdout: 0.1", "holdout: 0.2"), "--by", "Maja:marketing")
    assert "+holdout: 0.2" in terminal.run("diff", "welcome").stdout
    terminal.run("submit", "welcome", "--by", "Maja:marketing")
    terminal.run("approve", "welcome", "--by", "Maja:marketing")
    assert "missing: the approval of IT or of the store" in terminal.run("show", "welcome").stdout
    terminal.run("send-back", "welcome", "--by", "Jonas:it", "--note", "shorter")
    assert terminal.run("start", "welcome", "--by", "Maja:marketing").exit_code == 2
    terminal.run("role", "Maja", "--by", "Jonas:it", "--lost", "marketing")
    assert "Maja HAS LEFT" in terminal.run("list").stdout
    refused = terminal.run("submit", "welcome", "--by", "Maja:marketing")
    assert "does not speak for marketing any more" in refused.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("approve", "welcome", "--by", "Maja"), '"Maja" is no name with a role: write it as Maja:marketing'),
        (("approve", "welcome", "--by", "Maja:boss"), '"boss" is no role: marketing, it, store'),
        (("stop", "nothing", "--by", "Maja:it", "--reason", "x"), 'there is no campaign "nothing"'),
        (("start", "missing.yaml", *BOTH), "cannot read missing.yaml: No such file"),
        (("role", "Maja", "--by", "Jonas:it"), "say which role"),
    ],
)
def test_what_cannot_be_meant_is_refused(terminal: Terminal, words: tuple[str, ...], said: str) -> None:
    terminal.run("start", str(WELCOME), *BOTH)
    refused = terminal.run(*words)
    assert refused.exit_code != 0
    assert said in refused.stderr


async def test_a_hub_that_runs_follows_a_command_at_the_next_event(terminal: Terminal) -> None:
    async with built_hub(terminal.folder / "hub", floor_plan=SHOP.floor_plan, shop=SHOP.shop_file) as here:
        live, today = here.hub.campaigns.live, datetime.now(UTC).date()

        def said() -> list[str]:
            return [each.document.id for each in live.current().answer(Happened(Happening.ARRIVED), today)]

        assert said() == []
        terminal.run("start", str(WELCOME), *BOTH)
        assert said() == ["welcome"]
        terminal.run("stop", "welcome", "--by", "Birgit:store", "--reason", "wrong text")
        assert said() == []
        async with here.client() as client:
            assert [each["state"] for each in (await client.get("/api/campaigns")).json()] == ["stopped"]
            assert 'goddag_hub_campaigns{state="stopped"} 1.0' in (await client.get("/metrics")).text
