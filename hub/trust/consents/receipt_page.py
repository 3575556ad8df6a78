"""The receipt as a page that a person reads: no script, no style, nothing from elsewhere; every value escaped."""

from collections.abc import Sequence
from html import escape

from hub.ground.words.phrase import Argument, Phrase
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

    def __call__(self, id_: str, **args: Argument) -> str:
        return self._words.say(Phrase(id_, args))


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
    say, made = _Say(words), f"{words.to_the_second(at_ms)} ({words.zone})"
    level = texts.levels[level_of(given)].title
    yes, no = escape(say("receipt-yes")), escape(say("receipt-no"))
    now = "".join(
        f"<li>{escape(texts.purposes[purpose].title)}: <strong>{yes if purpose in given else no}</strong></li>"
        for purpose in Purpose
    )
    head = "".join(
        f'<th scope="col">{escape(each)}</th>'
        for each in (
            say("receipt-when", zone=words.zone),
            say("receipt-what"),
            say("receipt-choice"),
            say("receipt-shown"),
            say("receipt-by"),
        )
    )
    rows = "".join(_row(line, say, words) for line in lines)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(say('receipt-title'))}</title></head><body><main><h1>{escape(say('receipt-title'))}</h1>"
        f"<p>{escape(parties.store_name)}. {escape(say('receipt-made'))} {escape(made)}.</p>"
        f"{_responsible(parties, say)}"
        f"<h2>{escape(say('receipt-now'))}</h2>"
        f"<p>{escape(say('receipt-level'))}: <strong>{escape(level)}</strong></p><ul>{now}</ul>"
        f"<h2>{escape(say('receipt-history'))}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>{escape(say('receipt-mark'))}</h2><p><code>{escape(str(anchor))}</code></p>"
        f"<p>{escape(say('receipt-mark-means'))}</p>"
        "</main></body></html>\n"
    )


def _row(line: LedgerLine, say: _Say, words_in: WordsIn) -> str:
    title = current_texts().by_language[words_in.language].purposes[line.purpose].title
    choice = say("receipt-given") if line.granted else say("receipt-withdrawn")
    if line.until_ms is not None:
        choice += f", {say('receipt-visit')}" + (f" ({say('receipt-expired')})" if line.expired else "")
    words, shown = wording_shown(line), line.statement
    if words is not None:
        text = f'<q lang="{escape(shown.language)}">{escape(words.title)}. {escape(words.text)}</q>'
        text += f" ({escape(shown.text_version)}, {escape(shown.language)})"
    else:
        text = escape(f"{shown.text_version} {shown.text_hash}".strip() or say("receipt-not-shown"))
    at, by = words_in.to_the_second(line.at_ms), f"{shown.screen}, {shown.app_version}"
    cells = (escape(at), escape(title), escape(choice), text, escape(by))
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
