"""Where shop.toml names what the catalogue does not have: an attribute, a line, a category, a rule for ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.ground.floor_plan.model import FloorPlan, ZoneKind
from hub.ground.parsing.near_names import nearest
from hub.ground.shop.check import Disagreements, ShopInPlace, as_called
from hub.ground.shop.file import ShopFile, Wrong, category_of
from hub.ground.shop.model import Category
from hub.knowledge.catalogue.reading import by_shop_rule
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.schema import CATALOGUE_FILE


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to name; of articles that left the catalogue as well, as seasons come back."""

    categories: frozenset[Category]
    """With every step above."""
    attributes: frozenset[str]
    lines: frozenset[str]
    """The values of the attribute that divides articles."""
    currencies: frozenset[str]
    ids: tuple[str, ...]


def check_by_catalogue(shop: ShopInPlace) -> Disagreements:
    """Compare with the catalogue in the hub's folder; where there is none, say so."""
    file, folder = shop.file, shop.settings.data_dir
    catalogue = StoredCatalogue(folder, lambda: 0)
    try:
        articles = catalogue.all()
    finally:
        catalogue.close()
    if not articles:
        why = "has no article, or cannot be read" if (folder / CATALOGUE_FILE).exists() else "is not there"
        note = (
            f"{folder / CATALOGUE_FILE} {why}: categories and lines were not compared with a catalogue. Import one"
            " (goddag-hub catalogue import FILE), and check again with --settings or --data-dir of that hub."
        )
        return Disagreements(notes=(note,))
    attribute = file.lines.attribute if file.lines else ""
    shelf = Shelf(
        frozenset(each.category[:length] for each in articles for length in range(1, len(each.category) + 1)),
        frozenset(name for each in articles for name in each.attributes),
        frozenset(value for each in articles if (value := each.attributes.get(attribute))),
        frozenset(each.currency for each in articles if each.currency),
        tuple(each.id for each in articles),
    )
    warnings = [*_doubtful(file, shelf), *(_idle_zones(shop.plan, shelf) if shop.plan else ())]
    return Disagreements(tuple(_wrong(file, shelf)), tuple(warnings))


def _wrong(file: ShopFile, shelf: Shelf) -> Iterator[Wrong]:
    if shelf.currencies and file.shop.currency not in shelf.currencies:
        yield ("shop", "currency"), f"the catalogue's prices are in {', '.join(sorted(shelf.currencies))}"
    if file.lines and file.lines.attribute not in shelf.attributes:
        near = nearest(file.lines.attribute, shelf.attributes, "there are")
        yield ("lines", "attribute"), f'no article of the catalogue has the attribute "{file.lines.attribute}"{near}'
    elif file.lines:
        named = [(("lines", "names", line), line) for line in file.lines.names]
        named += [(("segments", n, "line"), each.line) for n, each in enumerate(file.segments) if each.line]
        for where, line in named:
            if line not in shelf.lines:
                near = nearest(line, shelf.lines - set(file.lines.names), "others are")
                yield where, f'no article of the catalogue has {file.lines.attribute} "{line}"{near}'
    paths = frozenset(" > ".join(each) for each in shelf.categories)
    for said in file.repeats:
        category = category_of(said)
        if category and category not in shelf.categories:
            yield (
                ("repeats", said),
                f"no article of the catalogue lies in this category{nearest(said, paths, 'there are')}",
            )


def _doubtful(file: ShopFile, shelf: Shelf) -> Iterator[Wrong]:
    if file.lines and file.lines.names and (lacking := sorted(shelf.lines - set(file.lines.names))):
        yield ("lines", "names"), f"the catalogue has lines that are not named here: {', '.join(lacking[:8])}"
    for number, rule in enumerate(file.catalogue.article_ids):
        if not any(True for each in shelf.ids for _ in by_shop_rule(each, (rule,))):
            yield (
                ("catalogue", "article_ids", number),
                f'"{rule}" changes no id of the catalogue, such as {shelf.ids[0]}',
            )


def _idle_zones(plan: FloorPlan, shelf: Shelf) -> Iterator[Wrong]:
    """Who stands in a zone is suggested what it shows: the category or the line that it is called by."""
    called = {as_called(step): step for category in shelf.categories for step in category}
    called |= {as_called(line): line for line in shelf.lines}
    for zone in plan.zones:
        if zone.kind is ZoneKind.SALES and not called.keys() & {as_called(zone.id), as_called(zone.name)}:
            near = nearest(zone.id, called.values(), "there are")
            yield (), f"the zone {zone.id} ({zone.name}) of the floor plan is called by no line and no category{near}"
