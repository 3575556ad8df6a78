"""A campaign as a file: what it says, what is refused, and where in the file."""

import pytest

from hub.ground.words.words import Words
from hub.service.campaigns.checks import ShopFacts, findings
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.yaml_file import CampaignFile, read_campaign, to_yaml

SOFA = """\
id: sofas-in-sight
name: Sofas seen at home
goal: more_customers
kpi: purchase
smallest_effect: 0.1
owner: Anna
period: {first: 2026-12-01, last: 2026-12-31}
trigger: {on: dwelled, zone: sofas, seconds: 60}
who:
  all:
    - {field: viewed, of: sofa-12, op: more_than, value: 3, within: {visits: 5}}
    - cel: '"gold" in segments'
variants:
  - id: price
    text:
      da: {title: "Sofaen, du så på", body: "Spar 10 % i dag"}
      en: {title: The sofa you looked at, body: 10 % off today}
    article: sofa-12
    offer: {kind: percent, value: "10", valid_hours: 48}
holdout: 0.2
"""
SHOP = ShopFacts(
    ("da", "en"), "corner", frozenset({"sofas", "kitchens"}), {"sofa-12"}.__contains__, {"pills"}.__contains__
)


def document(text: str = SOFA) -> CampaignDocument:
    read = read_campaign(text)
    assert isinstance(read, CampaignFile), [str(each) for each in read]
    return read.document


def refused(text: str) -> list[str]:
    read = read_campaign(text)
    assert not isinstance(read, CampaignFile)
    return [str(each) for each in read]


def found(text: str, shop: ShopFacts = SHOP) -> list[str]:
    words = Words().of("en")
    return [f"{'.'.join(map(str, each.where))}: {words.say(each.what)}" for each in findings(document(text), shop)]


def test_a_campaign_is_a_file_that_people_write() -> None:
    made = document()
    assert made.holdout == 0.2
    assert made.articles == {"sofa-12"}
    assert document(to_yaml(made)) == made
    assert findings(made, SHOP) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("goal: more_customers", "goal: more", "3:7: goal:"),
        ("kpi: purchase", "kpis: purchase", "4:7: kpis: there is no such key: did you mean kpi?"),
        ("kpi: purchase\n", "", "kpi: is missing"),
        ("last: 2026-12-31", "last: 2026-11-30", "the last day is before the first"),
        ("zone: sofas, ", "", '"dwelled" needs "zone"'),
        ("on: dwelled, ", "on: arrived, ", '"arrived" has no "zone"'),
        ("field: viewed", "field: view", 'there is no field "view"'),
        ("op: more_than", "op: moore_than", "11:"),
        ('percent, value: "10"', "percent", "needs one"),
        ('value: "10"', 'value: "110"', "above 0, at most 100"),
        ("holdout: 0.2", "holdout: 1.0", "20:10: holdout:"),
        ("holdout: 0.2", "holdout: 0.2\nholdout: 0.3", "stands there twice"),
        ("holdout: 0.2", "type: service", "with one it is marketing"),
        ("holdout: 0.2", "holdout: [", "this is no YAML"),
        ("name: Sofas seen at home", "name: &x [*x, *x]", "write it out"),
        ("name: Sofas seen at home", "name: &x hello\nstores: [*x]", "write it out"),
        ("id: sofas-in-sight", "id: Sofas In Sight", "1:5: id: it has to be small letters, digits and dashes"),
        ("holdout: 0.2", "holdout: 20", "0.9 or less; a share is written as 0.2 for 20 %"),
        ("holdout: 0.2", "holdout: 20 %", "a share is written as 0.2 for 20 %"),
        ('value: "10"', 'value: "10 %"', "a number without any sign, as 10 or 49.95"),
        ("name: Sofas seen at home", "name: Sofas: seen", "there is a second colon: put the text into quotes"),
        ("holdout: 0.2", "  holdout: 0.2", "stands further in or out than the one it belongs to"),
        ("holdout: 0.2", "\tholdout: 0.2", "there is a tab"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(old: str, new: str, said: str) -> None:
    assert SOFA.count(old) == 1
    assert any(said in each for each in refused(SOFA.replace(old, new))), refused(SOFA.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zone: sofas", "zone: sofa", 'trigger.zone: There is no zone "sofa" on the floor plan. Did you mean "sofas"?'),
        ("      en: {title: The sofa you looked at, body: 10 % off today}\n", "", 'no text in the language "en"'),
        (', body: "Spar 10 % i dag"', "", "has a title alone"),
        ("article: sofa-12", "article: sofa-13", 'There is no article "sofa-13"'),
        ("article: sofa-12", "article: pills", '"pills" is of a sensitive kind'),
        ('"gold" in segments', "vists > 3", 'There is no field "vists". Did you mean "visits"?'),
    ],
)
def test_what_does_not_fit_the_shop_is_named(old: str, new: str, said: str) -> None:
    assert any(said in each for each in found(SOFA.replace(old, new))), found(SOFA.replace(old, new))


def test_a_shop_without_a_catalogue_can_have_campaigns() -> None:
    shop = ShopFacts(("da",), "corner", frozenset({"sofas"}), None, lambda _: False)
    assert found(SOFA.replace("article: sofa-12", "article: anything"), shop) == []


def test_a_file_of_anything_is_refused() -> None:
    for text in (
        "",
        "[]",
        "3",
        "a: b",
        "x" * 300_000,
        "\x00",
        "[" * 3000,
        "? {a: b}: c",
        "- - -",
        "!!python/object:os.system x",
    ):
        assert refused(text)
