"""Rules of campaigns: what holds, what is refused in which words, and what can never hold a hub up."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hub.ground.words.words import Words
from hub.service.campaigns.rules.engine import CompiledRule, Holds, HoldsNot, engine_for
from hub.service.campaigns.rules.fields import FIELDS, FieldType, Value, variables_in
from hub.service.campaigns.rules.tree import Rule, to_cel
from hub.trust.consents.purposes import Purpose

RULE = TypeAdapter[Rule](Rule)
VALUES: dict[str, Value] = {
    "zone": "kitchens", "zones": ["entrance", "kitchens"], "dwell_seconds": {"kitchens": 95}, "hour": 14, "weekday": 6,
    "visits_in_30_days": 3, "visits": 12, "spent": 1200.5, "spent_in_90_days": 0.0, "orders": 7,
    "viewed_in_5_visits": {"sofa-12": 4}, "viewed": {"sofa-12": 9}, "bought": {}, "cart": ["sofa-12"],
    "segments": ["gold"], "likely": {"sofas": 0.42}, "lapse": 0.1, "days_since_order": 40,
}  # fmt: skip


def compiled(text: str) -> CompiledRule:
    rule = engine_for([text]).compile(text)
    assert isinstance(rule, CompiledRule), rule
    return rule


def answer(text: str, values: Mapping[str, Value] = VALUES) -> Holds | HoldsNot:
    engine = engine_for([text])
    rule = engine.compile(text)
    assert isinstance(rule, CompiledRule), rule
    return rule.holds(engine.about(values))


def said(text: str, language: str = "en") -> list[tuple[str, int, int]]:
    rule = engine_for([text]).compile(text)
    assert not isinstance(rule, CompiledRule)
    return [(Words().of(language).say(each.what), each.line, each.column) for each in rule]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('viewed_in_5_visits["sofa-12"] > 3', True),
        ('viewed_in_5_visits["sofa-12"] > 4', False),
        ("viewed['sofa-12'] >= 9 && visits_in_30_days < 4", True),
        ('"gold" in segments && likely["sofas"] > 0.3', True),
        ('zone == "kitchens" && dwell_seconds["kitchens"] >= 90', True),
        ('!("gold" in segments)', False),
        ("spent > 1000.0 ? orders > 5 : false", True),
        ('segments.exists(each, each.startsWith("go"))', True),
        ('"sofa-12" in viewed && "sofa-13" in viewed', False),
        # What cannot be known does not matter where the other side decides.
        ('bought["sofa-12"] > 0 || orders == 7', True),
        ("lapse > 0.5 && upsell > 0.5", False),
        ("true", True),
    ],
)
def test_a_rule_is_true_or_it_is_not(text: str, holds: bool) -> None:
    assert isinstance(answer(text), Holds if holds else HoldsNot)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('bought["sofa-12"] > 0', "The rule asks for an id that this customer has nothing of."),
        ("upsell > 0.5", '"upsell" is not known of this customer.'),
        ("orders / (orders - 7) > 1", "The rule divides by zero for this customer."),
        ("orders * 9223372036854775807 > 1", "A number in the rule becomes too large for this customer."),
        ('zone.matches("(a")', "The pattern in the rule is not valid."),
    ],
)
def test_what_cannot_be_answered_never_holds_and_says_why(text: str, why: str) -> None:
    """The engine answers with a text, which Python takes for true."""
    found = answer(text)
    assert isinstance(found, HoldsNot)
    assert found.why
    assert Words().of("en").say(found.why) == why


def test_a_loop_that_does_not_end_ends() -> None:
    many = "[" + ",".join(["1"] * 200) + "]"
    found = answer(f"{many}.all(a, {many}.all(b, {many}.all(c, a == b || c == 1)))")
    assert isinstance(found, HoldsNot)
    assert found.why
    assert found.why.id == "campaigns-rule-heavy"
    # RE2 takes no time that grows with the tries; others hang here for ever.
    values: dict[str, Value] = {"zone": "a" * 5000 + "b"}
    assert isinstance(answer('zone.matches("^(a+)+$")', values), HoldsNot)


@pytest.mark.parametrize(
    ("text", "sentence", "line", "column"),
    [
        ("vists > 3", 'There is no field "vists". Did you mean "visits"? Text needs quotes.', 1, 1),
        ("zone == kitchens_and_more", 'There is no field "kitchens_and_more". Text needs quotes.', 1, 9),
        ("Visits > 3", 'There is no field "Visits". Did you mean "visits"? Text needs quotes.', 1, 1),
        ("viewed_in_900_days['x'] > 1", 'There is no field "viewed_in_900_days"', 1, 1),
        ("lapse > 1", '"lapse" is compared with a number of the other kind', 1, 7),
        ('visits == "3"', '"visits" is a number: compare it with a number, without quotes.', 1, 8),
        ("segments > 3", '"segments" is a list: ask whether something is in it', 1, 10),
        ("viewed > 3", '"viewed" counts by id: name which one, as in viewed["sofa-12"] > 3.', 1, 8),
        ("visits = 3", 'Use == to compare, && for "and", || for "or".', 1, 8),
        ("visits > 3 & orders > 2", 'Use == to compare, && for "and", || for "or".', 1, 12),
        ("“gold” in segments", "Use straight quotes", 1, 1),
        ("visits > 3 and orders > 2", 'Use && in place of "and".', 1, 12),
        ("not visits > 3", 'Use ! in place of "not".', 1, 5),
        ("lapse > 0,5", "Use a decimal point, as in 1.5.", 1, 10),
        ("visits >", "The rule stops too early.", 1, 9),
        ("", "The rule stops too early.", 1, 1),
        ("(" * 40 + "true" + ")" * 40, "The rule is nested too deep: split it into parts.", 0, 0),
        ("visits + 1", "The rule gives no yes or no: compare it with something.", 0, 0),
        ('open("/etc/passwd") == "x"', 'There is no field "open"', 1, 5),
        ('zone.__class__ == "x"', "The rule cannot be read.", 1, 5),
        ("visits > 3 &&\n  vists < 9", 'There is no field "vists"', 2, 3),
        ("true" + " " * 9000, "The rule is longer than", 0, 0),
    ],
)
def test_a_mistake_is_named_in_words_with_its_place(text: str, sentence: str, line: int, column: int) -> None:
    [(words, at_line, at_column), *_] = said(text)
    assert sentence in words
    assert (at_line, at_column) == (line, column)
    for language in ("da", "nb", "sv"):
        assert said(text, language)[0][0] != words


def test_a_value_that_the_engine_cannot_take_stops_the_rules_that_ask_for_it_alone() -> None:
    values: dict[str, Value] = {"visits": 2**70, "hour": 3, "nobody": 1}
    assert isinstance(answer("visits > 3", values), HoldsNot)
    assert isinstance(answer("hour == 3", values), Holds)


def test_a_rule_knows_what_a_customer_must_have_agreed_to() -> None:
    assert compiled('visits > 3 && zone == "cart"').needs == frozenset()
    assert compiled('viewed["sofa-12"] > 3').needs == {Purpose.JOIN_ONLINE_INSTORE}
    assert compiled('"gold" in segments || "x" in cart').needs == {Purpose.PREDICT, Purpose.JOIN_ONLINE_INSTORE}
    # What stands in quotes is no field.
    quoted = "zone == 'spent \\' orders' && hour > 3"
    assert [each.name for each in variables_in(quoted)] == ["zone", "hour"]


@pytest.mark.parametrize(
    ("tree", "cel", "holds"),
    [
        ({"field": "visits", "op": "more_than", "value": 3, "within": {"days": 30}}, "visits_in_30_days > 3", False),
        ({"field": "spent", "op": "at_least", "value": 1000}, "spent >= 1000.0", True),
        ({"field": "zone", "op": "is", "value": 'a "b" \n\\'}, 'zone == "a \\"b\\" \\n\\\\"', False),
        ({"field": "segments", "op": "has_not", "value": "gold"}, '!("gold" in segments)', False),
        (
            {"field": "viewed", "of": "sofa-12", "op": "more_than", "value": 3, "within": {"visits": 5}},
            '("sofa-12" in viewed_in_5_visits ? viewed_in_5_visits["sofa-12"] : 0) > 3',
            True,
        ),
        (
            {"field": "bought", "of": "sofa-12", "op": "is", "value": 0},
            '("sofa-12" in bought ? bought["sofa-12"] : 0) == 0',
            True,
        ),
        ({"all": []}, "true", True),
        ({"any": []}, "false", False),
        ({"not": {"cel": "visits > 3"}}, "!(visits > 3)", False),
        ({"all": [{"field": "hour", "op": "at_least", "value": 9}, {"any": [{"cel": "orders > 99"}, {"cel": "true"}]}]},
         "(hour >= 9) && ((orders > 99) || (true))", True),
    ],
)  # fmt: skip
def test_what_people_build_becomes_a_rule(tree: dict, cel: str, holds: bool) -> None:
    text = to_cel(RULE.validate_python(tree))
    assert text == cel
    assert isinstance(answer(text), Holds if holds else HoldsNot)


@pytest.mark.parametrize(
    ("tree", "word"),
    [
        ({"field": "vists", "op": "is", "value": 3}, 'there is no field "vists"'),
        ({"field": "visits", "op": "is", "value": "3"}, "is a whole number"),
        ({"field": "visits", "op": "has", "value": 3}, "is a whole number"),
        ({"field": "visits", "op": "is", "value": True}, "is a whole number"),
        ({"field": "zone", "op": "more_than", "value": "a"}, "is a text"),
        ({"field": "segments", "op": "is", "value": "gold"}, "is a list"),
        ({"field": "viewed", "op": "is", "value": 3}, 'needs "of"'),
        ({"field": "visits", "of": "x", "op": "is", "value": 3}, 'has no "of"'),
        ({"field": "zone", "op": "is", "value": "x", "within": {"days": 3}}, "does not count within 3 days"),
        ({"field": "visits", "op": "is", "value": 3, "within": {"days": 0}}, "does not count within 0 days"),
        ({"field": "visits", "op": "is", "value": 3, "within": {"days": 3, "visits": 3}}, "one of them"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(tree: dict, word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        RULE.validate_python(tree)


TEXTS = st.text(max_size=30)


@st.composite
def leaves(draw: st.DrawFn) -> dict:
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    made: dict = {"field": field.name}
    numbers = ["is", "is_not", "more_than", "at_least", "less_than", "at_most"]
    match field.type:
        case FieldType.TEXT:
            made |= {"op": draw(st.sampled_from(["is", "is_not"])), "value": draw(TEXTS)}
        case FieldType.TEXTS:
            made |= {"op": draw(st.sampled_from(["has", "has_not"])), "value": draw(TEXTS)}
        case FieldType.WHOLE | FieldType.COUNTS:
            made |= {"op": draw(st.sampled_from(numbers)), "value": draw(st.integers(-(2**62), 2**62))}
        case FieldType.NUMBER | FieldType.SHARES:
            made |= {"op": draw(st.sampled_from(numbers)), "value": draw(st.floats(-1e12, 1e12))}
    if field.type in {FieldType.COUNTS, FieldType.SHARES}:
        made["of"] = draw(TEXTS)
    if field.windows and draw(st.booleans()):
        unit = draw(st.sampled_from(sorted(field.windows)))
        made["within"] = {unit.value: draw(st.integers(1, 50))}
    return made


TREES = st.recursive(
    leaves(),
    lambda below: st.one_of(
        st.fixed_dictionaries({"all": st.lists(below, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(below, max_size=3)}),
        st.fixed_dictionaries({"not": below}),
    ),
    max_leaves=6,
)


@given(TREES)
def test_whatever_is_built_compiles_and_is_answered(tree: dict) -> None:
    assert isinstance(answer(to_cel(RULE.validate_python(tree))), Holds | HoldsNot)


@given(st.text(max_size=60))
def test_whatever_is_written_is_answered_or_refused(text: str) -> None:
    rule = engine_for([text]).compile(text)
    if isinstance(rule, CompiledRule):
        assert isinstance(answer(text), Holds | HoldsNot)
    else:
        assert rule
        assert all(Words().of("sv").say(each.what) for each in rule)
