"""A Google Merchant feed in XML: RSS 2.0 or Atom 1.0, read item by item. Pure.

Strict in syntax: what Google accepts is well-formed, and a repaired file has invented articles. Namespaces are not
processed, as many feeds use `g:` without declaring it. Only direct children of an item count: `<g:shipping>` holds a
`<g:price>` of its own.
"""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from hub.knowledge.catalogue.record import ReadRecord, Record, Unreadable

_ITEMS = frozenset({"item", "entry"})
# libxml2's own limits; expat leaves both to its user.
_MOST_DEPTH = 256
_MOST_TEXT = 10_000_000
_MOST_HELD = 16_000_000
_MOST_FIELDS = 300
_DETAIL = "product_detail"


class NotAFeed(ValueError):
    """It is no XML, or no XML that is read; the text names line and column."""


def read_google_xml(pieces: Iterable[bytes]) -> Iterator[ReadRecord]:
    """The items of a feed, as it comes in. Raises `NotAFeed`, also when the feed ends before it is whole."""
    reader = _Reader()
    try:
        for piece in pieces:
            reader.feed(piece)
            yield from reader.take()
        reader.parser.Parse(b"", True)
        yield from reader.take()
    except expat.ExpatError as error:
        code, line, place = error.code, error.lineno, error.offset + 1
        why = expat.ErrorString(code) or "no XML"
        if code in _CUT_OFF:
            why = "the file ends before the feed does"
        raise NotAFeed(f"line {line}, column {place}: {why}") from None
    if not reader.has_items:
        raise NotAFeed("it is XML without <item> or <entry>: is it a product feed?")


_CUT_OFF = frozenset(
    expat.errors.codes[each]
    for each in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN,
                 expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION, expat.errors.XML_ERROR_PARTIAL_CHAR)
)  # fmt: skip


class _Reader:
    def __init__(self) -> None:
        self.has_items = False
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        # Nothing then depends on which limits a version of the library has.
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        self._depth = 0
        self._item_depth = 0
        self._line = 0
        self._fed = 0
        self._fields: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self._detail: dict[str, str] = {}
        self._name = ""
        self._parts: list[str] = []
        self._length = 0
        self._found: list[ReadRecord] = []

    def feed(self, piece: bytes) -> None:
        self._fed += len(piece)
        self.parser.Parse(piece, False)
        # A tag or a comment is held until it ends, and nobody is told of it before.
        if self._fed - max(0, self.parser.CurrentByteIndex) > _MOST_HELD:
            raise NotAFeed(f"{self._where()}: a tag or comment of more than {_MOST_HELD // 10**6} million bytes")

    def take(self) -> list[ReadRecord]:
        found, self._found = self._found, []
        return found

    def _where(self) -> str:
        return f"line {self.parser.CurrentLineNumber}, column {self.parser.CurrentColumnNumber + 1}"

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise NotAFeed(f"{self._where()}: elements within elements, more than {_MOST_DEPTH} deep")
        name = tag.rpartition(":")[2].lower()
        if not self._item_depth:
            if name in _ITEMS:
                self.has_items, self._item_depth, self._line = True, self._depth, self.parser.CurrentLineNumber
                self._fields, self._attributes, self._length = {}, {}, 0
            return
        level = self._depth - self._item_depth
        if level == 1 or (level == 2 and self._name == _DETAIL):
            self._name = name if level == 1 else self._name
            self._parts = []
        if level == 1:
            self._detail = {}
            # Atom says an address in an attribute.
            if name == "link" and "href" in attributes and attributes.get("rel", "alternate") == "alternate":
                self._fields.setdefault("link", attributes["href"])

    def _text(self, text: str) -> None:
        if not self._item_depth:
            return
        self._length += len(text)
        if self._length > _MOST_TEXT:
            raise NotAFeed(f"{self._where()}: texts of more than {_MOST_TEXT // 10**6} million letters in one item")
        if self._depth == self._item_depth + 1 or self._name == _DETAIL:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        level = self._depth - self._item_depth if self._item_depth else -1
        self._depth -= 1
        if level == 0:
            self._item_depth = 0
            self._found.append(
                Record(self._line, self._fields, self._attributes) if self._fields else Unreadable(self._line, "empty")
            )
        elif level == 1:
            name = tag.rpartition(":")[2].lower()
            if name == _DETAIL:
                key, value = self._detail.get("attribute_name", ""), self._detail.get("attribute_value", "")
                if key and value:
                    self._attributes.setdefault(key, value)
            elif (text := "".join(self._parts).strip()) and len(self._fields) < _MOST_FIELDS:
                self._fields.setdefault(name, text)
            self._name, self._parts = "", []
        elif level == 2 and self._name == _DETAIL:
            self._detail[tag.rpartition(":")[2].lower()] = "".join(self._parts).strip()

    def _doctype(self, _name: str, system: str | None, public: str | None, has_subset: bool) -> None:  # noqa: FBT001 - expat's
        if system or public or has_subset:
            raise NotAFeed(
                f"{self._where()}: a document type of its own (DOCTYPE); a feed needs none, and none is read"
            )

    def _entity(self, *_: object) -> None:
        raise NotAFeed(f"{self._where()}: an entity of its own (ENTITY); a feed needs none, and none is read")
