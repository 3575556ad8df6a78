"""How an edge joins a store: a key of its own, and for a code from staff a certificate, orders and an address."""

from pathlib import Path

from edge.errors import AuthorityForeign, HubEncrypted
from edge.hub_client import ask_hub, check_hub_url, encrypted
from edge.identity import authority_matches, certifies, keep_identity, make_csr, new_key
from edge.orders import keep_orders
from wire.enrolment import AUTHORITY_PATH, ENROL_PATH, AuthorityShown, Code, EdgeEnrolled, EnrolRequest, read_code

# Twice what is written down: authority, key and certificate, enrolment and orders, each at least a block of its own.
ROOM_BYTES = 8 * 4096


def enrol(hub_url: str, code_text: str, data_dir: Path) -> EdgeEnrolled:
    """Enrol with a code, once; afterwards the data folder holds all that the agent needs but its radio.

    Raises `SettingsError`, `HubUnreachable`, `HubRefused`, `AuthorityForeign` or `OSError`.
    """
    hub_url, code = check_hub_url(hub_url), read_code(code_text)
    # A folder that cannot be written, or has no room, shall cost neither the code nor the identity that is in it.
    data_dir.mkdir(parents=True, exist_ok=True)
    probe = data_dir / "enrolment.json.part"
    try:
        probe.write_bytes(bytes(ROOM_BYTES))
    finally:
        probe.unlink(missing_ok=True)
    # First, so that a mistyped address or code does not use the code up, and a stranger's hub never sees it.
    try:
        shown = ask_hub(hub_url, AUTHORITY_PATH, None, AuthorityShown, None)
    except HubEncrypted:
        hub_url = encrypted(hub_url)
        shown = ask_hub(hub_url, AUTHORITY_PATH, None, AuthorityShown, None)
    _check_authority(shown.ca, code, hub_url)
    key = new_key()
    # Over https only the hub that made the code is told it.
    enrolled = ask_hub(hub_url, ENROL_PATH, EnrolRequest(code=code.secret, csr=make_csr(key)), EdgeEnrolled, shown.ca)
    _check_authority(enrolled.ca, code, hub_url)
    if not certifies(enrolled.certificate, enrolled.ca, key):
        raise AuthorityForeign(f"the certificate from {hub_url} is not for the key of this edge. Ask for a new code.")
    keep_identity(data_dir, key, enrolled, hub_url)
    keep_orders(data_dir, enrolled.orders)
    return enrolled


def _check_authority(ca: str, code: Code, hub_url: str) -> None:
    if not authority_matches(ca, code.fingerprint):
        raise AuthorityForeign(
            f"what answers at {hub_url} is not the hub that made this code: its authority has another fingerprint."
            " Check the address and the last 16 letters of the code; if both are right, somebody is between this edge"
            " and the hub."
        )
