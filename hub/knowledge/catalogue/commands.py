"""goddag-hub catalogue: what the shop sells, from a terminal."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, folder_of, refuse, refusing, settings_of
from wire.sentences import counted, ended

if TYPE_CHECKING:  # the help must not wait for these
    from hub.ground.store_settings import StoreSettings
    from hub.knowledge.catalogue.importing import Imported, Source
    from hub.knowledge.catalogue.model import Article, StoreOffer
    from hub.knowledge.catalogue.reading import ReadingRules
    from hub.knowledge.catalogue.repository import StoredCatalogue

catalogue = typer.Typer(help="What the shop sells: its articles.", no_args_is_help=True, rich_markup_mode=None)

_File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A Google feed (XML or table), Shopify's export, or any CSV or JSON; or .gz."),
]
_Mapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping", help="catalogue.toml, for a CSV or JSON that is no feed; without it, as in the settings."
    ),
]


@catalogue.command("import")
def import_file(
    file: _File,
    mapping: _Mapping = None,
    accept_smaller: Annotated[
        bool, typer.Option("--accept-smaller", help="Though it has less than half of the articles of before.")
    ] = False,
    accept_new_ids: Annotated[
        bool, typer.Option("--accept-new-ids", help="Though most articles come under other ids than before.")
    ] = False,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Take a whole catalogue, or a file of what stores have, into use; a running hub has it at once.

    A file that is broken, has less than half of the articles, or most of them under other ids, is refused, and the
    catalogue of before stays.
    """
    from hub.ground.progress import ProgressLine  # noqa: PLC0415
    from hub.knowledge.catalogue.importing import NOTHING_ODD, Accept, import_catalogue  # noqa: PLC0415
    from hub.knowledge.catalogue.rules import stock_source  # noqa: PLC0415
    from hub.knowledge.catalogue.schema import CATALOGUE_FILE  # noqa: PLC0415

    with refusing(1):
        settings, source, rules = _asked(file, mapping, settings_file, data_dir)
        with ProgressLine("articles") as progress:
            done = import_catalogue(
                source,
                settings.data_dir,
                rules,
                stock_source(settings),
                _now_ms(),
                accept=(Accept.SMALLER if accept_smaller else NOTHING_ODD)
                | (Accept.NEW_IDS if accept_new_ids else NOTHING_ODD),
                progress=progress,
            )
    for line in _told(done, rules):
        print(line)
    print(f"Into {settings.data_dir / CATALOGUE_FILE}.")


