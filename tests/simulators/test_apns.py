"""The simulated service of Apple, held to aioapns as it is: its client speaks HTTP/2 over TLS.

One message a connection: hypercorn ends an answer without a body with an empty DATA frame, which aioapns 4 takes for a
broken reason and hangs up. Our own client sends many on one (tests/hub/messages/test_apns.py).
"""

import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator

import aioapns
import httpx
import pytest
from aioapns import PushType
from aioapns.connection import APNsProductionClientProtocol
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulators.apns import Apple, Team, create_app
from simulators.serving_http2 import Certificate, served_http2

KEY_ID, TEAM, TOPIC = "ABC123DEFG", "DEF123GHIJ", "example.shop.app"
PHONE = "ab" * 32


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of 127.0.0.1, by itself."""
    folder, key, name = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + dt.timedelta(days=1))
        .add_extension(address, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(pem(key))
    return Certificate(folder / "cert.pem", folder / "key.pem")


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
async def apple(key, certificate, monkeypatch) -> AsyncIterator[Apple]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    service = Apple(Team(public, KEY_ID, TEAM, frozenset({TOPIC})))
    async with served_http2(create_app(service), certificate) as url:
        monkeypatch.setattr(APNsProductionClientProtocol, "APNS_SERVER", "127.0.0.1")
        monkeypatch.setattr(APNsProductionClientProtocol, "APNS_PORT", int(url.rsplit(":", 1)[1]))
        yield service


@pytest.fixture
def client(key, certificate, apple):
    """The vendor's client, with the options that its readme shows."""
    del apple
    trust = ssl.create_default_context(cafile=certificate.certificate)
    made: list[aioapns.APNs] = []

    def with_(team: str = TEAM, topic: str = TOPIC, signing: bytes = pem(key)) -> aioapns.APNs:
        made.append(
            aioapns.APNs(
                key=signing.decode(), key_id=KEY_ID, team_id=team, topic=topic, ssl_context=trust, max_connections=1
            )
        )
        return made[-1]

    yield with_
    for each in made:
        each.pool.close()


def request(phone: str = PHONE, **more) -> aioapns.NotificationRequest:
    message = {"aps": {"alert": {"title": "Hello", "body": "Søren"}, "interruption-level": "passive"}}
    return aioapns.NotificationRequest(
        device_token=phone, message=message, push_type=PushType.ALERT, time_to_live=300, **more
    )


async def test_the_clients_message_arrives_in_the_phones_inbox(client, apple) -> None:
    found = await client().send_notification(request(collapse_key="v1"))
    assert found.is_successful, found.description
    [message] = apple.inboxes[PHONE]
    assert message["payload"]["aps"]["alert"] == {"title": "Hello", "body": "Søren"}
    assert message["headers"]["apns-collapse-id"] == "v1"
    assert message["headers"]["apns-topic"] == TOPIC


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        ("unregistered", "410", "Unregistered"),
        ("expired", "410", "ExpiredToken"),
        ("bad", "400", "BadDeviceToken"),
        ("other_topic", "400", "DeviceTokenNotForTopic"),
        ("throttled", "429", "TooManyRequests"),
    ],
)
async def test_the_client_understands_each_odd_phone(client, apple, state, status, reason) -> None:
    apple.phones[PHONE] = state, 1_700_000_000_000
    found = await client().send_notification(request())
    assert (found.status, found.description) == (status, reason)


async def test_the_client_is_told_what_is_wrong_with_it(client, apple) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    for wrong, reason in [
        (client(team="OTHERTEAM1"), "InvalidProviderToken"),
        (client(signing=pem(other)), "InvalidProviderToken"),
        (client(topic="example.other.app"), "TopicDisallowed"),
    ]:
        found = await wrong.send_notification(request())
        assert found.description == reason
    short = await client().send_notification(request("abc"))
    assert short.description == "BadDeviceToken"
    assert apple.inboxes == {}


async def test_what_speaks_http_1_is_refused(key) -> None:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    service = Apple(Team(public, KEY_ID, TEAM, frozenset({TOPIC})))
    async with served_http2(create_app(service)) as url, httpx.AsyncClient() as http:
        assert (await http.post(f"{url}/3/device/{PHONE}", json={"aps": {}})).status_code == 505
