"""Looks for articles by number or by words; each search on a connection of its own, so that it may run in a thread."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hub.ground.database import Database
from hub.knowledge.catalogue.model import Article, InThisStore
from hub.knowledge.catalogue.repository import Articles, open_catalogue
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.search_index import has_words
from hub.knowledge.catalogue.search_words import FORGIVES_FROM, begins_nearly, halves, is_nearly, words_of

# What fits on a screen that somebody reads while a customer waits.
MOST_GROUPS = 30
# Sizes times colours of one model; a shop that has more calls them models.
MOST_VARIANTS = 60
# Ranked rows that are looked at for so many groups.
_MOST_ROWS = 400
# Spellings that one word may stand for.
_MOST_SPELLINGS, _MOST_CANDIDATES = 40, 4000
# A search that takes longer is given up: the catalogue is larger than any that we know of, or the disk is broken.
_MOST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Variant:
    """One article that can be bought, and how it is in this store."""

    article: Article
    here: InThisStore


@dataclass(frozen=True, slots=True)
class Model:
    """What a person calls one article: its sizes and colours are the variants."""

    variants: tuple[Variant, ...]
    """Those that are sold, the one that was found first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody looked for."""

    models: tuple[Model, ...] = ()
    """The best first."""
    is_empty: bool = False
    """There is no catalogue."""
    is_indexing: bool = False
    """Its words are still being written down: numbers are found, words are not."""
    is_forgiven: bool = False
    """Nothing is spelled so; this is one letter from it."""


def find(data_dir: Path, asked: str, now_ms: int) -> Found:
    """Raises `DatabaseFailed`."""
    path = data_dir / CATALOGUE_FILE
    if not path.exists():
        return Found(is_empty=True)
    with closing(open_catalogue(path, read_only=True)) as db:
        articles = Articles(db)
        if articles.is_empty():
            return Found(is_empty=True)
        db.give_up_after(_MOST_SECONDS)
        numbered = articles.numbered(asked)
        first = [numbered[0]] if numbered else []
        if not has_words(db):
            return Found(_models(articles, first, now_ms), is_indexing=True)
        words = words_of(asked)
        numbers, is_forgiven = _by_words(db, words, now_ms) if words else ([], False)
        return Found(_models(articles, [*first, *numbers], now_ms), is_forgiven=is_forgiven and not first)


def _by_words(db: Database, words: Sequence[str], now_ms: int) -> tuple[list[int], bool]:
    """As they are typed or go on; then where they end a longer word (sofa: hjørnesofa); then one letter from it."""
    found = _matching(db, [[word] for word in words], now_ms)
    if len(found) < _MOST_ROWS:
        endings = [[word, *_ending_in(db, word)] for word in words]
        if any(len(each) > 1 for each in endings):
            found = list(dict.fromkeys((*found, *_matching(db, endings, now_ms))))
    if found:
        return found, False
    return _matching(db, [[word, *_nearly(db, word)] for word in words], now_ms), True


def _matching(db: Database, words: Iterable[Sequence[str]], now_ms: int) -> list[int]:
    # Letters and digits alone stand between the quotes.
    asked = " AND ".join("(" + " OR ".join(f'"{spelling}"*' for spelling in each) + ")" for each in words)
    rows = db.rows(
        "SELECT words.rowid FROM words JOIN articles ON articles.number = words.rowid WHERE words MATCH ?"
        " AND (until_ms IS NULL OR until_ms > ?) ORDER BY bm25(words, 10, 6, 1, 4), articles.name LIMIT ?",
        *(asked, now_ms, _MOST_ROWS),
    )
    return [number for (number,) in rows]


def _ending_in(db: Database, word: str) -> Iterator[str]:
    if len(word) < FORGIVES_FROM:
        return
    for (spelling,) in db.rows(
        "SELECT word FROM spellings WHERE reversed > ? AND reversed < ? LIMIT ?", *_range(word[::-1]), _MOST_SPELLINGS
    ):
        yield spelling


def _nearly(db: Database, word: str) -> Iterator[str]:
    if len(word) < FORGIVES_FROM or word.isdecimal():
        return
    start, end = halves(word)
    begins = db.rows(
        "SELECT word FROM spellings WHERE word >= ? AND word < ? LIMIT ?", *_range(start), _MOST_CANDIDATES
    )
    ends = db.rows(
        "SELECT word FROM spellings WHERE reversed >= ? AND reversed < ? LIMIT ?", *_range(end[::-1]), _MOST_CANDIDATES
    )
    found = [spelling for (spelling,) in begins if begins_nearly(word, spelling)]
    found += [spelling for (spelling,) in ends if is_nearly(word, spelling)]
    yield from list(dict.fromkeys(found))[:_MOST_SPELLINGS]


def _range(start: str) -> tuple[str, str]:
    """Whatever begins so."""
    return start, f"{start}\U0010ffff"


def _models(articles: Articles, numbers: Iterable[int], now_ms: int) -> tuple[Model, ...]:
    found: dict[str, Model] = {}
    for number in numbers:
        article = articles.one("number", number, now_ms)
        if article is None:
            continue
        called = f"group {article.group}" if article.group else f"id {article.id}"
        if called not in found:
            others = articles.variants(article.group, now_ms, MOST_VARIANTS) if article.group else []
            all_of_them = (article, *(each for each in others if each.id != article.id))
            found[called] = Model(tuple(Variant(each, articles.here(each.id, now_ms)) for each in all_of_them))
        if len(found) == MOST_GROUPS:
            break
    return tuple(found.values())