@catalogue.command()
def check(
    file: _File,
    mapping: _Mapping = None,
    orders: Annotated[
        Path | None, typer.Option("--orders", help="A CSV of order lines: which share of them finds an article?")
    ] = None,
    sku_column: Annotated[
        str | None, typer.Option("--sku-column", help="The column of the article's number in --orders.")
    ] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Read a file as an import would, and say what is passed over and why; nothing is kept. Exit 1: it is refused."""
    import tempfile  # noqa: PLC0415

    from hub.ground.progress import ProgressLine  # noqa: PLC0415
    from hub.knowledge.catalogue.importing import check_catalogue  # noqa: PLC0415
    from hub.knowledge.catalogue.joining import join_report  # noqa: PLC0415
    from hub.knowledge.catalogue.repository import StoredCatalogue  # noqa: PLC0415
    from hub.knowledge.catalogue.rules import stock_source  # noqa: PLC0415

    with refusing(1), tempfile.TemporaryDirectory(prefix="goddag-catalogue-") as folder:
        settings, source, rules = _asked(file, mapping, settings_file, data_dir)
        with ProgressLine("articles") as progress:
            done = check_catalogue(source, Path(folder), rules, stock_source(settings), _now_ms(), progress)
        for line in _told(done, rules):
            print(line)
        if orders is not None:
            found = StoredCatalogue(Path(folder), _now_ms)

            for line in join_report(_skus(orders, sku_column), found.rule_of).text():
                print(line)
            found.close()


@catalogue.command()
def show(
    sku: Annotated[
        str | None, typer.Argument(help="The number of an article, as the till or the catalogue has it.")
    ] = None,
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Print an article and by which rule an order line finds it; without a number, the catalogue and its imports."""
    from hub.ground.data_folder import DATABASE_FILE, read_hub_database  # noqa: PLC0415
    from hub.knowledge.catalogue.repository import StoredCatalogue  # noqa: PLC0415
    from hub.knowledge.catalogue.schema import CATALOGUE_FILE  # noqa: PLC0415

    with refusing():
        folder = folder_of(settings_file, data_dir)
        if not (folder / CATALOGUE_FILE).exists() and not (folder / DATABASE_FILE).exists():
            refuse(f"there is neither a hub nor a catalogue in {folder}. Name the hub's folder: --data-dir.")
        if (folder / DATABASE_FILE).exists():
            read_hub_database(folder).close()  # of a newer version nothing is read
        found = _readable(StoredCatalogue(folder, _now_ms), folder / CATALOGUE_FILE)
    if sku is None:
        imports = [asdict(each) for each in found.imports()]
        if as_json:
            print(json.dumps(imports, indent=1, ensure_ascii=False))
            return
        for line in _catalogue(found):
            print(line)
        return
    joined = found.joined_by(sku)
    if joined is None:
        refuse(f"no article has the number {sku}: neither as sku, id, manufacturer's or trade item number.", 1)
    article, rule = joined
    availability, stores = found.availability(article.id), found.in_stores(article.id)
    if as_json:
        said = asdict(article) | {"joined_by": rule.name.lower(), "availability": availability}
        said |= {"stores": [asdict(each) for each in stores]}
        print(json.dumps(said, indent=1, ensure_ascii=False))
        return
    for line in _article(article):
        print(line)
    print(f"found by      {rule.name.lower().replace('_', ' ')}\nin this store {availability.replace('_', ' ')}")
    for each in stores:
        print(f"store {each.store or '(not named)'}: {_in_store(each)}")


def _readable(found: "StoredCatalogue", path: Path) -> "StoredCatalogue":
    if why := found.damage():
        refuse(f"{path} cannot be read ({why}). Move it away, and import the catalogue again.", 1)
    return found


def _asked(
    file: Path, mapping: Path | None, settings_file: Path | None, data_dir: Path | None
) -> "tuple[StoreSettings, Source, ReadingRules]":
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.knowledge.catalogue.importing import Source  # noqa: PLC0415
    from hub.knowledge.catalogue.mapping_file import load_catalogue_mapping  # noqa: PLC0415
    from hub.knowledge.catalogue.rules import reading_rules  # noqa: PLC0415
    from hub.knowledge.catalogue.settings import CatalogueSettings  # noqa: PLC0415
    from hub.knowledge.customers.sensitive import load_sensitive_products  # noqa: PLC0415
    from hub.knowledge.customers.settings import CustomerSettings  # noqa: PLC0415

    settings = settings_of(settings_file, data_dir)
    named = mapping or settings.of(CatalogueSettings).catalogue_mapping
    sensitive = load_sensitive_products(settings.of(CustomerSettings).sensitive_products)
    source = Source(file, str(file), load_catalogue_mapping(named) if named else None)
    return settings, source, reading_rules(shop_of(settings), settings, sensitive)


def _now_ms() -> int:
    return round(time.time() * 1000)


def _told(done: "Imported", rules: "ReadingRules") -> Iterator[str]:
    what = "on sale" if done.what == "articles" else "with a stock in this store"
    yield f"{done.format}: {counted(done.articles, 'article')} {what}."
    yield from map(ended, done.notes)
    yield from (f"  {line}" for line in done.tally.lines())
    if done.tally.times.get("other_currency"):
        yield f"The shop's currency is {rules.currency}: currency in shop.toml, or catalogue_currency."


def _skus(orders: Path, column: str | None) -> Iterator[str]:
    from hub.ground.errors import CatalogueError  # noqa: PLC0415
    from hub.ground.parsing.csv_tables import TableError, open_table  # noqa: PLC0415
    from hub.ground.parsing.csv_tables import column as plain  # noqa: PLC0415

    try:
        with open_table(orders, (column,) if column else ()) as table:
            named = plain(column) if column else next((each for each in _SKU_COLUMNS if each in table.columns), None)
            if named is None or named not in table.columns:
                found = ", ".join(filter(None, table.columns[:20]))
                refuse(f"{orders}: which column is the article's number? Name it: --sku-column. It has: {found}", 1)
            for row in table.rows:
                yield row.values.get(named, "")
    except OSError as error:
        raise CatalogueError(f"cannot read {orders}: {error.strerror}.") from None
    except TableError as error:
        raise CatalogueError(f"{orders}: {error}.") from None


_SKU_COLUMNS = (
    "sku", "stockcode", "article", "article number", "item", "item number", "lineitem sku", "product", "product id",
    "varenummer", "varenr", "artikelnummer", "id",
)  # fmt: skip


def _catalogue(found: "StoredCatalogue") -> Iterator[str]:
    from hub.knowledge.catalogue.tally import Tally  # noqa: PLC0415

    imports = found.imports()
    yield f"{counted(found.on_sale(), 'article')} on sale."
    for each in imports:
        at = datetime.fromtimestamp(each.at_ms / 1000, UTC).isoformat(timespec="seconds")
        if each.refused:
            yield f"{at}  refused: {each.refused}"
            continue
        yield f"{at}  {each.source}: {each.format}, {each.what}, {counted(each.articles, 'article')}"
        yield from (f"    {line}" for line in Tally(each.counts).lines())
    if not imports:
        yield "Nothing was imported yet: goddag-hub catalogue import FILE."


def _in_store(offer: "StoreOffer") -> str:
    from hub.ground.parsing.money import written  # noqa: PLC0415

    said = [
        f"{what} {written(minor, offer.currency)} {offer.currency}"
        for what, minor in (("price", offer.price_minor), ("sale", offer.sale_minor))
        if minor is not None
    ]
    said += [
        f"{what} {text.replace('_', ' ')}"
        for what, text in (("pickup", offer.pickup_method), ("ready", offer.pickup_sla))
        if text
    ]
    return "; ".join([*said, *([f"stands at {offer.shelf}"] if offer.shelf else [])])


def _article(article: "Article") -> Iterator[str]:
    said = asdict(article)
    for name, value in said.items():
        if value in ("", None, (), {}):
            continue
        if name == "attributes":
            yield from (f"  {key:11} {text}" for key, text in article.attributes.items())
        elif name.endswith("_ms"):
            at = datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="seconds")
            yield f"{name.removesuffix('_ms').replace('_', ' '):13} {at}"
        elif name.endswith("_minor"):
            from hub.ground.parsing.money import written  # noqa: PLC0415

            yield f"{name.removesuffix('_minor'):13} {written(value, article.currency)}"
        else:
            yield f"{name:13} {' > '.join(value) if name == 'category' else value}"


COMMANDS = {"catalogue": catalogue}
