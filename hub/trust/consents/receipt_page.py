"""The receipt as a page that a person reads: no script, no style, nothing from elsewhere; every value escaped."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hub.trust.consents.ledger import Anchor, LedgerLine
from hub.trust.consents.parties import Parties, not_set
from hub.trust.consents.purposes import Purpose, level_of
from hub.trust.consents.records import wording_shown
from hub.trust.consents.texts import Language, current_texts


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    made: str
    responsible: str
    notice: str
    complain: str
    now: str
    level: str
    yes: str
    no: str
    history: str
    when: str
    what: str
    choice: str
    shown: str
    by: str
    given: str
    withdrawn: str
    expired: str
    visit: str
    not_shown: str
    mark: str
    mark_means: str


def receipt_page(
    lines: Sequence[LedgerLine],
    given: frozenset[Purpose],
    parties: Parties,
    anchor: Anchor,
    language: Language,
    at_ms: int,
) -> str:
    """One HTML page. `lines` are those of one person, oldest first."""
    say, texts = _words()[language], current_texts().by_language[language]
    level = texts.levels[level_of(given)].title
    now = "".join(
        f"<li>{escape(texts.purposes[purpose].title)}: <strong>{say.yes if purpose in given else say.no}</strong></li>"
        for purpose in Purpose
    )
    head = "".join(
        f'<th scope="col">{escape(each)}</th>' for each in (say.when, say.what, say.choice, say.shown, say.by)
    )
    rows = "".join(_row(line, say, language) for line in lines)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say.title)}</title></head><body><main><h1>{escape(say.title)}</h1>"
        f"<p>{escape(parties.store_name)}. {escape(say.made)} {_time(at_ms)} UTC.</p>"
        f"{_responsible(parties, say)}"
        f"<h2>{escape(say.now)}</h2><p>{escape(say.level)}: <strong>{escape(level)}</strong></p><ul>{now}</ul>"
        f"<h2>{escape(say.history)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>{escape(say.mark)}</h2><p><code>{escape(str(anchor))}</code></p><p>{escape(say.mark_means)}</p>"
        "</main></body></html>\n"
    )


def _row(line: LedgerLine, say: _Words, language: Language) -> str:
    title = current_texts().by_language[language].purposes[line.purpose].title
    choice = say.given if line.granted else say.withdrawn
    if line.until_ms is not None:
        choice += f", {say.visit}" + (f" ({say.expired})" if line.expired else "")
    words, shown = wording_shown(line), line.statement
    if words is not None:
        text = f'<q lang="{escape(shown.language)}">{escape(words.title)}. {escape(words.text)}</q>'
        text += f" ({escape(shown.text_version)}, {escape(shown.language)})"
    else:
        text = escape(f"{shown.text_version} {shown.text_hash}".strip() or say.not_shown)
    cells = (_time(line.at_ms), escape(title), escape(choice), text, escape(f"{shown.screen}, {shown.app_version}"))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _responsible(parties: Parties, say: _Words) -> str:
    who = parties.controller
    facts = (
        who.name or not_set("controller_name"),
        who.number or not_set("controller_id"),
        who.address or not_set("controller_address"),
        who.contact or not_set("controller_contact"),
        who.email or not_set("privacy_email"),
    )
    lines = "".join(f"<br>{escape(fact)}" for fact in facts)
    url = who.notice_url
    notice = f'<a href="{escape(url)}">{escape(url)}</a>' if url else escape(not_set("privacy_notice_url"))
    authority = escape(who.authority or not_set("privacy_authority"))
    return (
        f"<p>{escape(say.responsible)}:{lines}</p><p>{escape(say.notice)}: {notice}</p>"
        f"<p>{escape(say.complain)}: {authority}</p>"
    )


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


@cache
def _words() -> dict[str, _Words]:
    raw = tomllib.loads((Path(__file__).parent / "receipt_words.toml").read_text(encoding="utf-8"))
    return {language: _Words.model_validate(words) for language, words in raw.items()}
