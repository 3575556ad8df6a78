"""The figures of the catalogue."""

from collections.abc import Callable

from hub.ground.health.metric import Metric, counter, gauge
from hub.knowledge.catalogue.images import ArticleImages
from hub.knowledge.catalogue.repository import PastImport, StoredCatalogue


def metrics_of(catalogue: StoredCatalogue, now_ms: Callable[[], int]) -> tuple[Metric, ...]:
    """How much is in it, and how old that is."""

    def newest() -> dict[str, PastImport]:
        """Of each kind the newest import that was taken."""
        return {each.what: each for each in reversed(catalogue.imports()) if not each.refused}

    return (
        gauge(
            "catalogue_articles",
            "Articles of the newest import that was taken, of the catalogue and of the stock",
            lambda: {what: each.articles for what, each in newest().items()},
            "what",
        ),
        gauge(
            "catalogue_age_seconds",
            "Since that import",
            lambda: {what: max(0, now_ms() - each.at_ms) / 1000 for what, each in newest().items()},
            "what",
        ),
        gauge(
            "catalogue_imports_refused",
            "Of the newest ten imports, those that were refused",
            lambda: sum(bool(each.refused) for each in catalogue.imports()),
        ),
    )


def image_metrics(images: ArticleImages) -> tuple[Metric, ...]:
    """What became of pictures that screens asked for."""
    return (
        counter(
            "catalogue_images",
            "Pictures of articles that were fetched, by what became of them",
            lambda: dict(images.outcomes),
            "result",
        ),
        gauge("catalogue_images_bytes", "What the kept pictures take on the disk", images.store.size),
    )
