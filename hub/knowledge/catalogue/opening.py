"""A file of articles in any format: recognised by what is in it, unpacked within bounds, read record by record."""

import io
import tempfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO

from hub.ground.errors import CatalogueError
from hub.ground.http.json_body import NotJson
from hub.ground.parsing.csv_tables import TableError, bounded_lines, open_table
from hub.ground.parsing.json_records import is_document, read_document, read_records
from hub.knowledge.catalogue.google_names import NEEDED, google_name
from hub.knowledge.catalogue.google_table import read_google_rows, read_tab_separated
from hub.knowledge.catalogue.google_xml import NotAFeed, read_google_xml
from hub.knowledge.catalogue.mapped import absent_columns, read_mapped_json, read_mapped_rows
from hub.knowledge.catalogue.mapping_file import CatalogueMapping
from hub.knowledge.catalogue.record import ReadRecord
from hub.knowledge.catalogue.shopify_bulk import is_bulk_export, read_bulk_export
from hub.knowledge.catalogue.shopify_csv import is_shopify, read_shopify_rows
from hub.knowledge.customers.mapping import list_at
from wire.sentences import ended

# A hundred times the articles of a large shop.
MOST_BYTES = 2_000_000_000
# Feeds pack to a tenth; what packs to a hundredth is no feed.
MOST_RATIO, _RATIO_FROM = 100, 20_000_000
_PIECE_BYTES = 1 << 16
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_NEXT = "Nothing was imported; the catalogue of before stays."


class FeedFormat(StrEnum):
    """What a file was recognised as."""

    GOOGLE_XML = "Google feed (XML)"
    GOOGLE_TABLE = "Google feed (table)"
    SHOPIFY_CSV = "Shopify's export (CSV)"
    CSV = "CSV by mapping"
    SHOPIFY_BULK = "Shopify's bulk export (JSON Lines)"
    JSON = "JSON by mapping"


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """An open file of articles."""

    format: FeedFormat
    records: Iterator[ReadRecord]
    """Reading on raises `CatalogueError` for a file that is broken or ends before it is whole."""
    share_read: Callable[[], float]
    """How much of it has been read, 0 to 1."""
    notes: list[str] = field(default_factory=list[str])
    """What the mapping names and the file does not have; of JSON it is known once all was read."""


@contextmanager
def open_feed(path: Path, mapping: CatalogueMapping | None = None, name: str = "") -> Generator[OpenFeed]:
    """Open a file, gzip or plain. `name`: what it is called where it came from. Raises `CatalogueError`."""
    name = name or str(path)
    try:
        with _unpacked(path, name) as plain, _opened(plain, mapping) as feed:
            yield OpenFeed(feed.format, _explained(feed.records, name), feed.share_read, feed.notes)
    except OSError as error:
        raise CatalogueError(f"cannot read {name}: {error.strerror}.") from None
    except (NotAFeed, TableError, NotJson, UnicodeError) as error:
        raise _broken(name, error) from None


def _broken(name: str, error: Exception) -> CatalogueError:
    return CatalogueError(f"{name}: {ended(str(error))} {_NEXT}")


def _explained(records: Iterator[ReadRecord], name: str) -> Iterator[ReadRecord]:
    try:
        yield from records
    except (NotAFeed, TableError, NotJson, UnicodeError) as error:
        raise _broken(name, error) from None


@contextmanager
def _unpacked(path: Path, name: str) -> Generator[Path]:
    """The plain file; of a packed one a copy, which goes afterwards."""
    with path.open("rb") as packed:
        start = packed.read(4)
        packed.seek(0)
        if start.startswith(_ZIP):
            raise CatalogueError(f"{name} is an archive or a workbook: unpack it, or export it as CSV. {_NEXT}")
        if not start.startswith(_GZIP):
            if path.stat().st_size > MOST_BYTES:
                raise CatalogueError(f"{name} has more than {MOST_BYTES // 10**9} GB: is it a catalogue? {_NEXT}")
            yield path
            return
        with tempfile.NamedTemporaryFile(prefix="goddag-catalogue-") as plain:
            _unpack(packed, plain, name)
            plain.flush()
            yield Path(plain.name)


