"""The overview: /api/fleet."""

from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.web.crowd import Crowd
from hub.overview.endpoints import Asked, fleet_routes


def overview(ground: Ground, asked: Asked, crowd: Crowd) -> Part:
    """Build the part."""
    return Part(name="overview", guarded=(fleet_routes(ground, asked, crowd),))
