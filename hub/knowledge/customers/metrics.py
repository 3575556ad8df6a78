"""The figures of customer data: how the sources answer, and who has still to be told."""

from hub.ground.health.metric import Metric, counter, gauge, timings
from hub.knowledge.customers.consent_forwarder import ConsentForwarder
from hub.knowledge.customers.port import CustomerSource


def metrics_of(source: CustomerSource, forwarder: ConsentForwarder) -> tuple[Metric, ...]:
    """By source and platform, as the settings name them."""
    return (
        counter(
            "customer_source_calls",
            "Questions to the sources of customer data, by what came of them, since the start",
            lambda: source.figures().calls,
            "source",
            "result",
        ),
        timings("customer_source_seconds", "How long their answers took", lambda: source.figures().took, "source"),
        gauge("profiles_kept", "Customers of whom an answer is remembered", lambda: source.figures().kept),
        gauge(
            "consents_waiting",
            "Changes of consent that a platform is not told yet",
            lambda: {each.platform: each.waiting for each in forwarder.overview()},
            "platform",
        ),
        gauge(
            "consents_refused",
            "Members whose newest state a platform took in no form",
            lambda: {each.platform: each.refused for each in forwarder.overview()},
            "platform",
        ),
    )
