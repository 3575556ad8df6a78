"""Everything that is held of somebody as one page to read: no script, nothing from elsewhere, every value escaped."""

from collections.abc import Sequence
from html import escape

from hub.ground.words.phrase import Phrase
from hub.service.customer_view.model import HeldData
from hub.service.customer_view.page_rows import Reader, Row, sections_of
from hub.service.customer_view.page_stored import stored_rows


def page_of(held: HeldData, reader: Reader) -> str:
    """The page."""
    words = reader.words
    title, none = _said("held-title", reader), _said("held-none", reader)
    parts = [f"<h1>{title}</h1><p>{escape(held.store)}, {escape(words.moment(held.made_at_ms))}</p>"]
    parts.append(f"<p>{_said('held-number', reader)}: {escape(held.customer_ref)}</p>")
    for heading, rows in sections_of(held, reader):
        parts.append(f"<h2>{_said(heading, reader)}</h2>{_table(rows, none, reader)}")
    parts.append(f"<h2>{_said('held-everything', reader)}</h2><p>{_said('held-codes-mean', reader)}</p>")
    for each in held.everything:
        rows = _table(stored_rows(each, reader), none, reader)
        parts.append(f"<h3>{escape(each.about)}</h3><p>{escape(each.kept)}</p>{rows}")
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


def _said(id_: str, reader: Reader) -> str:
    return escape(reader.words.say(Phrase(id_)))


def _table(rows: Sequence[Row], none: str, reader: Reader) -> str:
    if not rows:
        return f"<p>{none}</p>"
    head = "".join(f'<th scope="col">{escape(reader.column(name))}</th>' for name in rows[0])
    lines = ["".join(f"<td>{escape(value)}</td>" for value in row.values()) for row in rows]
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )
