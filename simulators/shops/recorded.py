"""A shop with real articles and baskets: its folder is made anew from a data set that is not in this repository."""

import csv
import os
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulators.errors import BadShop
from simulators.shops.files import BASKET_COLUMNS, BASKETS_FILE, COLUMNS, read_demo_shop
from simulators.shops.filling import campaign_in
from simulators.shops.model import CAMPAIGNS, DemoShop

RECORDED_FILE = "recorded.toml"
DATASETS = "GODDAG_DATASETS"
# A member's history is that of a real customer who came so often, the last time so shortly before the end.
MIN_BASKETS, MAX_BASKETS, NEWEST_DAYS = 8, 60, 30
# The newest basket was that many days ago: today's would be a pick-up.
ENDED_DAYS_AGO = 5
ClubBasket = tuple[int, int, int, str, int]
"""A line of it: customer, basket, days ago, article, how many."""


class _Columns(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    customer: str
    time: str
    sku: str
    name: str
    quantity: str
    price: str


class Recorded(BaseModel):
    """recorded.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: Path
    kroner_a_unit: float = Field(gt=0)
    sku_pattern: str = ""
    seen_in_baskets: int = Field(1, ge=1)
    until: date = date.max
    """Nothing of that day or after is read."""
    kinds: tuple[str, ...] = ()
    """Words of a name that are taken for the article's category."""
    articles: dict[str, str] = Field(default_factory=dict[str, str])
    """Which real article stands for an invented one in a campaign."""
    columns: _Columns


def recorded_of(shop: DemoShop) -> Recorded | None:
    """What the shop says of real articles; None: all of it is invented anyway. Raises `BadShop`."""
    file = shop.folder / RECORDED_FILE
    if not file.is_file():
        return None
    try:
        return Recorded.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (ValidationError, ValueError, OSError) as error:
        raise BadShop(f"{file}: {error}") from None


def recording(recorded: Recorded) -> Path | None:
    """Where the data set is on this machine, if it is."""
    folder = os.environ.get(DATASETS)
    file = Path(folder) / recorded.file if folder else None
    return file if file and file.is_file() else None


def missing(recorded: Recorded) -> str:
    """What to say when it is not."""
    return (
        f"{DATASETS} names no folder with {recorded.file}: this shop sells a SMALL INVENTED SAMPLE. docs/datasets.md"
        " says where its real articles and baskets are."
    )


def made_from(shop: DemoShop, recorded: Recorded, file: Path, folder: Path) -> DemoShop:
    """The same shop with real articles and baskets, in `folder`. Raises `BadShop`."""
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise BadShop(f"{file} needs DuckDB: pip install goddag[parquet]") from None
    folder.mkdir(parents=True, exist_ok=True)
    for each in ("shop.toml", "members.toml"):
        shutil.copy(shop.folder / each, folder / each)
    shutil.copy(shop.floor_plan, folder / "floor_plan.toml")
    _copy_campaigns(shop, recorded.articles, folder / CAMPAIGNS)
    connection = duckdb.connect()
    try:
        connection.execute(_lines(recorded.columns), _given(recorded, file))
        _write(folder / "catalogue.csv", COLUMNS, _articles(connection.execute(_ARTICLES).fetchall(), recorded))
        refs = [each.ref for each in shop.members]
        connection.execute(_CHOSEN, [MIN_BASKETS, MAX_BASKETS, NEWEST_DAYS, len(refs)])
        baskets: list[tuple[int, int, str]] = connection.execute(_BASKETS, [ENDED_DAYS_AGO]).fetchall()
    except duckdb.Error as error:
        raise BadShop(f"{file}: {error}") from None
    finally:
        connection.close()
    rows = ((refs[number], days, sku) for number, days, sku in baskets)
    _write(folder / BASKETS_FILE, BASKET_COLUMNS, rows)
    return read_demo_shop(folder)


def _copy_campaigns(shop: DemoShop, stands_for: Mapping[str, str], folder: Path) -> None:
    """Each speaks of a real article in place of an invented one; where none stands for it, it is left out."""
    folder.mkdir(exist_ok=True)
    for file in shop.campaign_files:
        invented, text = campaign_in(file).articles, file.read_text(encoding="utf-8")
        if invented <= stands_for.keys():
            for each in invented:
                text = text.replace(f'"{each}"', f'"{stands_for[each]}"')
            (folder / file.name).write_text(text, encoding="utf-8")


def club_baskets(recorded: Recorded, file: Path, members: int) -> list[ClubBasket]:
    """What everybody bought but the customers who became the shop's `members`.

    Raises `BadShop`.
    """
    import duckdb  # noqa: PLC0415 - an extra; `made_from` has said so where it is missing

    connection = duckdb.connect()
    try:
        connection.execute(_lines(recorded.columns), _given(recorded, file))
        connection.execute(_CHOSEN, [MIN_BASKETS, MAX_BASKETS, NEWEST_DAYS, members])
        return connection.execute(_OTHERS, [ENDED_DAYS_AGO]).fetchall()
    except duckdb.Error as error:
        raise BadShop(f"{file}: {error}") from None
    finally:
        connection.close()


def _lines(columns: _Columns) -> str:
    name = {each: '"' + getattr(columns, each).replace('"', '""') + '"' for each in _Columns.model_fields}
    return f"""
        CREATE TEMP TABLE lines AS
        WITH kept AS (
            SELECT {name["customer"]} AS customer, CAST({name["time"]} AS DATE) AS day, {name["sku"]} AS sku,
                trim({name["name"]}) AS name, {name["price"]} AS price,
                {name["quantity"]} AS quantity
            FROM read_parquet($file)
            WHERE {name["customer"]} IS NOT NULL AND {name["quantity"]} > 0 AND {name["price"]} > 0
                AND {name["time"]} < CAST($until AS DATE)
                AND regexp_matches({name["sku"]}, $pattern)
        )
        SELECT * FROM kept WHERE sku IN (
            SELECT sku FROM kept GROUP BY sku HAVING count(DISTINCT (customer, day)) >= $baskets
        )"""  # noqa: S608 - names of columns, quoted


def _given(recorded: Recorded, file: Path) -> dict[str, str | int]:
    return {
        "until": recorded.until.isoformat(),
        "file": str(file),
        "pattern": recorded.sku_pattern,
        "baskets": recorded.seen_in_baskets,
    }


_ARTICLES = "SELECT sku, mode(name), median(price) FROM lines GROUP BY sku ORDER BY sku"
_CHOSEN = """
    CREATE TEMP TABLE chosen AS
    SELECT customer, row_number() OVER (ORDER BY md5(CAST(customer AS VARCHAR))) - 1 AS number
    FROM lines GROUP BY customer
    HAVING count(DISTINCT day) BETWEEN ? AND ? AND max(day) > (SELECT max(day) FROM lines) - CAST(? AS INTEGER)
    ORDER BY number LIMIT ?"""
_BASKETS = """
    SELECT DISTINCT number, date_diff('day', day, (SELECT max(day) FROM lines)) + ? AS days, sku
    FROM lines JOIN chosen USING (customer) ORDER BY number, days, sku"""
_OTHERS = """
    WITH others AS (
        SELECT customer, row_number() OVER (ORDER BY md5(CAST(customer AS VARCHAR))) - 1 AS number
        FROM lines WHERE customer NOT IN (SELECT customer FROM chosen) GROUP BY customer
    )
    SELECT number, dense_rank() OVER (ORDER BY number, day) AS basket,
        date_diff('day', day, (SELECT max(day) FROM lines)) + ? AS days, sku, sum(quantity)
    FROM lines JOIN others USING (customer) GROUP BY number, day, sku ORDER BY number, basket, sku"""


def _articles(found: list[tuple[str, str, float]], recorded: Recorded) -> Iterable[tuple[str | int, ...]]:
    for sku, name, price in found:
        yield sku, name.capitalize(), "", _kind(name, recorded.kinds), max(1, round(price * recorded.kroner_a_unit)), ""


def _kind(name: str, kinds: tuple[str, ...]) -> str:
    """The first of these that is a word of the name, alone or in the plural."""
    words = f" {name.lower()} "
    return next((each.capitalize() for each in kinds if f" {each} " in words or f" {each}s " in words), "")


def _write(file: Path, columns: tuple[str, ...], rows: Iterable[tuple[str | int, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
