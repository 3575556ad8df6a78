"""Which sources of customer data the settings name."""

from dataclasses import replace

import structlog

from hub.ground.database import Database
from hub.ground.ground import Ground
from hub.ground.health.light import Light
from hub.ground.health.lights import Lights
from hub.ground.store_settings import StoreSettings
from hub.ground.words.phrase import phrase
from hub.knowledge.customers.check import check
from hub.knowledge.customers.configuration import (
    Configuration,
    Store,
    Unomi,
    has_platform,
    load_configuration,
    sources_of,
)
from hub.knowledge.customers.consent_forwarder import ConsentSink
from hub.knowledge.customers.json_client import JsonClient
from hub.knowledge.customers.notice_post import NoticePost
from hub.knowledge.customers.odp_consents import OdpConsentUpdates
from hub.knowledge.customers.port import LAST_ORDER, LAST_PURCHASE, ORDERS_READY, CustomerSource, NoSource
from hub.knowledge.customers.profiles import Profiles
from hub.knowledge.customers.sensitive import load_sensitive_products
from hub.knowledge.customers.settings import CustomerSettings
from hub.knowledge.customers.source_guard import SourceConfig, TellConsents
from hub.knowledge.customers.traits import OURS, Traits
from hub.knowledge.customers.unomi_consents import UnomiConsents
from hub.trust.channels.settings import ChannelSettings

log = structlog.get_logger()


def configuration_of(settings: CustomerSettings, traits: Traits = OURS) -> Configuration | None:
    """The file, or the few settings of a lone Segment space; None for a store without customer data.

    Raises `CustomerSourceError`.
    """
    if settings.customers is not None:
        return load_configuration(settings.customers, traits)
    if settings.cdp_url is None:
        return None
    lone = {"kind": "segment", "name": "cdp", "url": settings.cdp_url, "space": settings.cdp_space}
    raw = {"source": [lone | {"key": settings.cdp_token}]}
    return Configuration.model_validate(raw, context={"traits": traits})


async def check_at_start(
    settings: CustomerSettings, door: JsonClient, db: Database, lights: Lights, traits: Traits = OURS
) -> None:
    """Ask once what customers.toml names, and log what is wrong. The hub runs all the same: a platform comes back."""
    if settings.customers is None:
        return
    configuration = load_configuration(settings.customers, traits)
    sources = sources_of(configuration, door, db, traits)
    for report in await check(configuration, sources, None, times=1, traits=traits):
        light = lights.named(_light_of(report.name))
        if report.good:
            log.info("a source of customer data is good", source=report.name)
        else:
            if light:
                light.waits(phrase("health-why-source-check"), phrase("health-next-source-check"))
            what_to_do = "goddag-hub customers check says more"
            log.warning("a source of customer data is NOT good", source=report.name, why=report.lines, next=what_to_do)


def customer_source(
    ground: Ground,
    settings: StoreSettings,
    door: JsonClient,
    traits: Traits,
    consents: TellConsents,
    bought: SourceConfig | None = None,
) -> CustomerSource:
    """What the hub asks, for these traits; `consents` hears what customers answered there.

    `bought`: what the store's own tills tell, if it has any. A platform knows the web shop's orders as well, so beside
    one only the last order and those that are ready are taken from the tills: it hears of them within minutes or by
    tomorrow, and the customer stands here now.

    Raises `CustomerSourceError`, and `SensitiveListError`.
    """
    customer_settings = settings.of(CustomerSettings)
    configuration = configuration_of(customer_settings, traits)
    sources = [*sources_of(configuration, door, ground.db, traits)] if configuration else []
    if configuration:
        sources = [
            source if isinstance(each, Store) else replace(source, light=_lit(source, ground.lights))
            for each, source in zip(configuration.source, sources, strict=True)
        ]
    if bought and configuration and has_platform(configuration):
        # As high as the highest: of two last orders the newer one counts.
        highest = max(each.priority for each in sources)
        bought = replace(bought, only=LAST_ORDER | {LAST_PURCHASE, ORDERS_READY}, priority=highest)
    if bought:
        sources.append(bought)
    if not sources:
        return NoSource()
    sensitive = load_sensitive_products(customer_settings.sensitive_products)
    return Profiles(sources, sensitive, ground.clock, consents, traits)


def _light_of(source: str) -> str:
    return f"customers {source}"


def _lit(source: SourceConfig, lights: Lights) -> Light:
    return lights.add(_light_of(source.connector.name), "alarms-what-profiles")


def consent_sinks(settings: StoreSettings, post: NoticePost, door: JsonClient) -> list[ConsentSink]:
    """Who is told of changes of consent beside a tracking API: ODP, and each Unomi that is asked for profiles.

    Raises `CustomerSourceError`.
    """
    channel_settings = settings.of(ChannelSettings)
    found: list[ConsentSink] = []
    if channel_settings.odp_events_url and channel_settings.odp_private_key and channel_settings.odp_consent_identifier:
        shared = channel_settings.odp_consent_identifier == channel_settings.odp_identifier
        where = (
            channel_settings.odp_events_url,
            channel_settings.odp_private_key,
            channel_settings.odp_consent_identifier,
        )
        found.append(OdpConsentUpdates(post, *where, for_all_marketing=shared))
    configuration = configuration_of(settings.of(CustomerSettings))
    found += [
        UnomiConsents(f"unomi {each.name or ''}".strip(), post, door, each.spoken_to())
        for each in (configuration.source if configuration else ())
        if isinstance(each, Unomi)
    ]
    return found


def holds_customers_elsewhere(settings: CustomerSettings, traits: Traits = OURS) -> bool:
    """Whether anything but the hub's own store is asked about customers. Raises `CustomerSourceError`."""
    configuration = configuration_of(settings, traits)
    return configuration is not None and has_platform(configuration)
