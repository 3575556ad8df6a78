"""Everything that is held of somebody as one page to read: no script, nothing from elsewhere, every value escaped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from hub.ground.words.phrase import Phrase
from hub.ground.words.words import WordsIn
from hub.service.customer_view.model import HeldData
from hub.trust.consents.texts import current_texts

_SECTIONS = (
    *("held-channels", "held-cards", "held-timeline", "held-visits", "held-messages", "held-consents", "held-phones"),
    "held-profile",
)


def page_of(held: HeldData, words: WordsIn) -> str:
    """The page."""
    language, texts = words.language, current_texts().by_language[words.language]
    none, title = _said("held-none", words), _said("held-title", words)
    parts = [f"<h1>{title}</h1><p>{escape(held.store)}, {_time(held.made_at_ms)}</p>"]
    choices = [
        {"": texts.purposes[purpose].title, " ": "✓" if given else "-"} for purpose, given in held.purposes.items()
    ]
    sections: list[tuple[str, Sequence[Mapping[str, object]]]] = [
        (_said("held-choices", words), choices),
        *(
            (_said(id_, words), [each.model_dump() for each in getattr(held, id_.removeprefix("held-"))])
            for id_ in _SECTIONS
        ),
    ]
    parts += [f"<h2>{heading}</h2>{_table(rows, none)}" for heading, rows in sections]
    parts.append(f"<h2>{_said('held-everything', words)}</h2>")
    for each in held.everything:
        about = f"{each.what}. {each.why}. {each.kept}."
        parts.append(f"<h3>{escape(each.table)}</h3><p>{escape(about)}</p>{_table(each.rows, none)}")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


def _said(id_: str, words: WordsIn) -> str:
    return escape(words.say(Phrase(id_)))


def _table(rows: Iterable[Mapping[str, object]], none: str) -> str:
    rows = list(rows)
    if not rows:
        return f"<p>{none}</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    lines = ["".join(f"<td>{_cell(name, value)}</td>" for name, value in row.items()) for row in rows]
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )


def _cell(name: str, value: object) -> str:
    if value is None:
        return "-"
    if name.endswith("_ms") and isinstance(value, int):
        return _time(value)
    return escape(str(value))


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
