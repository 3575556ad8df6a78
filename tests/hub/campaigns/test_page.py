"""docs/campaigns.md: what it shows works, and it names whatever a file may say."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.shop.file import load_shop
from hub.service.campaigns.checks import PLACEHOLDERS, findings
from hub.service.campaigns.document import Action, CampaignDocument, Goal, Happening, Kpi, MessageType
from hub.service.campaigns.life import ApprovalRole, Step
from hub.service.campaigns.rules.fields import FIELDS
from hub.service.campaigns.shop_facts import shop_facts
from hub.service.campaigns.yaml_file import CampaignFile, read_campaign
from simulators.shops.files import open_demo_shop, shop_names
from tests.hub.campaigns.making import DAY_5

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "campaigns.md").read_text(encoding="utf-8")
WHOLE, RULES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


class NoArticles:
    """A shop without a catalogue."""

    def article(self, article_id: str) -> None:
        del article_id

    joined = article

    def is_empty(self) -> bool:
        return True


def test_the_campaign_of_the_page_goes_live_as_it_stands() -> None:
    read = read_campaign(WHOLE)
    assert isinstance(read, CampaignFile), read
    shop = open_demo_shop("furniture")
    facts = shop_facts(load_shop(shop.shop_file), load_floor_plan(shop.floor_plan), NoArticles(), DAY_5)  # type: ignore[arg-type]
    # It is written for two languages; this shop has four.
    assert {each.what.args.get("language") for each in findings(read.document, facts)} == {"nb", "sv"}


def test_the_rule_of_the_page_is_read() -> None:
    assert isinstance(read_campaign(re.sub(r"who: .*\n", RULES, WHOLE)), CampaignFile)


@pytest.mark.parametrize("values", [Goal, Happening, Kpi, MessageType, Action, ApprovalRole, FIELDS, PLACEHOLDERS])
def test_whatever_a_file_may_say_stands_on_the_page(values: type) -> None:
    missing = [each for each in values if not re.search(rf"[|`{{ ]{each}[`|}} ,.]", PAGE)]  # type: ignore[attr-defined]
    assert not missing


def test_each_step_of_a_life_stands_on_the_page() -> None:
    assert [each for each in Step if f"| {each.value.replace('_', ' ')} |" not in PAGE] == []


@pytest.mark.parametrize("name", shop_names())
def test_editors_take_what_the_hub_takes(name: str) -> None:
    schema = json.loads((DOCS / "campaign.schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    for file in open_demo_shop(name).campaign_files:
        text = re.sub(r"\bon:", '"on":', file.read_text(encoding="utf-8"))  # editors read YAML 1.2
        value = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert [each.message for each in check.iter_errors(value)] == [], file
        assert list(check.iter_errors(value | {"kpis": "visit"}))
    assert set(schema["properties"]) == set(CampaignDocument.model_fields)
