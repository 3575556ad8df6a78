"""Every table of the hub: how it is made, and what of people is in it, for retention, erasure and access."""

from collections.abc import Mapping

from hub.equipment.edges import applied as applied_module
from hub.equipment.edges import rejection_log as dead_letters_module
from hub.equipment.enrolment import registry as registry_module
from hub.ground import journal as journal_module
from hub.ground import reactions as reactions_module
from hub.ground.health import lights as lights_module
from hub.ground.health import readiness as readiness_module
from hub.ground.holdings import Holding
from hub.knowledge.customers import built_in as built_in_module
from hub.knowledge.customers import consent_notices as consent_notices_module
from hub.knowledge.customers import dismissals as dismissals_module
from hub.knowledge.exports import outbox as outbox_module
from hub.knowledge.purchases import baskets as baskets_module
from hub.knowledge.purchases import pending_articles as look_ups_module
from hub.knowledge.purchases import refusal_log as refusal_log_module
from hub.knowledge.purchases import repository as orders_module
from hub.place.calibration import repository as calibrations_module
from hub.place.visits import loudness as loudness_module
from hub.place.visits import repository as visits_module
from hub.service.messages import exposures as exposures_module
from hub.service.shop_requests import repository as shop_requests_module
from hub.service.staff import claims as claims_module
from hub.trust.accounts import devices as devices_module
from hub.trust.audit import log as audit_module
from hub.trust.channels import repository as channels_module
from hub.trust.consents import ledger as ledger_module
from hub.trust.members import repository as members_module
from hub.trust.rights import erasure as erasure_module
from hub.trust.rights import requests as requests_module
from hub.trust.rights import retention as retention_module
from hub.trust.suppression import tombstones as tombstones_module

SCHEMAS = {
    "journal": journal_module.SCHEMA,
    "ledger": ledger_module.SCHEMA,
    "members": members_module.SCHEMA,
    "visits": visits_module.SCHEMA,
    "phone_loudness": loudness_module.SCHEMA,
    "registry": registry_module.SCHEMA,
    "calibrations": calibrations_module.SCHEMA,
    "dead_letters": dead_letters_module.SCHEMA,
    "applied": applied_module.SCHEMA,
    "canary": readiness_module.SCHEMA,
    "claims": claims_module.SCHEMA,
    "audit": audit_module.SCHEMA,
    "exposures": exposures_module.SCHEMA,
    "consent_notices": consent_notices_module.SCHEMA,
    "exports": outbox_module.SCHEMA,
    "channels": channels_module.SCHEMA,
    "reactions": reactions_module.SCHEMA,
    "retention": retention_module.SCHEMA,
    "dismissals": dismissals_module.SCHEMA,
    "known_traits": built_in_module.SCHEMA,
    "erasures": erasure_module.SCHEMA,
    "rights_requests": requests_module.SCHEMA,
    "shop_requests": shop_requests_module.SCHEMA,
    "orders": orders_module.SCHEMA,
    "baskets": baskets_module.SCHEMA,
    "till_look_ups": look_ups_module.SCHEMA,
    "staff_devices": devices_module.SCHEMA,
    "till_refusals": refusal_log_module.SCHEMA,
    "ways_out": lights_module.SCHEMA,
}
HOLDINGS: tuple[Holding, ...] = (
    *journal_module.HOLDINGS,
    *ledger_module.HOLDINGS,
    *members_module.HOLDINGS,
    *visits_module.HOLDINGS,
    *loudness_module.HOLDINGS,
    *exposures_module.HOLDINGS,
    *consent_notices_module.HOLDINGS,
    *outbox_module.HOLDINGS,
    *channels_module.HOLDINGS,
    *claims_module.HOLDINGS,
    *audit_module.HOLDINGS,
    *dead_letters_module.HOLDINGS,
    *applied_module.HOLDINGS,
    *retention_module.HOLDINGS,
    *dismissals_module.HOLDINGS,
    *built_in_module.HOLDINGS,
    *erasure_module.HOLDINGS,
    *requests_module.HOLDINGS,
    *shop_requests_module.HOLDINGS,
    *orders_module.HOLDINGS,
    *baskets_module.HOLDINGS,
    *look_ups_module.HOLDINGS,
    *refusal_log_module.HOLDINGS,
    *calibrations_module.HOLDINGS,
)
REMEMBERED = tombstones_module.HOLDINGS
"""What is held of people beside the database, in the file that outlives it."""
NOBODY: Mapping[str, str] = {
    "edges": "equipment",
    "edge_keys": "equipment",
    "edge_certificates": "equipment",
    "edge_invites": "equipment",
    "edges_revoked": "equipment",
    "edges_last_run": "the broker's address for edges, and the names of the floor plan's edges",
    "marks": "how far each edge's numbers are stored",
    "ahead_ranges": "how far each edge's numbers are stored",
    "refusals": "a count by reason",
    "canary": "one number: when the hub last tried whether the disk takes something",
    "till_reasons": "a count by till and reason",
    "calibration_changes": "one number: how often calibrations have changed",
    "audit_anchor": "the hash of the newest audit line that is over",
    "reactions": "one number: how far the journal has been answered",
    **outbox_module.NOBODY,
    **lights_module.NOBODY,
    **channels_module.NOBODY,
    **devices_module.NOBODY,
}
"""The tables without anything about people, and what is in them instead."""
