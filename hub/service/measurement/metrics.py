"""The figures of measurement."""

from hub.ground.health.metric import Metric, gauge
from hub.service.measurement.experiments import Experiments


def metrics_of(experiments: Experiments) -> tuple[Metric, ...]:
    """How many are measured."""
    return (
        gauge("experiment_members", "Members who are measured, by campaign (* is all together)", experiments.sizes,
              "campaign"),
    )  # fmt: skip
