"""The figures of signing in."""

from hub.ground.health.metric import Metric, gauge
from hub.trust.accounts.sign_in import SignIn


def metrics_of(sign_in: SignIn) -> tuple[Metric, ...]:
    """Counts of people, devices and tries; no name of any."""

    def devices() -> dict[str, float]:
        open_ = sign_in.sessions.all()
        watching = sum(each.streams > 0 for each in open_)
        return {"known": len(sign_in.handhelds.all()), "signed_in": len(open_), "screens_open": watching}

    return (
        gauge("staff_devices", "Devices of the shop, those with somebody signed in, those in use", devices, "state"),
        gauge("people", "People of the shop with an account", lambda: len(sign_in.people.all())),
        gauge(
            "wrong_pins_last_day",
            "Wrong PINs within a day, on devices of the shop; 200 at most",
            sign_in.wrong.last_day,
        ),
    )
