"""The figures of signing in."""

from hub.ground.health.metric import Metric, gauge
from hub.trust.accounts.gate import PinGate
from hub.trust.accounts.sessions import Sessions


def metrics_of(sessions: Sessions, gate: PinGate) -> tuple[Metric, ...]:
    """Counts of devices and tries; no name of any."""

    def devices() -> dict[str, float]:
        known = [session for _, session in sessions.all()]
        signed_in = sum(each is not None for each in known)
        watching = sum(each is not None and each.streams > 0 for each in known)
        return {"known": len(known), "signed_in": signed_in, "screens_open": watching}

    return (
        gauge("staff_devices", "Devices that once knew the PIN, those signed in, those in use", devices, "state"),
        gauge(
            "wrong_pins_last_day",
            "Wrong PINs by devices that never knew it, within a day; 100 at most",
            lambda: gate.health().wrong_pins_last_day,
        ),
        gauge(
            "sign_in_wait_seconds",
            "For so long no new device may try the PIN",
            lambda: gate.health().new_devices_wait_seconds,
        ),
    )
