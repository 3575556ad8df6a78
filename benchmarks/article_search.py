"""How quickly staff find an article among 50,000, and whether the hub stands still meanwhile.

    make bench-article_search     about half a minute; prints a table, writes benchmarks/results/article_search.json

Each search beside what a database does without our index: `name LIKE '%word%'` over the same file. Then 20 searches in
threads, as the endpoint runs them, while a task looks at the clock: the longest that the event loop stood still, beside
all of them in the loop itself, and beside a loop that does nothing, which is what the machine adds. It fails on ratios,
never on seconds: those are printed.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from tables import report

from hub.knowledge.catalogue.importing import Source, import_catalogue
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.schema import CATALOGUE_FILE
from hub.knowledge.catalogue.search import find
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products

NOW = 1_790_000_000_000
SEARCHES, AT_ONCE, LOOK_SECONDS = 20, 2, 0.001
# Thirty models with prices, stock and variants, ranked, forgiving a letter, beside names that hold a word.
MOST_TIMES_LIKE = 10.0
# In threads the loop waits for Python's own lock, and for nothing else.
MOST_OF_THE_LOOP = 0.5
NOUNS = ("chair", "table", "lamp", "rug", "shelf", "sofa", "bed", "desk", "mirror", "vase", "bowl", "plate", "candle")
KINDS = ("oak", "corner", "garden", "folding", "round", "tall", "soft", "striped", "linen", "painted", "brass", "grey")
MAKERS = ("Nordal", "Birke", "Havn", "Lund", "Fjord", "Skagen", "Ribe", "Aalto")
ASKED = {"one word": "sofa", "two words": "oak chair", "as it is typed": "cand", "one letter wrong": "mirrro lamp",
         "a number": "4711", "nothing": "zeppelin"}  # fmt: skip


def fill(folder: Path, articles: int) -> None:
    """A feed of so many, taken in as the hub does."""
    dice, feed = random.Random(7), folder / "feed.txt"
    with feed.open("w", encoding="utf-8") as file:
        file.write("id\ttitle\tprice\tbrand\titem_group_id\tcolor\n")
        for number in range(articles):
            name = f"{dice.choice(MAKERS)} {dice.choice(KINDS)} {dice.choice(NOUNS)} {number // 4}"
            brand, price, color = dice.choice(MAKERS), dice.randrange(10, 9000), dice.choice(("red", "blue", "white"))
            file.write(f"{number}\t{name}\t{price} DKK\t{brand}\tg{number // 4}\t{color}\n")
    rules = ReadingRules("DKK", ZoneInfo("Europe/Copenhagen"), Sensitivity(load_sensitive_products(None)))
    import_catalogue(Source(feed, "a feed"), folder, rules, StockSource(frozenset()), NOW)


def milliseconds(search: Callable[[], object], times: int = 15) -> float:
    """The median."""
    took: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        search()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def like(path: Path, asked: str) -> list[tuple[object, ...]]:
    """The same question without our index."""
    words = asked.split()
    with closing(sqlite3.connect(path)) as db:
        held = " AND ".join("name LIKE ?" for _ in words)
        return db.execute(
            f"SELECT * FROM articles WHERE {held} ORDER BY name LIMIT 400", [f"%{w}%" for w in words]
        ).fetchall()


async def longest_pause(search: Callable[[str], Awaitable[object]]) -> float:
    """Milliseconds that the loop stood still at most, while 20 searches ran."""
    worst, is_over = 0.0, False

    async def look() -> None:
        nonlocal worst
        while not is_over:
            began = time.perf_counter()
            await asyncio.sleep(LOOK_SECONDS)
            worst = max(worst, time.perf_counter() - began - LOOK_SECONDS)

    looking, texts, gate = asyncio.create_task(look()), list(ASKED.values()), asyncio.Semaphore(AT_ONCE)

    async def one(text: str) -> None:
        async with gate:
            await search(text)

    await asyncio.gather(*(one(texts[number % len(texts)]) for number in range(SEARCHES)))
    is_over = True
    await looking
    return worst * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, articles)
        rows: list[dict[str, object]] = []
        for what, text in ASKED.items():
            ours = milliseconds(lambda text=text: find(folder, text, NOW))
            peer = milliseconds(lambda text=text: like(folder / CATALOGUE_FILE, text))
            rows.append(
                {"": what, "ours ms": round(ours, 1), "LIKE ms": round(peer, 1), "ratio": round(ours / peer, 2)}
            )

        async def in_the_loop(text: str) -> None:
            find(folder, text, NOW)

        threads = asyncio.run(longest_pause(lambda text: asyncio.to_thread(find, folder, text, NOW)))
        loop = asyncio.run(longest_pause(in_the_loop))
        idle = asyncio.run(longest_pause(lambda _text: asyncio.sleep(threads / 1000)))
    share = round(threads / loop, 2)
    slow = [row for row in rows if float(str(row["ratio"])) > MOST_TIMES_LIKE]
    for what, pause in (("pause, in threads", threads), ("pause, all 20 in the loop", loop), ("pause, idle", idle)):
        rows.append({"": what, "ours ms": round(pause, 1), "LIKE ms": "", "ratio": round(pause / loop, 2)})
    report("article_search", rows)
    return 1 if slow or share > MOST_OF_THE_LOOP else 0


if __name__ == "__main__":
    raise SystemExit(main())
