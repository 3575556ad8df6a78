"""Everything that is held of somebody as one page to read: no script, nothing from elsewhere, every value escaped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from hub.service.customer_view.model import HeldData
from hub.trust.consents.texts import Language, current_texts

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "title": "Det har vi om dig",
        "choices": "Dine valg nu",
        "channels": "E-mail, SMS, push og i butikken",
        "consents": "Hvad du har sagt ja og nej til",
        "visits": "Besøg",
        "messages": "Beskeder, sendt og tilbageholdt",
        "phones": "Telefoner",
        "profile": "Fra kundedatabasen",
        "cards": "Det personalet ser",
        "timeline": "Tidslinje",
        "everything": "Alt, som det er gemt",
        "none": "Intet",
    },
    "nb": {
        "title": "Dette har vi om deg",
        "choices": "Dine valg nå",
        "channels": "E-post, SMS, push og i butikken",
        "consents": "Hva du har sagt ja og nei til",
        "visits": "Besøk",
        "messages": "Meldinger, sendt og holdt tilbake",
        "phones": "Telefoner",
        "profile": "Fra kundedatabasen",
        "cards": "Det de ansatte ser",
        "timeline": "Tidslinje",
        "everything": "Alt, slik det er lagret",
        "none": "Ingenting",
    },
    "sv": {
        "title": "Det här har vi om dig",
        "choices": "Dina val nu",
        "channels": "E-post, sms, push och i butiken",
        "consents": "Vad du har sagt ja och nej till",
        "visits": "Besök",
        "messages": "Meddelanden, skickade och återhållna",
        "phones": "Telefoner",
        "profile": "Från kunddatabasen",
        "cards": "Det personalen ser",
        "timeline": "Tidslinje",
        "everything": "Allt, så som det är sparat",
        "none": "Ingenting",
    },
    "en": {
        "title": "What we hold about you",
        "choices": "Your choices now",
        "channels": "E-mail, SMS, push and in store",
        "consents": "What you agreed to and refused",
        "visits": "Visits",
        "messages": "Messages, sent and withheld",
        "phones": "Phones",
        "profile": "From the customer database",
        "cards": "What staff see",
        "timeline": "Timeline",
        "everything": "Everything, as it is stored",
        "none": "Nothing",
    },
}


def page_of(held: HeldData, language: Language) -> str:
    """The page."""
    words, texts = _WORDS[language], current_texts().by_language[language]
    parts = [f"<h1>{words['title']}</h1><p>{escape(held.store)}, {_time(held.made_at_ms)}</p>"]
    choices = [
        {"": texts.purposes[purpose].title, " ": "✓" if given else "-"} for purpose, given in held.purposes.items()
    ]
    sections: list[tuple[str, Sequence[Mapping[str, object]]]] = [
        (words["choices"], choices),
        *(
            (words[name], [each.model_dump() for each in getattr(held, name)])
            for name in ("channels", "cards", "timeline", "visits", "messages", "consents", "phones", "profile")
        ),
    ]
    parts += [f"<h2>{escape(title)}</h2>{_table(rows, words['none'])}" for title, rows in sections]
    parts.append(f"<h2>{words['everything']}</h2>")
    for each in held.everything:
        about = f"{each.what}. {each.why}. {each.kept}."
        parts.append(f"<h3>{escape(each.table)}</h3><p>{escape(about)}</p>{_table(each.rows, words['none'])}")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{words["title"]}</title></head>'
        f"<body><main>{''.join(parts)}</main></body></html>"
    )


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
