"""The life of a campaign: there is no way round the approval of two people."""

import pytest

from hub.ground.words.words import Words
from hub.service.campaigns.life import ApprovalRole, Goes, GoesNot, Known, Person, State, Step, outcome_of, steps_after
from tests.hub.campaigns.making import BIRGIT, JONAS, MAJA

REVIEW = Known(State.REVIEW)


def said(answer: Goes | GoesNot) -> str:
    return answer.state.value if isinstance(answer, Goes) else Words().of("en").say(answer.why)


def approved_by(*people: Person, lost: frozenset[tuple[str, ApprovalRole]] = frozenset()) -> str:
    """What the last of them leads to, after those before."""
    return said(outcome_of(Step.APPROVE, people[-1], "", Known(State.REVIEW, people[:-1], lost)))


def test_two_people_of_different_roles_approve_and_no_others() -> None:
    assert approved_by(MAJA) == "review"
    assert approved_by(MAJA, JONAS) == "approved"
    assert approved_by(BIRGIT, MAJA) == "approved"
    # Two of one role, or none of marketing, are not enough, however many they are.
    assert approved_by(MAJA, Person("Nora", ApprovalRole.MARKETING)) == "review"
    assert approved_by(JONAS, BIRGIT) == "review"
    assert approved_by(JONAS, BIRGIT, Person("Nora", ApprovalRole.MARKETING)) == "approved"


@pytest.mark.parametrize("name", ["Maja", "maja", "  MAJA ", "\N{FULLWIDTH LATIN CAPITAL LETTER M}aja"])
def test_one_person_is_one_person_whatever_they_call_themselves_and_their_role(name: str) -> None:
    assert approved_by(MAJA, Person(name, ApprovalRole.IT)) == (
        f"{name} has approved it already: the second approval is another person's."
    )


def test_who_has_lost_the_role_neither_approves_nor_counts() -> None:
    lost = frozenset({("maja", ApprovalRole.MARKETING)})
    assert "does not speak for marketing any more" in approved_by(MAJA, lost=lost)
    assert approved_by(MAJA, JONAS, lost=lost) == "review"
    start = outcome_of(Step.START, JONAS, "", Known(State.APPROVED, (MAJA, JONAS), lost))
    assert said(start) == "It is not approved: the approval of marketing is missing."
    # Another role of theirs is another matter.
    assert isinstance(
        outcome_of(Step.STOP, Person("Maja", ApprovalRole.STORE), "wrong price", Known(State.LIVE, (), lost)), Goes
    )


@pytest.mark.parametrize("state", [each for each in State if each is not State.APPROVED])
def test_nothing_starts_that_is_not_approved(state: State) -> None:
    assert "cannot go live" in said(outcome_of(Step.START, MAJA, "", Known(state, (MAJA, JONAS))))


def test_anybody_stops_what_is_live_and_says_why() -> None:
    for who in (MAJA, JONAS, BIRGIT):
        assert said(outcome_of(Step.STOP, who, "wrong price", Known(State.LIVE))) == "stopped"
        assert said(outcome_of(Step.STOP, who, " ", Known(State.LIVE))) == (
            "To stop it needs a few words: what, or why."
        )
    # What was stopped is looked at by two people again.
    assert steps_after(State.STOPPED) == (Step.WRITE, Step.SUBMIT, Step.END)


def test_a_step_out_of_turn_says_what_it_waits_for() -> None:
    assert said(outcome_of(Step.LEARN, MAJA, "it works", Known(State.LIVE))) == (
        "To say what was learned it has to be ended, and it is live."
    )
    assert said(outcome_of(Step.WRITE, JONAS, "", Known(State.DRAFT))) == (
        "To write it is for marketing and the store."
    )
