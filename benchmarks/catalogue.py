"""How long a catalogue takes to come in, and to be looked up: a made-up Google feed of 100,000 articles.

Each step runs in a process of its own, so that its peak of memory is its own. It fails on ratios beside the standard
library keeping the same file's texts without understanding them, never on seconds: those are printed.
"""

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from hub.knowledge.catalogue.importing import Source, import_catalogue
from hub.knowledge.catalogue.reading import ReadingRules
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.sensitivity import Sensitivity
from hub.knowledge.catalogue.stock import StockSource
from hub.knowledge.customers.sensitive import load_sensitive_products

# What it may take to understand a feed beside keeping its texts: prices, numbers, paths, and a thousand words.
MOST_TIMES_THE_PEER = 6.0
# Of one look-up beside one look-up in a dict of everything would be unfair; SQLite's own by its key is the peer.
MOST_TIMES_SQLITE = 12.0
MOST_PEAK_MEGABYTES, MOST_SECONDS, MOST_MILLISECONDS = 300, 30, 1.0

COLORS, SIZES = ("red", "blue", "oak", "white", "grey"), ("S", "M", "L", "XL", "one size")
WORDS = (
    "chair", "table", "lamp", "rug", "shelf", "sofa", "bed", "desk", "mirror", "vase", "bowl", "plate",
    "cup", "pan", "knife", "board", "towel", "basket", "frame", "candle",
)  # fmt: skip


def feed(path: Path, articles: int) -> None:
    dice = random.Random(4)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>\n')
        for number in range(articles):
            price, noun = dice.randrange(1000, 900_000), dice.choice(WORDS)
            name = f"{dice.choice(WORDS).title()} {noun} {number}"
            text = escape("<p>" + " ".join(dice.choice(WORDS) for _ in range(90)) + "</p>")
            gtin = f"{570_000_000_000 + number}"
            odd = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(gtin))
            file.write(
                f"<item><g:id>shop_{number}</g:id><title>{name}</title><description>{text}</description>"
                f"<link>https://shop.example/p/{number}</link><g:image_link>https://shop.example/i/{number}.jpg"
                f"</g:image_link><g:availability>in_stock</g:availability><g:price>{price / 100:.2f} DKK</g:price>"
                f"<g:sale_price>{price / 120:.2f} DKK</g:sale_price><g:brand>{dice.choice(WORDS).title()}</g:brand>"
                f"<g:gtin>{gtin}{(10 - odd % 10) % 10}</g:gtin><g:mpn>MP-{number}</g:mpn>"
                f"<g:product_type>Home &gt; {noun}s &gt; {dice.choice(WORDS)}s</g:product_type>"
                f"<g:google_product_category>632</g:google_product_category><g:condition>new</g:condition>"
                f"<g:item_group_id>g{number // 5}</g:item_group_id><g:color>{dice.choice(COLORS)}</g:color>"
                f"<g:size>{dice.choice(SIZES)}</g:size><g:material>{dice.choice(WORDS)}</g:material>"
                f"<g:shipping><g:country>DK</g:country><g:price>39.00 DKK</g:price></g:shipping></item>\n"
            )
        file.write("</channel></rss>\n")


def step_peer(path: Path) -> dict[str, float]:
    """ElementTree reads each item, and SQLite keeps its texts and finds them by four keys; nothing is understood."""
    started, root, items = time.perf_counter(), None, 0
    db = sqlite3.connect(path.parent / "peer.db", isolation_level=None)
    db.execute("CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)")
    db.execute("CREATE TABLE keys (key TEXT, rule INTEGER, article INTEGER, PRIMARY KEY (key, rule)) WITHOUT ROWID")
    db.execute("BEGIN")
    for event, element in ET.iterparse(path, ("start", "end")):  # noqa: S314 - our own file
        root = element if root is None else root
        if event == "end" and element.tag == "item":
            items += 1
            said = {each.tag.rpartition("}")[2]: each.text for each in element}
            db.execute("INSERT INTO articles VALUES (?, ?, ?)", (items, said["id"], json.dumps(said)))
            for rule, name in enumerate(("id", "gtin", "mpn", "link")):
                db.execute("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", (said[name], rule, items))
            element.clear()
            root[0].remove(element)  # without it the empty elements stay
    db.execute("COMMIT")
    db.close()
    (path.parent / "peer.db").unlink()
    return {"seconds": time.perf_counter() - started, "articles": items}


