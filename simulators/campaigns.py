"""Campaigns of the simulators: taken live through the same gate as any, by two people who are invented."""

from collections.abc import Iterable

from hub.app import Hub
from hub.service.campaigns.document import CampaignDocument
from hub.service.campaigns.gate import take_live
from simulators.shops.filling import APPROVED_BY

# The same people are held out in every run.
SALT = "goddag-demo"
WELCOME = CampaignDocument.model_validate(
    {
        "id": "welcome",
        "name": "Welcome",
        "goal": "more_often",
        "kpi": "purchase",
        "smallest_effect": 0.1,
        "owner": "Maja",
        "period": {"first": "2020-01-01", "last": "9999-12-31"},
        "trigger": {"on": "arrived"},
        "holdout": 0.0,
        "variants": [
            {
                "id": "general",
                "text": {
                    "da": {"title": "Godt at se dig", "body": "Spørg os: vi hjælper dig gerne på vej."},
                    "en": {"title": "Good to see you", "body": "Ask us: we are happy to help you find your way."},
                    "nb": {"title": "Godt å se deg", "body": "Spør oss: vi hjelper deg gjerne på vei."},
                    "sv": {"title": "Roligt att se dig", "body": "Fråga oss: vi hjälper dig gärna till rätta."},
                },
            }
        ],
    }
)
"""What a shop without a campaign of its own says in a test."""


OF_ROAD = CampaignDocument.model_validate(
    {
        **WELCOME.model_dump(mode="json", by_alias=True),
        "id": "welcome-road",
        "name": "Welcome to road",
        "who": {"field": "line", "op": "is", "value": "road"},
        "priority": 60,
    }
)
"""The same for those who belong to one line."""


def start(hub: Hub, documents: Iterable[CampaignDocument] = (WELCOME,)) -> None:
    """Let them out. Raises `CampaignRefused`."""
    for each in documents:
        take_live(hub.campaigns.repository, each, APPROVED_BY, hub.ground.now_ms(), salt=SALT)
