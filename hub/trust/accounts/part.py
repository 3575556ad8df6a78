"""Accounts: who is asking, a customer by their identity token or a person of the shop by account and device."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from hub.ground.errors import KeysUnreadable
from hub.ground.ground import Ground
from hub.ground.part import Part
from hub.ground.store_settings import StoreSettings
from hub.ground.web.crowd import Crowd
from hub.trust.accounts.device_endpoints import device_routes, own_routes
from hub.trust.accounts.gate import Gate
from hub.trust.accounts.handhelds import Handhelds
from hub.trust.accounts.identity import Identities, Issuer, read_keys
from hub.trust.accounts.links import Links
from hub.trust.accounts.metrics import metrics_of
from hub.trust.accounts.overview import sign_in_section
from hub.trust.accounts.passkeys import Passkeys
from hub.trust.accounts.people import People
from hub.trust.accounts.people_endpoints import people_routes
from hub.trust.accounts.pins import PinHashes, load_pepper
from hub.trust.accounts.proof import Proofs
from hub.trust.accounts.provider import Client, Provider
from hub.trust.accounts.provider_endpoints import provider_routes
from hub.trust.accounts.provider_identities import ProviderIdentities
from hub.trust.accounts.provider_roles import roles_in
from hub.trust.accounts.provider_sign_in import ProviderSignIn, RoleList
from hub.trust.accounts.session_endpoints import session_routes
from hub.trust.accounts.sessions import Session, Sessions
from hub.trust.accounts.settings import AccountSettings
from hub.trust.accounts.sign_in import SignIn
from hub.trust.accounts.wrong_pins import WrongPins

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accounts:
    """What other parts may use."""

    part: Part
    gate: Gate
    sign_in: SignIn
    identities: Identities


def accounts(ground: Ground, crowd: Crowd, settings: StoreSettings) -> Accounts:
    """Build the part. Raises `KeysUnreadable`."""
    own = settings.of(AccountSettings)

    def ended(session: Session) -> None:
        # Its streams wait for the journal; what they do not take any more is cut.
        ground.journal.wake()
        crowd.cut_soon(session)

    db, clock, people = ground.db, ground.clock, People(ground.db)
    handhelds, proofs, idle_seconds = Handhelds(db, people), Proofs(clock), own.staff_idle_minutes * 60
    sessions = Sessions(db, idle_seconds, clock, ended)
    gate = Gate(own, people, handhelds, sessions, proofs, clock)
    sign_in = SignIn(
        people,
        handhelds,
        Links(db),
        sessions,
        Passkeys(db, people, clock),
        WrongPins(db, clock),
        PinHashes(load_pepper(settings.data_dir)),
        clock,
    )
    if not people.anybody() and not gate.is_open:
        log.warning("nobody has an account yet, so nobody can come in: goddag-hub people add NAME --role manager")
    light = ground.lights.add("sign-in keys", "alarms-what-sign-in") if own.app_keys else None
    identities = Identities(ground.outgoing, _issuer(own), ground.clock, light)

    def upkeep(_now: float) -> None:
        sessions.look()
        sign_in.look()
        proofs.forget_old()

    by_provider = _by_provider(ground, own, sign_in)
    part = Part(
        name="accounts",
        routes=(
            session_routes(gate, sign_in, idle_seconds, own.public_name, has_provider=by_provider is not None),
            own_routes(sign_in, clock, own.public_name),
            device_routes(sign_in, clock),
            people_routes(sign_in),
            provider_routes(gate, sign_in, by_provider, clock),
        ),
        upkeep=upkeep,
        health=sign_in_section(sign_in, own.public_name),
        metrics=metrics_of(sign_in),
    )
    return Accounts(part, gate, sign_in, identities)


def _by_provider(ground: Ground, own: AccountSettings, sign_in: SignIn) -> ProviderSignIn | None:
    if own.oidc_issuer is None:
        return None
    client = Client(own.oidc_issuer, own.oidc_client_id, own.oidc_client_secret, own.oidc_scopes)
    light = ground.lights.add("identity provider", "alarms-what-provider")
    roles = RoleList(own.oidc_role_claim, roles_in(own.oidc_roles)) if own.oidc_role_claim else None
    provider = Provider(ground.outgoing, client, ground.clock, light)
    identities = ProviderIdentities(ground.db, sign_in.people, ground.clock)
    return ProviderSignIn(provider, sign_in, identities, roles, ground.clock)


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