def step_import(path: Path) -> dict[str, float]:
    rules = ReadingRules("DKK", ZoneInfo("UTC"), Sensitivity(load_sensitive_products(None)), ("strip:shop_",))
    started = time.perf_counter()
    done = import_catalogue(Source(path, path.name), path.parent, rules, StockSource(), 1)
    return {"seconds": time.perf_counter() - started, "articles": done.articles}


def step_look_up(path: Path) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    catalogue, dice = StoredCatalogue(path.parent, lambda: 1), random.Random(5)
    articles = catalogue.on_sale()
    asked = [f"{dice.randrange(articles)}" for _ in range(20_000)]
    took: list[float] = []
    for sku in asked:
        started = time.perf_counter()
        found = catalogue.joined(sku)
        took.append(time.perf_counter() - started)
        assert found is not None
    peer, times = sqlite3.connect(path.parent / "catalogue.db"), []
    for sku in asked:
        started = time.perf_counter()
        peer.execute("SELECT * FROM articles WHERE id = ?", (f"shop_{sku}",)).fetchone()
        times.append(time.perf_counter() - started)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    took.sort()
    times.sort()
    return {
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[len(took) * 99 // 100] * 1000,
        "sqlite_p50_ms": times[len(times) // 2] * 1000,
        "grown_mb": grown / 1024,
    }


STEPS = {"peer": step_peer, "import": step_import, "look_up": step_look_up}


def run(step: str, path: Path) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, __file__, "--step", step, "--file", str(path)], check=True, capture_output=True
    )
    return json.loads(said.stdout.decode().splitlines()[-1])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, default=100_000)
    asked.add_argument("--step", choices=STEPS)
    asked.add_argument("--file", type=Path)
    given = asked.parse_args()
    if given.step:
        found = STEPS[given.step](given.file)
        print(json.dumps(found | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        feed(path, given.articles)
        peer, ours, found = (run(step, path) for step in STEPS)
        size, kept = path.stat().st_size / 1e6, (Path(folder) / "catalogue.db").stat().st_size / 1e6
    print(f"{given.articles:,} articles, a feed of {size:.0f} MB, a catalogue of {kept:.0f} MB on disk")
    print("| | s | peak MB |\n|---|---|---|")
    print(f"| ElementTree and SQLite, nothing understood | {peer['seconds']:.1f} | {peer['peak_mb']:.0f} |")
    print(f"| the whole import | {ours['seconds']:.1f} | {ours['peak_mb']:.0f} |")
    print(f"| goal | {MOST_SECONDS} | {MOST_PEAK_MEGABYTES} |\n")
    print(
        f"look-up by an order line's sku: p50 {found['p50_ms']:.3f} ms, p99 {found['p99_ms']:.3f} ms"
        f" (goal {MOST_MILLISECONDS:g} ms); a row of SQLite by its id: p50 {found['sqlite_p50_ms']:.3f} ms;"
        f" memory grew by {found['grown_mb']:.1f} MB"
    )
    assert ours["articles"] == given.articles, "not every article came in"
    times = ours["seconds"] / peer["seconds"]
    assert times <= MOST_TIMES_THE_PEER, f"the import takes {times:.1f} times as long as its peer"
    slower = found["p50_ms"] / found["sqlite_p50_ms"]
    assert slower <= MOST_TIMES_SQLITE, f"a look-up takes {slower:.1f} times as long as SQLite's own"
    assert ours["peak_mb"] <= peer["peak_mb"] + MOST_PEAK_MEGABYTES - 50, "the import holds the feed in memory"


if __name__ == "__main__":
    main()
