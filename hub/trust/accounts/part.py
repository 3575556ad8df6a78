"""Accounts: who is asking, a customer by their identity token or a colleague by PIN and session."""

from dataclasses import dataclass
from pathlib import Path

from hub.ground.errors import KeysUnreadable
from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.ground.web.crowd import Crowd
from hub.trust.accounts.devices import Devices
from hub.trust.accounts.gate import PinGate
from hub.trust.accounts.identity import Identities, Issuer, read_keys
from hub.trust.accounts.metrics import metrics_of
from hub.trust.accounts.overview import sign_in_section
from hub.trust.accounts.session_endpoints import session_routes
from hub.trust.accounts.sessions import Session, Sessions
from hub.trust.accounts.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class Accounts:
    """What other parts may use."""

    part: Part
    gate: PinGate
    sessions: Sessions
    identities: Identities


def accounts(ground: Ground, crowd: Crowd, settings: StoreSettings) -> Accounts:
    """Build the part. Raises `KeysUnreadable`."""
    account_settings = settings.of(AccountSettings)

    def ended(session: Session) -> None:
        # Its streams wait for the journal; what they do not take any more is cut.
        ground.journal.wake()
        crowd.cut_soon(session)

    idle_seconds = account_settings.staff_idle_minutes * 60
    sessions = Sessions(Devices(ground.db), account_settings.staff_pin or "", idle_seconds, ground.clock, ended)
    gate = PinGate(account_settings.staff_pin, sessions, ground.clock)
    light = ground.lights.add("sign-in keys", "alarms-what-sign-in") if account_settings.app_keys else None
    identities = Identities(ground.outgoing, _issuer(account_settings), ground.clock, light)

    def upkeep(_now: float) -> None:
        sessions.look()

    part = Part(
        name="accounts",
        routes=(session_routes(gate, ground.clock),),
        upkeep=upkeep,
        health=sign_in_section(gate.health),
        metrics=metrics_of(sessions, gate),
    )
    return Accounts(part, gate, sessions, identities)


def _issuer(settings: AccountSettings) -> Issuer | None:
    if settings.app_issuer is None or settings.app_keys is None:
        return None
    if "://" not in settings.app_keys:
        _refuse_unusable(Path(settings.app_keys))
    return Issuer(settings.app_issuer, settings.app_audience, settings.app_keys, settings.app_claim)


def _refuse_unusable(file: Path) -> None:
    """At the start, not at the first customer's."""
    next_step = "put the issuer's JWKS there, or set app_keys to its https address"
    try:
        document = file.read_bytes()
    except OSError as error:
        raise KeysUnreadable(f"cannot read {file} (setting app_keys): {error.strerror}; {next_step}.") from None
    if not read_keys(document):
        raise KeysUnreadable(f"{file} (setting app_keys) holds no public key that can be used; {next_step}.")
