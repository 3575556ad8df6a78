"""The overview: /api/fleet."""

from dataclasses import dataclass

from hub.equipment.edges.part import Edges
from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.web.crowd import Crowd
from hub.knowledge.customers.part import Customers
from hub.knowledge.exports.part import ExportsPart
from hub.overview.endpoints import fleet_routes
from hub.place.calibration.part import CalibrationPart
from hub.place.recognition.part import Recognition
from hub.trust.accounts.part import Accounts
from hub.trust.audit.part import Audit
from hub.trust.members.part import MembersPart


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the overview asks."""

    members: MembersPart
    accounts: Accounts
    audit: Audit
    edges: Edges
    calibration: CalibrationPart
    recognition: Recognition
    customers: Customers
    exports: ExportsPart


def overview(ground: Ground, asked: Asked, crowd: Crowd) -> Part:
    """Build the part."""
    routes = fleet_routes(
        asked.edges.fleet,
        asked.edges.health,
        asked.edges.rejected,
        asked.recognition.unused,
        asked.audit.log,
        asked.recognition.replays,
        asked.members.keys,
        asked.calibration.live.beacons,
        asked.exports.service,
        asked.customers.forwarder,
        ground.lights,
        asked.accounts.gate,
        crowd,
        ground.clock,
    )
    return Part(name="overview", guarded=(routes,))
