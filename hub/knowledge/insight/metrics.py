"""The figures of insight: how old the model is, and how good it was on what it had not seen."""

from collections.abc import Callable

from hub.ground.health.metric import Metric, gauge
from hub.knowledge.insight.model_store import ModelStore, Training


def metrics_of(store: ModelStore, now_ms: Callable[[], int]) -> tuple[Metric, ...]:
    """Nothing is said of a model before there is one."""

    def in_use(figure: Callable[[Training], float]) -> Callable[[], float | None]:
        def read() -> float | None:
            training = store.state().in_use
            return figure(training) if training else None

        return read

    def refused() -> int:
        """How many of the newest trainings in a row gave no model."""
        count = 0
        for each in reversed(store.state().trainings):
            if each.file:
                break
            count += 1
        return count

    def metrics() -> dict[str, float] | None:
        training = store.state().in_use
        return dict(training.metrics) if training else None

    return (
        gauge(
            "model_age_seconds", "Since the model in use was trained", in_use(lambda it: (now_ms() - it.at_ms) / 1000)
        ),
        gauge("model_articles", "Articles that it knows", in_use(lambda it: it.articles)),
        gauge("model_baskets", "Baskets that it learned from", in_use(lambda it: it.baskets)),
        gauge("model_bytes", "Its size on disk", in_use(lambda it: it.file_bytes)),
        gauge("model_quality", "How good it was on later orders, by measure (docs/insight.md)", metrics, "measure"),
        gauge("trainings_refused", "Trainings since then that gave no model", refused),
    )
