"""The catalogue: what the shop sells."""

import asyncio
from dataclasses import dataclass, replace

import structlog

from hub.ground.ground import Ground
from hub.ground.part import Job as Job_
from hub.ground.part import Part, Round
from hub.ground.store_settings import StoreSettings
from hub.knowledge.catalogue.endpoints import catalogue_routes
from hub.knowledge.catalogue.feed import DOWNLOAD, IMPORT_SECONDS, Feed, FeedFetcher, in_a_process, name_of
from hub.knowledge.catalogue.image_store import ImageStore
from hub.knowledge.catalogue.images import ArticleImages
from hub.knowledge.catalogue.metrics import image_metrics, metrics_of
from hub.knowledge.catalogue.products import ShopifyProducts
from hub.knowledge.catalogue.reindexing import needs_words
from hub.knowledge.catalogue.repository import StoredCatalogue
from hub.knowledge.catalogue.rules import reading_rules, stock_source
from hub.knowledge.catalogue.settings import CatalogueSettings
from hub.knowledge.catalogue.worker import Job
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings

log = structlog.get_logger()

LOOK_SECONDS = 30.0
# Two feeds, each downloaded and imported.
WITHIN_SECONDS = 2 * (DOWNLOAD.deadline_seconds + IMPORT_SECONDS) + 300


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """What other parts may use."""

    part: Part
    catalogue: StoredCatalogue
    products: ShopifyProducts
    feeds: FeedFetcher
    images: ArticleImages | None
    """None where no pictures are fetched."""


def catalogue(ground: Ground, settings: StoreSettings) -> CataloguePart:
    """Build the part. Raises `SensitiveListError`."""
    own, stored = settings.of(CatalogueSettings), StoredCatalogue(ground.data_dir, ground.now_ms)
    sensitive = settings.of(CustomerSettings).sensitive_products
    rules, store = reading_rules(ground.shop, settings, load_sensitive_products(sensitive)), stock_source(settings)
    job = Job(
        path="",
        name="",
        data_dir=str(ground.data_dir.absolute()),
        now_ms=0,
        currency=rules.currency,
        zone=str(rules.zone),
        article_ids=rules.article_ids,
        stores=tuple(sorted(store.codes)),
        sensitive=str(sensitive.absolute()) if sensitive else "",
        mapping=str(own.catalogue_mapping.absolute()) if own.catalogue_mapping else "",
    )
    feeds = tuple(
        Feed(str(url), what, replace(job, name=name_of(str(url))), ground.lights.add(f"catalogue {what}", says))
        for url, what, says in (
            (own.catalogue_feed, "articles", "alarms-what-articles"),
            (own.catalogue_stock_feed, "stock", "alarms-what-stock"),
        )
        if url
    )
    every_ms = round(own.catalogue_feed_hours * 3600 * 1000)
    fetcher = FeedFetcher(ground.outgoing, stored, feeds, every_ms, ground.now_ms, ground.data_dir)
    look = Round(name="catalogue feeds", every_seconds=LOOK_SECONDS, once=fetcher.tick, within_seconds=WITHIN_SECONDS)

    async def write_missing_words(_round: int) -> None:
        if await asyncio.to_thread(needs_words, ground.data_dir):
            said = await in_a_process(job)
            log.info("the words of the catalogue were written down for the search", **said)

    words = Round(
        name="catalogue words", every_seconds=LOOK_SECONDS, once=write_missing_words, within_seconds=IMPORT_SECONDS + 60
    )

    images = _images(ground, own)

    async def close() -> None:
        stored.close()
        if images:
            images.store.close()

    part = Part(
        name="catalogue",
        routes=(catalogue_routes(stored),),
        rounds=(words, look) if feeds else (words,),
        jobs=(Job_(name="article images", run=images.run, told_elsewhere="its health light"),) if images else (),
        metrics=(*metrics_of(stored, ground.now_ms), *(image_metrics(images) if images else ())),
        close=close,
    )
    return CataloguePart(part, stored, ShopifyProducts(ground.data_dir, rules, store), fetcher, images)


def _images(ground: Ground, settings: CatalogueSettings) -> ArticleImages | None:
    if not settings.catalogue_images:
        return None
    hosts = frozenset(filter(None, (each.strip().lower() for each in settings.catalogue_image_hosts.split(","))))
    light = ground.lights.add("article images", "alarms-what-images")
    images = ArticleImages(ground.outgoing, ImageStore(ground.data_dir), light, ground.now_ms, hosts)
    light.waiting = images.waiting
    return images
