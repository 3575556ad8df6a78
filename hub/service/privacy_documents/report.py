"""The record of processing (GDPR art. 30) and the facts for an impact assessment (art. 35), as Markdown and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from hub.ground.words.languages import LANGUAGES
from hub.service.privacy_documents.facts import PrivacyFacts
from hub.trust.consents.parties import not_set
from hub.trust.consents.processing import PROCESSING
from hub.trust.consents.purposes import PURPOSES_OF, Purpose
from hub.trust.consents.texts import current_texts

INTRODUCTION = (
    "Made by `goddag-hub privacy report` from what this hub is configured to do. It states facts about the product and"
    " its settings. Necessity, proportionality and the decision to go on are the controller's to judge; this is not"
    " legal advice."
)

BASIS = "Every purpose is asked, given and withdrawn alone; the lawful basis of each is consent (GDPR art. 6(1)(a))."
WHOSE = (
    "Members: customers who enrolled in the app. Associates: the name that they type when they take a visit. Nobody"
    " else: packets of other phones are forgotten on the edge, before anything is stored, hashed, counted or sent."
)


def as_markdown(facts: PrivacyFacts) -> str:
    """The report for people."""
    return "\n\n".join((*_record(facts), *_assessment(facts))) + "\n"


def _record(facts: PrivacyFacts) -> list[str]:
    """The record of processing, and what to mend."""
    return [
        f"# Privacy report: {_cell(facts.parties.store_name)}",
        INTRODUCTION,
        "## To mend first",
        _findings(facts),
        "# Record of processing (GDPR art. 30)",
        "## Who is responsible",
        _table(("fact", "value"), [(name, value) for name, value in _controller(facts).items()]),
        "## Why: the purposes",
        f"{BASIS} The words are version {current_texts().version}, in {', '.join(LANGUAGES)}.",
        _table(
            ("purpose", "asked as", "data", "who sees it"),
            [(row["purpose"], row["asked_as"], "; ".join(row["data"]), row["who_sees_it"]) for row in _purposes()],
        ),
        "## Whose data",
        WHOSE,
        "## To whom: recipients outside the store",
        _recipients(facts),
        "Whether one is a processor (art. 28) or outside the EEA (chapter V) does not follow from settings: add it.",
        "## How long: what is held, and for what period",
        _table(
            ("table", "what", "why", "period", "after an erasure"),
            [tuple(row.values()) for row in _holdings(facts)],
        ),
        "## Where: the store",
        _table(
            ("zone", "kind", "presence recorded", "edges in it"),
            [
                (zone.name, zone.kind, "yes" if zone.recorded else "**never**", ", ".join(zone.edges) or "none")
                for zone in facts.zones
            ],
        ),
        f"{facts.beacons} fixed beacons of the store's own, which phones can hear.",
        "## How it is guarded",
        _list(facts.guarded),
        "## What is off",
        _list(facts.off) if facts.off else "Nothing: every part of the product is configured.",
    ]


def _assessment(facts: PrivacyFacts) -> list[str]:
    """What an impact assessment needs."""
    return [
        "# Facts for the impact assessment (GDPR art. 35)",
        "## Levels that a customer chooses by",
        _table(
            ("level", "meaning", "purposes"),
            [
                (texts.title, texts.text, ", ".join(sorted(p.value for p in PURPOSES_OF[level])) or "none")
                for level, texts in current_texts().by_language["en"].levels.items()
            ],
        ),
        "## Necessity, purpose by purpose",
        _table(("purpose", "why less would not do"), [(row["purpose"], row["necessity"]) for row in _purposes()]),
        "## Risks to people, and what is done about them",
        _table(
            ("risk", "measure in the product", "shown by"),
            [(risk.what, risk.measure, f"`{risk.shown_by}`") for risk in facts.risks],
        ),
    ]


def _recipients(facts: PrivacyFacts) -> str:
    if not facts.parties.recipients:
        return "None: nothing about a member leaves the store."
    rows = [
        (each.host, each.role, each.gets, ", ".join(sorted(p.value for p in each.purposes)) or "none: an erasure")
        for each in facts.parties.recipients
    ]
    return _table(("host", "what it is", "what it gets", "with which purposes"), rows)


def as_json(facts: PrivacyFacts) -> dict[str, Any]:
    """The same for programs."""
    return {
        "store": {"id": facts.parties.store_id, "name": facts.parties.store_name},
        "controller": asdict(facts.parties.controller),
        "to_mend": [asdict(each) for each in facts.findings],
        "purposes": _purposes(),
        "text_version": current_texts().version,
        "recipients": [
            asdict(each) | {"purposes": sorted(p.value for p in each.purposes)} for each in facts.parties.recipients
        ],
        "holdings": _holdings(facts),
        "zones": [asdict(each) for each in facts.zones],
        "beacons": facts.beacons,
        "guarded": list(facts.guarded),
        "off": list(facts.off),
        "risks": [each.model_dump() for each in facts.risks],
    }


def _controller(facts: PrivacyFacts) -> dict[str, str]:
    who = facts.parties.controller
    return {
        "controller": who.name or not_set("controller_name"),
        "number in the business register": who.number or not_set("controller_id"),
        "address": who.address or not_set("controller_address"),
        "contact": who.contact or not_set("controller_contact"),
        "e-mail for privacy": who.email or not_set("privacy_email"),
        "privacy notice": who.notice_url or not_set("privacy_notice_url"),
        "jurisdiction": who.jurisdiction or not_set("jurisdiction"),
        "supervisory authority": who.authority or not_set("privacy_authority"),
    }


def _purposes() -> list[dict[str, Any]]:
    asked = current_texts().by_language["en"].purposes
    return [
        {
            "purpose": purpose.value,
            "asked_as": asked[purpose].title,
            "data": [data.what for data in PROCESSING[purpose].data],
            "who_sees_it": PROCESSING[purpose].sees,
            "necessity": PROCESSING[purpose].necessity,
            "dpv": list(PROCESSING[purpose].broader),
        }
        for purpose in Purpose
    ]


def _holdings(facts: PrivacyFacts) -> list[dict[str, str]]:
    return [
        {
            "table": f"{each.table}.{each.column}" if each.column else each.table,
            "what": each.what,
            "why": each.why,
            "period": f"until {each.until}"
            if each.until
            else f"{each.keep_days:g} days" + (f" ({each.setting})" if each.setting else ""),
            "after_erasure": f"stays: {each.kept_after_erasure}"
            if each.kept_after_erasure
            else ("removed" if each.keys else "no row is anybody's; goes with its time"),
        }
        for each in facts.holdings
    ]


def _findings(facts: PrivacyFacts) -> str:
    if not facts.findings:
        return "Nothing was found in the configuration."
    return _table(("what is missing or risky", "next step"), [(each.what, each.next_step) for each in facts.findings])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _list(entries: Iterable[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")
