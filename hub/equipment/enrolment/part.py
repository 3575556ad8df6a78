"""Enrolment: how an edge gets its certificate."""

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from hub.equipment.broker_settings import BrokerSettings
from hub.equipment.enrolment.authority import AUTHORITY_FOLDER, StoreAuthority, load_or_create_authority
from hub.equipment.enrolment.endpoints import EDGES_PATH, enrolment_routes
from hub.equipment.enrolment.registry import EdgeRegistry, LastRun
from hub.equipment.enrolment.service import CertificateEnrolment
from hub.equipment.enrolment.settings import EnrolmentSettings
from hub.ground.errors import AuthorityUnusable
from hub.ground.ground import Ground
from hub.ground.health.metric import gauge
from hub.ground.key_file import write_private
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.ground.web.settings import WebSettings
from wire.enrolment import HUB_TLS_NAME
from wire.ids import EdgeId
from wire.messages import EdgeConfig

log = structlog.get_logger()


def enrolment(
    ground: Ground,
    count_refusal: Callable[[str], None],
    config_for: Callable[[EdgeId], EdgeConfig],
    settings: StoreSettings,
) -> Part:
    """Build the part. Raises `AuthorityUnusable`."""
    broker_settings = settings.of(BrokerSettings)
    enrolment_settings = settings.of(EnrolmentSettings)
    web_settings = settings.of(WebSettings)
    authority, registry = authority_of(settings), EdgeRegistry(ground.db)
    broker_url = broker_settings.broker_address_for_edges()
    registry.runs(LastRun(broker_url, tuple(each.id for each in ground.plan.edges)))
    service = CertificateEnrolment(
        ground.db,
        registry,
        authority,
        count_refusal,
        ground.plan.store_id,
        broker_url,
        config_for,
        enrolment_settings.edge_certificate_hours,
    )

    def begin() -> None:
        if objection := authority.objection(time.time()):
            log.error("edges cannot enrol or connect with certificates", why=objection)

    return Part(
        name="enrolment",
        certificates={HUB_TLS_NAME: _certificate_of(authority, settings)} if web_settings.serves_https else {},
        routes=(enrolment_routes(service),),
        bounded_itself=(f"{EDGES_PATH}/",),
        metrics=(
            gauge("edges_enrolled", "Edges that may connect", lambda: len(registry.all())),
            gauge(
                "edge_authority_works",
                "1 while edges can enrol and connect with certificates",
                lambda: float(not authority.objection(time.time())),
            ),
        ),
        begin=begin,
    )


def _certificate_of(authority: StoreAuthority, settings: StoreSettings) -> Path:
    """By what edges know the hub: made anew at each start. Raises `AuthorityUnusable`."""
    file = settings.data_dir / AUTHORITY_FOLDER / "hub.pem"
    try:
        write_private(file, authority.own_side("hub", time.time(), (HUB_TLS_NAME,)))
    except OSError as error:
        raise AuthorityUnusable(f"cannot write {file}: {error.strerror}.") from None
    return file


def authority_of(settings: StoreSettings) -> StoreAuthority:
    """The store's own. Raises `AuthorityUnusable`."""
    return load_or_create_authority(settings.data_dir / AUTHORITY_FOLDER, time.time())
