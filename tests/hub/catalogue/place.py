"""A folder with a catalogue in it, for the tests of this folder."""

from pathlib import Path
from zoneinfo import ZoneInfo

from hub.knowledge.catalogue.importing import NOTHING_ODD, Accept, Imported, Source, import_catalogue
from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products

RULES = ReadingRules("DKK", ZoneInfo("Europe/Copenhagen"), Sensitivity(load_sensitive_products(None)), ("strip:shop_",))
DAY = 24 * 3600 * 1000
NOW = 1_790_000_000_000


class Place:
    rules = RULES

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOW
        self.catalogue = StoredCatalogue(folder / "data", lambda: self.now)

    def take(self, body: bytes | str, *, mapping: str = "", stores: str = "", accept: Accept = NOTHING_ODD) -> Imported:
        path = self.folder / "a file"
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        found = None
        if mapping:
            (self.folder / "catalogue.toml").write_text(mapping, encoding="utf-8")
            found = load_catalogue_mapping(self.folder / "catalogue.toml")
        store = StockSource(frozenset(filter(None, stores.split(","))))
        source = Source(path, "a file", found)
        return import_catalogue(source, self.folder / "data", RULES, store, self.now, accept=accept)
