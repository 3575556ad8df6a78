"""An import in a process of its own, so that a hub waits for none and its memory does not grow: `python -m` this.

One job as JSON comes in, and one line of JSON goes out.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.ground.errors import HubError
from hub.knowledge.catalogue.importing import Source, import_catalogue
from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.reindexing import write_words
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products

# The hub goes first.
_NICE = 10


@dataclass(frozen=True, slots=True)
class Job:
    """All that an import needs, as texts."""

    path: str
    name: str
    data_dir: str
    now_ms: int
    currency: str
    zone: str
    article_ids: tuple[str, ...]
    stores: tuple[str, ...]
    sensitive: str = ""
    mapping: str = ""
    etag: str = ""
    last_modified: str = ""

    def text(self) -> str:
        """For the process."""
        return json.dumps(asdict(self))


def run(job: Job) -> int:
    """Import; without a path, write down the words of what is there. Raises `HubError`; returns how many articles."""
    if not job.path:
        return write_words(Path(job.data_dir))
    sensitive = load_sensitive_products(Path(job.sensitive) if job.sensitive else None)
    rules = ReadingRules(job.currency, ZoneInfo(job.zone), Sensitivity(sensitive), tuple(job.article_ids))
    mapping = load_catalogue_mapping(Path(job.mapping)) if job.mapping else None
    source = Source(Path(job.path), job.name, mapping, job.etag, job.last_modified)
    return import_catalogue(source, Path(job.data_dir), rules, StockSource(frozenset(job.stores)), job.now_ms).articles


def main() -> None:
    """Do what standard input asks for."""
    os.nice(_NICE)
    try:
        said = {"articles": run(Job(**json.load(sys.stdin)))}
    except HubError as error:
        said = {"refused": str(error)}
    sys.stdout.write(f"{json.dumps(said)}\n")


if __name__ == "__main__":
    main()
