"""The words of articles, kept in the catalogue's own file by whoever writes articles there (SQLite FTS5)."""

import json
from typing import Any

from hub.ground.database import Database
from hub.knowledge.catalogue.search_words import folded

# Another number after every change of what stands in the index: files of before are then indexed anew.
HOW = 1
_COLUMNS = 'number, name, brand, category, attributes, id, sku, gtin, mpn, "group"'


def has_words(db: Database) -> bool:
    """Whether every article of that file can be found by its words."""
    if db.row("SELECT 1 FROM sqlite_schema WHERE name = 'indexed'") is None:
        return False
    return db.row("SELECT 1 FROM indexed WHERE how = ?", HOW) is not None


def index_all(db: Database) -> None:
    """Write down the words of every article anew; within a transaction."""
    for table in ("words", "spellings", "indexed"):
        db.run(f"DELETE FROM {table}")  # noqa: S608 - fixed names
    for row in db.rows(f"SELECT {_COLUMNS} FROM articles"):  # noqa: S608 - fixed text
        _index(db, row)
    db.run("INSERT INTO indexed VALUES (?)", HOW)


def index_one(db: Database, number: int) -> None:
    """The words of an article that is new, or says something else now; within a transaction."""
    forget_words(db, number)
    for row in db.rows(f"SELECT {_COLUMNS} FROM articles WHERE number = ?", number):  # noqa: S608 - fixed text
        _index(db, row)


def forget_words(db: Database, number: int) -> None:
    """An article that is removed is found no more."""
    db.run("DELETE FROM words WHERE rowid = ?", number)


def _index(db: Database, row: tuple[Any, ...]) -> None:
    number, name, brand, category, attributes, *numbers = row
    more = " ".join((*json.loads(category), *map(str, json.loads(attributes).values())))
    texts = folded(name), folded(brand), folded(more)
    # With dashes and without: "SOF-12" is typed as sof12 too.
    plain = " ".join(filter(None, map(folded, numbers)))
    joined = " ".join(each.replace(" ", "") for each in map(folded, numbers) if " " in each)
    db.run(
        "INSERT INTO words (rowid, name, brand, more, numbers) VALUES (?, ?, ?, ?, ?)",
        *(number, *texts, f"{plain} {joined}"),
    )
    for word in {word for text in texts for word in text.split() if not word.isdecimal()}:
        db.run("INSERT OR IGNORE INTO spellings VALUES (?, ?)", word, word[::-1])
