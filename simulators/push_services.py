"""goddag-sim apns: Apple's push service on a port, and the settings with which a hub sends to it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.service.messages.signing_key import create_signing_key, read_signing_key
from simulators.apns import Apple, Team, create_app
from simulators.serving_http2 import served_http2

KEY_ID, TEAM = "GODDAGKEY1", "GODDAGTEAM"


async def run_apns(key_file: Path, port: int, topic: str, say: Callable[[str], None]) -> int:
    """Serve until cancelled. Raises `PortTaken`, `PushCredentialsError`, `OSError`."""
    key = _key_in(key_file)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    apple = Apple(Team(public, KEY_ID, TEAM, frozenset({topic})))
    async with served_http2(create_app(apple), port=port, option="--port") as url:
        say(f'push_apns_key = "{key_file}"')
        say(f'push_apns_key_id = "{KEY_ID}"\npush_apns_team = "{TEAM}"')
        say(f'push_apns_topic = "{topic}"\npush_apns_url = "{url}"')
        await asyncio.Event().wait()
    return 0


def _key_in(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        create_signing_key(file)
    return read_signing_key(file, "KEY", "name a file that is not there yet, and one is made")