def _unpack(packed: IO[bytes], plain: IO[bytes], name: str) -> None:
    unpacking, read, written = zlib.decompressobj(16 + zlib.MAX_WBITS), 0, 0
    try:
        while piece := packed.read(_PIECE_BYTES):
            read += len(piece)
            while piece:
                out = unpacking.decompress(piece, 1 << 20)
                written += plain.write(out)
                if written > MOST_BYTES or (written > _RATIO_FROM and written > MOST_RATIO * read):
                    raise CatalogueError(
                        f"{name} unpacks to more than {MOST_BYTES // 10**9} GB, or to more than {MOST_RATIO} times its"
                        f" size: it is no catalogue. {_NEXT}"
                    )
                piece = unpacking.unconsumed_tail
                if unpacking.eof and unpacking.unused_data:
                    piece, unpacking = unpacking.unused_data, zlib.decompressobj(16 + zlib.MAX_WBITS)
    except zlib.error as error:
        raise CatalogueError(f"{name} is not gzip, though it begins so: {error}. {_NEXT}") from None
    if not unpacking.eof:
        raise CatalogueError(f"{name}: the packed file ends before it is whole. {_NEXT}")


@contextmanager
def _opened(path: Path, mapping: CatalogueMapping | None) -> Generator[OpenFeed]:
    total = max(1, path.stat().st_size)
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(0)
        sign = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if sign == b"<" or start.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
            pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
            yield OpenFeed(FeedFormat.GOOGLE_XML, read_google_xml(pieces), lambda: file.tell() / total)
            return
    if sign == b"{" and not mapping and is_bulk_export(path):
        read = [0.0]
        yield OpenFeed(FeedFormat.SHOPIFY_BULK, read_bulk_export(path, partial(read.__setitem__, 0)), lambda: read[0])
        return
    if sign in {b"{", b"["}:
        notes = list[str]()
        yield OpenFeed(FeedFormat.JSON, _json(path, mapping, notes), lambda: 0.0, notes)
        return
    wanted = mapping.columns if mapping else ()
    with open_table(path, wanted, mapping.encoding if mapping else None) as table:
        share = lambda: table.position() / total  # noqa: E731 - one line of one use
        if mapping:
            yield OpenFeed(
                FeedFormat.CSV, read_mapped_rows(table.rows, mapping), share, absent_columns(mapping, table.columns)
            )
        elif is_shopify(table.columns):
            yield OpenFeed(FeedFormat.SHOPIFY_CSV, read_shopify_rows(table.rows), share)
        elif not {google_name(each) for each in table.columns} >= NEEDED and "store_code" not in map(
            google_name, table.columns
        ):
            found = ", ".join(filter(None, table.columns[:20]))
            raise TableError(
                f"its columns are those of no feed that is known by itself ({found}): write a mapping"
                " (catalogue.toml, see docs/operating/catalogue.md) and name it with --mapping"
            )
        elif table.delimiter == "\t":
            with path.open("rb") as file:
                lines = io.TextIOWrapper(file, encoding=table.encoding, newline="")
                yield OpenFeed(
                    FeedFormat.GOOGLE_TABLE, read_tab_separated(bounded_lines(lines)), lambda: file.tell() / total
                )
        else:
            yield OpenFeed(FeedFormat.GOOGLE_TABLE, read_google_rows(table.rows), share)


def _json(path: Path, mapping: CatalogueMapping | None, notes: list[str]) -> Iterator[ReadRecord]:
    if mapping is None:
        raise NotJson("JSON needs a mapping (catalogue.toml, see docs/operating/catalogue.md): name it with --mapping")
    if not mapping.articles or not is_document(path):
        return read_mapped_json(read_records(path), mapping, notes)
    found = list_at(read_document(path), mapping.articles)
    if found is None:
        raise NotJson("there is no list where the mapping's key articles says")
    return read_mapped_json(enumerate(found, 1), mapping, notes)
