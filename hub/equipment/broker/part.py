"""The broker that a hub uses, and what has to run beside it."""

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from hub.equipment.broker.address import ExternalBroker, HubBroker
from hub.equipment.broker.hub_certificate import write_own_side
from hub.equipment.broker.nats import EmbeddedBroker
from hub.equipment.broker_settings import BrokerSettings
from hub.equipment.enrolment.part import authority_of
from hub.equipment.enrolment.registry import EdgeRegistry
from hub.ground.database import Database
from hub.ground.store_settings import StoreSettings
from wire.ids import StoreId
from wire.mqtt import Broker


@asynccontextmanager
async def open_broker(settings: StoreSettings, store: StoreId, db: Database) -> AsyncGenerator[HubBroker]:
    """Start the embedded one, or use the one that the settings name. Raises `HubError`."""
    broker_settings = settings.of(BrokerSettings)
    folder = settings.data_dir / "broker"
    certificates = None
    if broker_settings.broker_tls:
        certificates = write_own_side(
            authority_of(settings), folder, broker_settings.broker_name_for_edges(), time.time()
        )
    if broker_settings.broker_url != "embedded":
        broker = Broker.from_url(
            broker_settings.broker_url, broker_settings.broker_password, broker_settings.broker_ca_file
        )
        yield ExternalBroker(certificates.hub_at(broker.host, broker.port) if certificates else broker)
        return
    embedded = EmbeddedBroker(
        store, broker_settings.broker_host, broker_settings.broker_port, folder, EdgeRegistry(db), certificates
    )
    async with embedded:
        yield embedded
