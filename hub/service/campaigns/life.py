"""The life of a campaign: which step may follow which state, who may take it, and what it leads to. Pure.

Nothing goes live but a version that two people approved since it was handed in: one of marketing, and another one of IT
or of the store. What is changed afterwards is another version, which begins as a draft.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hub.ground.words.phrase import Phrase, Several, phrase


class State(StrEnum):
    """Where a version is."""

    IDEA = "idea"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    LIVE = "live"
    STOPPED = "stopped"
    ENDED = "ended"
    LEARNED = "learned"
    REPLACED = "replaced"
    """Another version stands in its place."""
    DROPPED = "dropped"


class Step(StrEnum):
    """What somebody does with it."""

    PROPOSE = "propose"
    WRITE = "write"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    START = "start"
    STOP = "stop"
    END = "end"
    LEARN = "learn"
    DROP = "drop"


class ApprovalRole(StrEnum):
    """For whom somebody speaks."""

    MARKETING = "marketing"
    IT = "it"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes a step, and for whom they speak."""

    name: str
    role: ApprovalRole

    @property
    def key(self) -> str:
        """By what the same person is known again, however they write their name."""
        return key_of(self.name)


Approval: TypeAlias = Person
"""An approval is whoever gave it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What decides about a step."""

    state: State | None
    """Of the version; None where there is no such campaign yet."""
    approvals: tuple[Approval, ...] = ()
    """Of the version, since it was handed in."""
    lost: frozenset[tuple[str, ApprovalRole]] = frozenset()
    """Who has lost which role: keys of people."""


@dataclass(frozen=True, slots=True)
class Goes:
    """The step may be taken, and leads there."""

    state: State


@dataclass(frozen=True, slots=True)
class GoesNot:
    """It may not."""

    why: Phrase


_ALL = frozenset(ApprovalRole)
_OWNERS = frozenset({ApprovalRole.MARKETING, ApprovalRole.STORE})
_OPEN = frozenset({State.IDEA, State.DRAFT, State.REVIEW, State.APPROVED})


@dataclass(frozen=True, slots=True)
class _Rule:
    before: frozenset[State | None]
    roles: frozenset[ApprovalRole]
    after: State
    needs_note: bool = False


_RULES: Mapping[Step, _Rule] = {
    Step.PROPOSE: _Rule(frozenset({None}), _ALL, State.IDEA, needs_note=True),
    Step.WRITE: _Rule(frozenset({None, *_OPEN, State.LIVE, State.STOPPED}), _OWNERS, State.DRAFT),
    # Whoever stopped it had a reason: it is looked at by two people again.
    Step.SUBMIT: _Rule(frozenset({State.DRAFT, State.STOPPED}), _OWNERS, State.REVIEW),
    Step.SEND_BACK: _Rule(frozenset({State.REVIEW, State.APPROVED}), _ALL, State.DRAFT, needs_note=True),
    Step.APPROVE: _Rule(frozenset({State.REVIEW}), _ALL, State.APPROVED),
    Step.START: _Rule(frozenset({State.APPROVED}), _ALL, State.LIVE),
    Step.STOP: _Rule(frozenset({State.LIVE}), _ALL, State.STOPPED, needs_note=True),
    Step.END: _Rule(frozenset({State.LIVE, State.STOPPED}), _OWNERS, State.ENDED),
    Step.LEARN: _Rule(frozenset({State.ENDED}), _OWNERS, State.LEARNED, needs_note=True),
    Step.DROP: _Rule(_OPEN, _OWNERS, State.DROPPED, needs_note=True),
}


def outcome_of(step: Step, who: Person, note: str, known: Known) -> Goes | GoesNot:  # noqa: PLR0911 - one reason a line
    """What becomes of a version when somebody takes that step."""
    rule = _RULES[step]
    if (who.key, who.role) in known.lost:
        return GoesNot(phrase("campaigns-life-lost", name=who.name, role=role_word(who.role)))
    if known.state not in rule.before:
        return GoesNot(_out_of_turn(step, known.state))
    if who.role not in rule.roles:
        roles = Several(tuple(role_word(each) for each in ApprovalRole if each in rule.roles))
        return GoesNot(phrase("campaigns-life-role", step=step_word(step), roles=roles))
    if rule.needs_note and not note.strip():
        return GoesNot(phrase("campaigns-life-note", step=step_word(step)))
    if step is Step.APPROVE:
        if any(each.key == who.key for each in known.approvals):
            return GoesNot(phrase("campaigns-life-twice", name=who.name))
        return Goes(State.APPROVED if is_approved((*_valid(known), who)) else State.REVIEW)
    if step is Step.START and not is_approved(_valid(known)):
        return GoesNot(phrase("campaigns-life-approvals", missing=missing_for(_valid(known))))
    return Goes(rule.after)


def is_approved(approvals: Iterable[Approval]) -> bool:
    """Whether two different people have, one of marketing and one of IT or the store."""
    by = tuple(approvals)
    return any(
        one.role is ApprovalRole.MARKETING and other.role is not ApprovalRole.MARKETING and one.key != other.key
        for one in by
        for other in by
    )


def missing_for(approvals: Iterable[Approval]) -> Phrase:
    """Whose approval is still needed."""
    roles = {each.role for each in approvals}
    match ApprovalRole.MARKETING in roles, bool(roles - {ApprovalRole.MARKETING}):
        case True, True:
            return phrase("campaigns-missing-person")
        case True, False:
            return phrase("campaigns-missing-other")
        case False, True:
            return phrase("campaigns-missing-marketing")
        case _:
            return phrase("campaigns-missing-both")


def steps_after(state: State) -> tuple[Step, ...]:
    """What can be done with a version in that state."""
    return tuple(step for step, rule in _RULES.items() if state in rule.before)


def is_open(state: State) -> bool:
    """Whether another version simply takes its place."""
    return state in _OPEN


def key_of(name: str) -> str:
    """A name as it is compared: Maja is MAJA, and a space more makes nobody else of her."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _valid(known: Known) -> tuple[Approval, ...]:
    """Approvals of those who still have their role."""
    return tuple(each for each in known.approvals if (each.key, each.role) not in known.lost)


def _out_of_turn(step: Step, state: State | None) -> Phrase:
    if state is None:
        return phrase("campaigns-life-unknown")
    if step is Step.START:
        return phrase("campaigns-life-not-approved", state=state_word(state))
    before = Several(tuple(state_word(each) for each in State if each in _RULES[step].before))
    return phrase("campaigns-life-turn", step=step_word(step), state=state_word(state), before=before)


def state_word(state: State) -> Phrase:
    """What a state is called."""
    return Phrase(f"campaigns-state-{state.value}")


def step_word(step: Step) -> Phrase:
    """What a step is called."""
    return Phrase(f"campaigns-step-{step.value.replace('_', '-')}")


def role_word(role: ApprovalRole) -> Phrase:
    """What a role is called."""
    return Phrase(f"campaigns-role-{role.value}")
