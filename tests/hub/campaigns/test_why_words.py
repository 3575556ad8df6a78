"""What is said of why: in each language for each reason, field and result; in the order in which it is decided."""

from typing import get_args

import pytest

from hub.ground.words.languages import LANGUAGES
from hub.ground.words.words import Words
from hub.service.campaigns.document import Happening
from hub.service.campaigns.policy import WithholdReason
from hub.service.campaigns.rules.fields import FIELDS
from hub.service.campaigns.rules.tree import Comparison
from hub.service.campaigns.saying import SHOWN
from hub.service.campaigns.why_rule import StepState
from hub.service.messages.send_result import SendResult
from hub.trust.consents.purposes import Purpose
from tests.hub.campaigns.test_policy import REFUSALS

FAMILIES = {
    "stopped": [*WithholdReason],
    "step": [each for each in WithholdReason if each not in {WithholdReason.NOT_FOR_THEM, WithholdReason.NO_CONSENT}],
    "trigger": [*Happening],
    "field": [*FIELDS],
    "asked": [*get_args(Comparison)],
    "purpose": [*Purpose],
    "state": [*StepState],
    "became": [*SendResult, SHOWN],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_each_has_a_sentence(family: str, language: str) -> None:
    words = Words().of(language)
    wanted = [f"why-{family}-{each.replace('_', '-')}" for each in FAMILIES[family]]
    assert [each for each in wanted if not words.has(each)] == []


def test_the_order_that_is_told_is_the_order_in_which_it_is_decided() -> None:
    decided = [reason for reason, *_ in REFUSALS]
    assert decided == sorted(decided, key=[*WithholdReason].index)
