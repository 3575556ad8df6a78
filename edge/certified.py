"""Whether the certificate of an edge gets it into the broker, and what to do when it does not. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from edge.enrolment import EdgeEnrolment, by_hand
from edge.identity import Life, life_of

# It is renewed after two thirds of its life, and tried again every hundredth: by three quarters it ought to be done.
OVERDUE_AFTER = 3 / 4
# So long after its end the hub still renews it (its own rule; it says so when it does not).
RENEWABLE_SECONDS = 7 * 24 * 3600
_HOUR = 3600

_ENROL_AGAIN = "enrol again: goddag-hub edges invite {edge} on the hub, then goddag-edge enrol here with the code"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a certificate, and the next step."""

    says: str
    next_step: str


def trouble_with(
    certificate: str, ca: str, key: ec.EllipticCurvePrivateKey, enrolment: EdgeEnrolment, now: float
) -> Trouble | None:
    """What keeps this certificate out, or soon will; None when it is well. `now` is Unix seconds by this machine."""
    enrol_again = _ENROL_AGAIN.format(edge=enrolment.edge)
    read = x509.load_pem_x509_certificate(certificate.encode())
    if read.public_key() != key.public_key():
        return Trouble("the certificate is not for the key beside it", enrol_again)
    if not _issued_by(read, ca):
        return Trouble("the certificate is not from the authority in authority.pem", enrol_again)
    return _trouble_with_time(life_of(certificate), enrolment.hub_url, enrol_again, now)


def _trouble_with_time(life: Life, hub_url: str, enrol_again: str, now: float) -> Trouble | None:
    if now < life.begins_at:
        return Trouble(
            f"the certificate counts from {_said(life.begins_at)}, and this clock says {_said(now)}",
            "put the clock right: timedatectl set-ntp true, and wait until it says synchronized: yes",
        )
    late = now - life.ends_at
    if late > RENEWABLE_SECONDS:
        return Trouble(
            f"the certificate expired {late / _HOUR / 24:.0f} days ago, and is renewed for 7 days only",
            f"see that this clock is right, now {_said(now)}; if it is, {enrol_again}",
        )
    ask_hub = f"see that the edge runs, and that the hub answers: {by_hand(hub_url)}"
    if late >= 0:
        return Trouble(f"the certificate expired {_hours(late)} ago", f"{ask_hub}; it then renews itself")
    if now > life.begins_at + (life.ends_at - life.begins_at) * OVERDUE_AFTER:
        return Trouble(f"the certificate expires in {_hours(-late)}, and was not renewed in time", ask_hub)
    return None


def _issued_by(certificate: x509.Certificate, ca: str) -> bool:
    try:
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(ca.encode()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _said(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"


def _hours(seconds: float) -> str:
    return f"{seconds / _HOUR:.1f} h"
