"""What customers are not told of who is responsible for their data, where a shop has begun to say it."""

from hub.ground.shop.check import Disagreements, ShopInPlace
from hub.trust.consents.settings import ControllerSettings

_ASKED_FOR = ("controller_address", "privacy_email", "privacy_notice_url")


def check_by_controller(place: ShopInPlace) -> Disagreements:
    """Name the settings that a customer's receipt and the sign at the entrance lack."""
    controller = place.settings.of(ControllerSettings)
    lacking = [name for name in _ASKED_FOR if getattr(controller, name) is None]
    if controller.controller_name is None or not lacking:
        return Disagreements()
    return Disagreements(
        notes=(f"customers do not read everything on who is responsible: set {', '.join(lacking)} in hub.toml.",)
    )
