"""Keeps an enrolled edge's certificate good: asks for the next one after two thirds of its life, as long as it runs."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from edge.enrolment import Identity, read_enrolment
from edge.errors import HubEncrypted, HubRefused, HubUnreachable, IdentityUnusable
from edge.hub_client import ask_hub, encrypted
from edge.identity import Life, certifies, keep_certificate, life_of, make_csr, read_identity
from wire.enrolment import RENEW_PATH, Renewed, RenewRequest

# A wall clock may be set while we wait, so the remaining time is looked at again this often.
LOOK_SECONDS = 60.0
# Between two attempts, as a share of what a certificate lives: eight hours of the usual 24 are left for them.
_ATTEMPTS = 100
SHORTEST_PAUSE_SECONDS = 1.0

log = structlog.get_logger()


async def stay_certified(data_dir: Path, on_renewed: Callable[[], None]) -> None:
    """Renew in time, for ever; `on_renewed` is told when a new certificate lies in the folder."""
    identity = Identity(data_dir)
    _, certificate = read_identity(identity)
    while True:
        life = life_of(certificate)
        # Certificates are about real time, also while a simulation runs its own.
        now = time.time()
        if not is_due(life, now):
            await asyncio.sleep(min(life.renew_at - now, LOOK_SECONDS))
            continue
        try:
            certificate = await asyncio.to_thread(renew, data_dir)
        except HubRefused as refused:
            log.error("certificate_not_renewed", reason=refused.reason, detail=str(refused))  # noqa: TRY400
        except HubUnreachable as error:
            log.warning("certificate_not_renewed", reason="hub_unreachable", detail=str(error))
        except (IdentityUnusable, OSError) as error:
            log.error("certificate_not_renewed", reason="identity_unusable", detail=str(error))  # noqa: TRY400
        else:
            log.info("certificate_renewed")
            on_renewed()
            if not is_due(life_of(certificate), time.time()):
                continue
            # A clock that is ahead of the hub's: without the pause below, renewing would never end.
            log.warning("certificate_due_when_new", detail="this clock is ahead of the hub's: see timedatectl")
        await asyncio.sleep(pause(life) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def is_due(life: Life, now: float) -> bool:
    """Whether it is time to renew."""
    return life.renew_at <= now


def pause(life: Life) -> float:
    """Seconds between two attempts to renew."""
    return max(SHORTEST_PAUSE_SECONDS, (life.ends_at - life.begins_at) / _ATTEMPTS)


def renew(data_dir: Path) -> str:
    """Ask once for the next certificate, keep it and return it.

    Raises `HubUnreachable`, `HubRefused`, `IdentityUnusable`, or `OSError` when it cannot be kept.
    """
    identity, enrolment = Identity(data_dir), read_enrolment(data_dir)
    if enrolment is None:
        raise IdentityUnusable(f"{data_dir} is not enrolled any more.")
    key, certificate = read_identity(identity)
    question = RenewRequest(certificate=certificate, csr=make_csr(key))
    authority = identity.ca_file.read_text(encoding="ascii")
    try:
        renewed = ask_hub(enrolment.hub_url, RENEW_PATH, question, Renewed, authority)
    except HubEncrypted:
        # It enrolled when the hub did not encrypt yet.
        renewed = ask_hub(encrypted(enrolment.hub_url), RENEW_PATH, question, Renewed, authority)
    if not certifies(renewed.certificate, authority, key):
        raise HubUnreachable(f"what answers at {enrolment.hub_url} is not our hub: its certificate is not for us.")
    keep_certificate(identity, key, renewed.certificate)
    return renewed.certificate
