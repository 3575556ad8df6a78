"""The figures of campaigns."""

from hub.ground.health.metric import Metric, gauge
from hub.service.campaigns.repository import CampaignRepository


def metrics_of(repository: CampaignRepository) -> tuple[Metric, ...]:
    """How many there are, by where they are in their life."""
    return (
        gauge(
            "campaigns",
            "Campaigns by the state of their newest version; every one that is live counts as live",
            lambda: {state.value: times for state, times in repository.states().items()},
            "state",
        ),
    )
