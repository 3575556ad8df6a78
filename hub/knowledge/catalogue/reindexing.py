"""A catalogue of a version before gets its words in a copy, which takes its place once it is whole."""

import shutil
from contextlib import closing
from pathlib import Path

from hub.knowledge.catalogue.importing import alone, put_in_place
from hub.knowledge.catalogue.repository import open_catalogue
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.search_index import has_words, index_all


def needs_words(data_dir: Path) -> bool:
    """Whether there is a catalogue that cannot be searched yet. Raises `DatabaseFailed`."""
    path = data_dir / CATALOGUE_FILE
    if not path.exists():
        return False
    with closing(open_catalogue(path, read_only=True)) as db:
        return not has_words(db)


def write_words(data_dir: Path) -> int:
    """Write them; returns how many articles there are. Raises `CatalogueError` while an import runs."""
    path = data_dir / CATALOGUE_FILE
    new = path.with_suffix(".new")
    with alone(data_dir):
        try:
            # Whoever writes to it is alone as well, so that the file is whole.
            shutil.copyfile(path, new)
            new.chmod(0o600)
            with closing(open_catalogue(new)) as db:
                db.run("PRAGMA synchronous=OFF")
                with db.atomic():
                    index_all(db)
                row = db.row("SELECT count(*) FROM articles")
            put_in_place(new, path)
        finally:
            new.unlink(missing_ok=True)
    return int(row[0]) if row else 0
