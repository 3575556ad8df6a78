"""The receipt as a page that a person reads: no script, no style, nothing from elsewhere; every value escaped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.trust.consents.ledger import Anchor, LedgerLine
from hub.trust.consents.parties import Parties
from hub.trust.consents.purposes import Purpose, level_of
from hub.trust.consents.records import wording_shown
from hub.trust.consents.texts import current_texts


class _Say:
    """A sentence of the receipt by its id."""

    def __init__(self, words: WordsIn) -> None:
        self._words = words

    def __call__(self, id_: str) -> str:
        return self._words.say(Phrase(id_))


def receipt_page(
    lines: Sequence[LedgerLine],
    given: frozenset[Purpose],
    parties: Parties,
    anchor: Anchor,
    words: WordsIn,
    at_ms: int,
) -> str:
    """One HTML page. `lines` are those of one person, oldest first."""
    language, texts = words.language, current_texts().by_language[words.language]
    say = _Say(words)
    level = texts.levels[level_of(given)].title
    yes, no = escape(say("receipt-yes")), escape(say("receipt-no"))
    now = "".join(
        f"<li>{escape(texts.purposes[purpose].title)}: <strong>{yes if purpose in given else no}</strong></li>"
        for purpose in Purpose
    )
    head = "".join(
        f'<th scope="col">{escape(each)}</th>'
        for each in (
            say("receipt-when"),
            say("receipt-what"),
            say("receipt-choice"),
            say("receipt-shown"),
            say("receipt-by"),
        )
    )
    rows = "".join(_row(line, say, language) for line in lines)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say('receipt-title'))}</title></head><body><main><h1>{escape(say('receipt-title'))}</h1>"
        f"<p>{escape(parties.store_name)}. {escape(say('receipt-made'))} {_time(at_ms)} UTC.</p>"
        f"{_responsible(parties, say)}"
        f"<h2>{escape(say('receipt-now'))}</h2>"
        f"<p>{escape(say('receipt-level'))}: <strong>{escape(level)}</strong></p><ul>{now}</ul>"
        f"<h2>{escape(say('receipt-history'))}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>{escape(say('receipt-mark'))}</h2><p><code>{escape(str(anchor))}</code></p>"
        f"<p>{escape(say('receipt-mark-means'))}</p>"
        "</main></body></html>\n"
    )


def _row(line: LedgerLine, say: _Say, language: str) -> str:
    title = current_texts().by_language[language].purposes[line.purpose].title
    choice = say("receipt-given") if line.granted else say("receipt-withdrawn")
    if line.until_ms is not None:
        choice += f", {say('receipt-visit')}" + (f" ({say('receipt-expired')})" if line.expired else "")
    words, shown = wording_shown(line), line.statement
    if words is not None:
        text = f'<q lang="{escape(shown.language)}">{escape(words.title)}. {escape(words.text)}</q>'
        text += f" ({escape(shown.text_version)}, {escape(shown.language)})"
    else:
        text = escape(f"{shown.text_version} {shown.text_hash}".strip() or say("receipt-not-shown"))
    cells = (_time(line.at_ms), escape(title), escape(choice), text, escape(f"{shown.screen}, {shown.app_version}"))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _responsible(parties: Parties, say: _Say) -> str:
    who = parties.controller
    # What the shop has not set is left out: a setting's name tells a customer nothing.
    facts = (who.name or parties.store_name, who.number, who.address, who.contact, who.email)
    lines = "".join(f"<br>{escape(fact)}" for fact in facts if fact)
    page = f"<p>{escape(say('receipt-responsible'))}:{lines}</p>"
    if url := who.notice_url:
        page += f'<p>{escape(say("receipt-notice"))}: <a href="{escape(url)}">{escape(url)}</a></p>'
    if who.authority:
        page += f"<p>{escape(say('receipt-complain'))}: {escape(who.authority)}</p>"
    return page


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
