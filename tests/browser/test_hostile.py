"""What strangers call themselves stays text on every page, and the browser itself would stop the rest."""

import json

import pytest
from conftest import DESKTOP, HANDHELD, until
from hostile import NAMES
from playwright.sync_api import Page, expect
from scripted_hub import ScriptedHub
from shop import make_card, make_line, make_row, make_world
from test_real_hub import real_hub

__all__ = ["real_hub"]

# Elements that a page of ours never has: whatever is one came out of a name.
FOREIGN = "img, iframe, object, embed, video, audio, marquee, details, math, template, base, a[href^='javascript']"
HARMLESS = "[window.broken, document.querySelectorAll({selector!r}).length, document.querySelectorAll('script').length]"


def harmless(page: Page) -> None:
    assert page.evaluate(HARMLESS.format(selector=FOREIGN)) == [None, 0, 1]


def test_there_are_fifty() -> None:
    assert len(set(NAMES)) == 50


@pytest.mark.parametrize("size", [HANDHELD, DESKTOP], ids=["handheld", "desktop"])
def test_fifty_hostile_names_are_text_in_the_list_on_the_card_and_of_a_colleague(
    clean_page: Page, hub: ScriptedHub, size: dict[str, int]
) -> None:
    for number, name in enumerate(NAMES):
        card = make_card(need=make_line(name), next_best=make_line(name, source=name))
        hub.visits[f"v{number}"] = make_row(f"v{number}", name=name, card=card, claimed_by=name)
    hub.store = {"id": "demo", "name": NAMES[0]}
    clean_page.set_viewport_size(size)
    clean_page.goto(f"{hub.url}/app/handheld/")
    rows = clean_page.locator("button.row")
    expect(rows).to_have_count(len(NAMES))
    assert sorted(rows.locator(".row-name").all_text_contents()) == sorted(NAMES)
    harmless(clean_page)
    assert clean_page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for name in NAMES:
        clean_page.evaluate(
            "name => [...document.querySelectorAll('button.row')]"
            ".find((row) => row.querySelector('.row-name').textContent === name).click()",
            name,
        )
        until(clean_page, f"document.querySelector('.card-top h2')?.textContent === {json.dumps(name)}")
        harmless(clean_page)


def test_fifty_hostile_names_are_text_on_the_floor_plan(clean_page: Page, busy_hub: ScriptedHub) -> None:
    member = next(person for person in busy_hub.people if person.get("name"))
    busy_hub.people = [{**member, "id": f"p{number}", "name": name} for number, name in enumerate(NAMES)]
    busy_hub.world = {
        **make_world(f"{busy_hub.url}/app/handheld/"),
        "store": {**busy_hub.world["store"], "name": NAMES[0]},
    }
    clean_page.goto(f"{busy_hub.url}/app/simulator/")
    expect(clean_page.get_by_role("heading", name=NAMES[-1])).to_be_visible()
    shown = clean_page.locator("h2, h3").all_text_contents()
    assert [name for name in NAMES if name not in shown] == []
    assert clean_page.evaluate("window.broken") is None


@pytest.mark.parametrize("page_name", ["handheld", "simulator"])
def test_text_becomes_no_markup_and_no_script_on_the_pages_of_the_real_hub(
    page: Page, real_hub: str, page_name: str
) -> None:
    page.goto(f"{real_hub}/app/{page_name}/")
    refused = page.evaluate(
        """async () => {
          const tried = {
            markup: () => { document.body.innerHTML = '<img src=x onerror=window.broken=1>'; },
            written: () => document.write('<script>window.broken=1</script>'),
            script: () => { document.createElement('script').src = '/app/assets/other.js'; },
            timed: () => setTimeout('window.broken=1'),
            handler: () => document.body.setAttribute('onclick', 'window.broken=1'),
            policy: () => trustedTypes.createPolicy('other', {}),
          };
          const throws = (act) => { try { act(); return false; } catch (error) { return error instanceof TypeError; } };
          return Object.keys(tried).filter((name) => throws(tried[name]));
        }"""
    )
    assert refused == ["markup", "written", "script", "timed", "handler", "policy"]
    assert page.evaluate("window.broken") is None


def test_the_worker_is_the_one_script_that_the_policy_lets_through(page: Page, real_hub: str) -> None:
    page.goto(f"{real_hub}/app/handheld/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for other in ("/app/assets/x.js", "https://evil.example/sw.js", "/app/handheld/sw.js?x"):
        said = page.evaluate(
            "url => navigator.serviceWorker.register(url).then(() => 'registered', (error) => error.name)", other
        )
        assert said == "TypeError"
