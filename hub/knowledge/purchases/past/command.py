"""What `goddag-hub purchases` does."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.ground.command_line import hub_database
from hub.ground.data_folder import read_hub_database
from hub.ground.database import let_others_write
from hub.ground.manifests import schemas
from hub.ground.progress import ProgressLine
from hub.ground.shop.file import shop_of
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.joining import join_report
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.settings import CatalogueSettings
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.purchases.past.files import open_past_orders
from hub.knowledge.purchases.past.importing import PastImported, PastOrders, PastRules
from hub.knowledge.purchases.past.mapping_file import load_past_mapping
from hub.knowledge.purchases.past.reading import Surroundings, orders_of
from hub.knowledge.purchases.repository import Orders
from hub.knowledge.purchases.settings import PurchaseSettings
from hub.trust.consents.kept_noes import FILE as KEPT_NOES
from hub.trust.consents.kept_noes import KeptNoes
from hub.trust.consents.ledger import ConsentLedger
from hub.trust.members.repository import Members
from hub.trust.suppression.suppression_list import FILE as TOMBSTONES
from hub.trust.suppression.suppression_list import open_tombstones

DAY_MS = 24 * 3600 * 1000


def run(
    settings: StoreSettings,
    file: Path,
    mapping: Path | None,
    *,
    dry_run: bool,
    between: Callable[[float], None] = let_others_write,
) -> PastImported:
    """Import, or only look. `between`: called after each write. Raises `HubError`."""
    shop, now_ms = shop_of(settings), round(time.time() * 1000)
    chosen = load_past_mapping(mapping) if mapping else None
    here = Surroundings(
        ZoneInfo(shop.time_zone), settings.of(CatalogueSettings).catalogue_currency or shop.currency, now_ms
    )
    catalogue = StoredCatalogue(settings.data_dir, lambda: now_ms)

    def is_sensitive(sku: str) -> bool | None:
        article = catalogue.joined(sku)
        return None if article is None else bool(article.sensitive)

    rules = PastRules(
        learn_from_everybody=shop.learn_from_everybody,
        keep_ms=round(settings.of(PurchaseSettings).keep_purchases_days * DAY_MS),
        names_sensitive=load_sensitive_products(settings.of(CustomerSettings).sensitive_products).names,
        is_sensitive=is_sensitive,
        has_catalogue=catalogue.on_sale() > 0,
    )
    done = PastImported()
    with (
        hub_database(settings.data_dir, schemas()) as db,
        _erased(settings.data_dir) as erased_at_ms,
        closing(catalogue),
        ProgressLine("orders") as progress,
    ):
        rules = replace(rules, erased_at_ms=erased_at_ms)
        ledger = ConsentLedger(db, KeptNoes(settings.data_dir / KEPT_NOES))
        past = PastOrders(db, Members(db), ledger, rules)
        with open_past_orders(file, chosen, here) as opened:
            orders = orders_of(opened.lines, done.count)
            if dry_run:
                past.look(orders, now_ms, done)
            else:
                past.take(orders, now_ms, done, progress, between)
    return done


@contextmanager
def _erased(data_dir: Path) -> Generator[Callable[[str], int | None]]:
    """When a customer was erased. A hub that has begun no list yet has erased nobody, and is not given one here."""
    if not (data_dir / TOMBSTONES).exists():
        yield lambda _customer: None
        return
    with closing(open_tombstones(data_dir)) as tombstones:
        yield tombstones.erased_at_ms


def joined_lines(data_dir: Path) -> Iterator[str]:
    """Which share of stored order lines finds its article. Raises `HubError`."""
    db, catalogue = read_hub_database(data_dir), StoredCatalogue(data_dir, lambda: 0)
    try:
        yield from join_report(Orders(db).skus(), catalogue.rule_of).text()
    finally:
        catalogue.close()
        db.close()
