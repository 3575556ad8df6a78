import asyncio
import base64
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from fastapi import FastAPI

from hub.equipment.edges.rejection_log import RejectionLog
from hub.equipment.edges.tables import TABLES as EDGES
from hub.equipment.enrolment.authority import CsrFault, StoreAuthority, load_or_create_authority
from hub.equipment.enrolment.endpoints import enrolment_routes
from hub.equipment.enrolment.registry import EdgeRegistry
from hub.equipment.enrolment.service import (
    CODE_SECONDS,
    LOCK_SECONDS,
    RENEWABLE_SECONDS,
    WRONG_CODES,
    CertificateEnrolment,
    EnrolmentRefused,
    invite,
)
from hub.equipment.enrolment.tables import TABLES as ENROLMENT
from hub.ground.database import Database, open_database
from hub.ground.errors import AuthorityUnusable, EdgeExists
from simulators.serving import free_ports
from simulators.waiting import until
from wire.enrolment import MAX_REQUEST_BYTES, EdgeEnrolled, Renewed, read_code
from wire.ids import EdgeId, StoreId
from wire.messages import EdgeConfig

EDGE = EdgeId("edge-1")
NOW = 1_800_000_000.0
HOURS = 24.0


def csr_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str | None = None) -> str:
    names = [x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []
    csr = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(names)).sign(key, hashes.SHA256())
    return csr.public_bytes(Encoding.PEM).decode()


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def authority(tmp_path: Path) -> StoreAuthority:
    return load_or_create_authority(tmp_path / "authority", NOW)


@pytest.fixture
def authority_of_today(tmp_path: Path) -> StoreAuthority:
    return load_or_create_authority(tmp_path / "of-today", time.time())


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "hub.db", {**ENROLMENT.schemas, **EDGES.schemas})
    yield opened
    opened.close()


@pytest.fixture
def enrolment(db: Database, authority: StoreAuthority) -> CertificateEnrolment:
    return make_enrolment(db, authority)


def make_enrolment(
    db: Database, authority: StoreAuthority, broker_url: str = "mqtts://hub.local:8883"
) -> CertificateEnrolment:
    return CertificateEnrolment(
        db,
        EdgeRegistry(db),
        authority,
        RejectionLog(db).count,
        StoreId("demo"),
        broker_url,
        lambda edge: EdgeConfig(store="demo", edge=edge, marker=0xFFF1, beacon_uuids=[]),
        HOURS,
    )


def enrolled(
    enrolment: CertificateEnrolment, db: Database, authority: StoreAuthority, key=None, now: float = NOW
) -> EdgeEnrolled:
    answer = enrolment.enrol(invite(db, authority, EDGE, now).secret, csr_of(key or p256()), now)
    assert isinstance(answer, EdgeEnrolled)
    return answer


def test_a_code_gives_a_certificate_for_the_invited_name_and_the_requested_key(enrolment, db, authority) -> None:
    key = p256()
    answer = enrolled(enrolment, db, authority, key)
    certificate = x509.load_pem_x509_certificate(answer.certificate.encode())
    assert (answer.store, answer.edge, answer.orders.edge) == ("demo", "edge-1", "edge-1")
    assert certificate.public_key() == key.public_key()
    assert [n.value for n in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["edge-1"]
    # It makes a client, never a server or an authority: a stolen edge cannot play the broker.
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_after_utc.timestamp() == NOW + HOURS * 3600


def test_a_code_is_kept_as_a_hash_and_names_the_authority(tmp_path: Path, db, authority) -> None:
    code = invite(db, authority, EDGE, NOW)
    assert read_code(str(code)) == code
    assert read_code(str(code).lower().replace("-", " ")) == code
    assert code.fingerprint == authority.fingerprint
    db.run("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in tmp_path.glob("hub.db*"):
        assert code.secret.encode() not in file.read_bytes()


def test_a_code_works_once(enrolment, db, authority) -> None:
    code = invite(db, authority, EDGE, NOW)
    assert isinstance(enrolment.enrol(code.secret, csr_of(p256()), NOW), EdgeEnrolled)
    assert enrolment.enrol(code.secret, csr_of(p256()), NOW) is EnrolmentRefused.CODE_USED


def test_a_code_ends_after_its_time(enrolment, db, authority) -> None:
    code = invite(db, authority, EDGE, NOW)
    assert enrolment.enrol(code.secret, csr_of(p256()), NOW + CODE_SECONDS) is EnrolmentRefused.CODE_EXPIRED
    assert isinstance(enrolment.enrol(code.secret, csr_of(p256()), NOW + CODE_SECONDS - 1), EdgeEnrolled)


def test_a_hub_whose_broker_takes_no_certificates_says_so_and_leaves_the_code_good(enrolment, db, authority) -> None:
    code = invite(db, authority, EDGE, NOW)
    plain = make_enrolment(db, authority, "mqtt://127.0.0.1:1883")
    assert plain.enrol(code.secret, csr_of(p256()), NOW) is EnrolmentRefused.BROKER_PLAIN
    assert isinstance(enrolment.enrol(code.secret, csr_of(p256()), NOW), EdgeEnrolled)


def test_a_new_code_voids_the_one_before_it(enrolment, db, authority) -> None:
    first, second = (invite(db, authority, EDGE, NOW) for _ in range(2))
    assert enrolment.enrol(first.secret, csr_of(p256()), NOW) is EnrolmentRefused.CODE_WRONG
    assert isinstance(enrolment.enrol(second.secret, csr_of(p256()), NOW), EdgeEnrolled)


def test_wrong_codes_lock_enrolment_for_a_minute(enrolment, db, authority) -> None:
    code = invite(db, authority, EDGE, NOW)
    for _ in range(WRONG_CODES):
        assert enrolment.enrol("00000000", csr_of(p256()), NOW) is EnrolmentRefused.CODE_WRONG
    assert enrolment.enrol(code.secret, csr_of(p256()), NOW + LOCK_SECONDS - 1) is EnrolmentRefused.LOCKED
    assert isinstance(enrolment.enrol(code.secret, csr_of(p256()), NOW + LOCK_SECONDS), EdgeEnrolled)
    assert RejectionLog(db).counts() == {"enrolment_code_wrong": WRONG_CODES, "enrolment_locked": 1}


@pytest.mark.parametrize(
    ("csr", "fault"),
    [
        ("rubbish", CsrFault.UNREADABLE),
        ("", CsrFault.UNREADABLE),
        ("\N{SNOWMAN}", CsrFault.UNREADABLE),
        (csr_of(p256(), "edge-2"), CsrFault.OTHER_NAME),
        (csr_of(p256(), "hub"), CsrFault.OTHER_NAME),
        (csr_of(ec.generate_private_key(ec.SECP384R1())), CsrFault.WRONG_KEY),
        (csr_of(rsa.generate_private_key(65537, 2048)), CsrFault.WRONG_KEY),
    ],
)
def test_a_bad_request_is_refused_and_leaves_the_code_good(enrolment, db, authority, csr: str, fault) -> None:
    code = invite(db, authority, EDGE, NOW)
    assert enrolment.enrol(code.secret, csr, NOW) is fault
    assert RejectionLog(db).counts() == {f"enrolment_{fault.value}": 1}
    assert isinstance(enrolment.enrol(code.secret, csr_of(p256(), "edge-1"), NOW), EdgeEnrolled)


def test_a_request_with_a_broken_signature_is_refused(enrolment, db, authority) -> None:
    csr = x509.load_pem_x509_csr(csr_of(p256()).encode()).public_bytes(Encoding.DER)
    other = x509.load_pem_x509_csr(csr_of(p256()).encode()).public_bytes(Encoding.DER)
    # The key of one with the signature of the other: the last bytes are the signature.
    forged = csr[:-60] + other[-60:] if len(csr) == len(other) else csr[:-8] + bytes(8)

    pem = (
        f"-----BEGIN CERTIFICATE REQUEST-----\n{base64.encodebytes(forged).decode()}-----END CERTIFICATE REQUEST-----\n"
    )
    code = invite(db, authority, EDGE, NOW)
    assert enrolment.enrol(code.secret, pem, NOW) is CsrFault.UNREADABLE


def test_a_certificate_renews_for_its_own_key_until_a_week_after_its_end(enrolment, db, authority) -> None:
    key = p256()
    first = enrolled(enrolment, db, authority, key).certificate
    ends = NOW + HOURS * 3600
    assert enrolment.renew(first, csr_of(p256()), NOW) is CsrFault.WRONG_KEY
    assert isinstance(enrolment.renew(first, csr_of(key), ends + RENEWABLE_SECONDS), Renewed)
    assert enrolment.renew(first, csr_of(key), ends + RENEWABLE_SECONDS + 1) is EnrolmentRefused.CERTIFICATE_TOO_OLD


def test_a_certificate_of_somebody_else_renews_nothing(enrolment, db, authority, tmp_path: Path) -> None:
    key = p256()
    foreign = load_or_create_authority(tmp_path / "other", NOW).issue(EDGE, key.public_key(), NOW, HOURS).pem
    enrolled(enrolment, db, authority, key)
    for certificate in (foreign, "rubbish", "", "\N{SNOWMAN}"):
        assert enrolment.renew(certificate, csr_of(key), NOW) is EnrolmentRefused.CERTIFICATE_FOREIGN


def test_a_revoked_edge_renews_nothing_and_stands_on_the_list(enrolment, db, authority) -> None:
    key = p256()
    certificate = enrolled(enrolment, db, authority, key).certificate
    serial = x509.load_pem_x509_certificate(certificate.encode()).serial_number
    edges = EdgeRegistry(db)
    assert edges.remove(EDGE, int(NOW * 1000))
    assert enrolment.renew(certificate, csr_of(key), NOW) is EnrolmentRefused.REVOKED
    assert edges.all() == []
    listed = x509.load_pem_x509_crl(authority.revocations(edges.revoked_serials(int(NOW * 1000)), NOW))
    assert listed.get_revoked_certificate_by_serial_number(serial) is not None


def test_a_second_device_of_a_name_ends_the_first(enrolment, db, authority) -> None:
    key = p256()
    first = enrolled(enrolment, db, authority, key).certificate
    enrolled(enrolment, db, authority)
    assert enrolment.renew(first, csr_of(key), NOW) is EnrolmentRefused.REVOKED
    assert len(EdgeRegistry(db).revoked_serials(int(NOW * 1000))) == 1


def test_a_revoked_name_takes_its_open_code_with_it(enrolment, db, authority) -> None:
    enrolled(enrolment, db, authority)
    code = invite(db, authority, EDGE, NOW)
    EdgeRegistry(db).remove(EDGE, int(NOW * 1000))
    assert enrolment.enrol(code.secret, csr_of(p256()), NOW) is EnrolmentRefused.CODE_WRONG


def test_no_edge_takes_the_hubs_own_names(db, authority) -> None:
    for name in ("hub", "observer"):
        with pytest.raises(EdgeExists):
            invite(db, authority, EdgeId(name), NOW)
        with pytest.raises(EdgeExists):
            EdgeRegistry(db).add(EdgeId(name), 1)


def test_the_authority_is_made_once_in_a_file_for_its_owner_only(tmp_path: Path) -> None:
    first = load_or_create_authority(tmp_path / "authority", NOW)
    assert load_or_create_authority(tmp_path / "authority", NOW + 9).pem == first.pem
    (file,) = (tmp_path / "authority").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("torn")
    with pytest.raises(AuthorityUnusable, match="every edge has to enrol again"):
        load_or_create_authority(tmp_path / "authority", NOW)


@pytest.fixture
async def client(db: Database, authority_of_today: StoreAuthority) -> AsyncIterator[httpx.AsyncClient]:
    web = FastAPI()
    web.include_router(enrolment_routes(make_enrolment(db, authority_of_today)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://hub") as opened:
        yield opened


@pytest.mark.parametrize("path", ["/v1/edges/enrol", "/v1/edges/renew"])
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 422, "unreadable"),
        (b"\x00\xff", 422, "unreadable"),
        (b"[" * 4000, 422, "unreadable"),
        (b"{}", 422, "unreadable"),
        (json.dumps({"code": 1, "certificate": 2, "csr": 3}).encode(), 422, "unreadable"),
        (b"x" * (MAX_REQUEST_BYTES + 1), 413, "too_large"),
    ],
)
async def test_a_body_that_is_no_request_is_refused_counted_and_explained(
    client, db, path: str, body: bytes, status: int, reason: str
) -> None:
    answer = await client.post(path, content=body)
    assert answer.status_code == status
    assert answer.json()["reason"] == reason
    assert len(answer.json()["detail"]) > 20
    assert RejectionLog(db).counts() == {f"enrolment_{reason}": 1}


async def test_every_refusal_has_an_answer_of_its_own(client, db, authority_of_today) -> None:
    for body, path, status, reason in (
        ({"code": "00000000", "csr": "x"}, "enrol", 403, "code_wrong"),
        (
            {"code": invite(db, authority_of_today, EDGE, time.time() - 2 * CODE_SECONDS).secret, "csr": "x"},
            "enrol",
            410,
            "code_expired",
        ),
        ({"certificate": "x", "csr": "x"}, "renew", 403, "certificate_foreign"),
    ):
        answer = await client.post(f"/v1/edges/{path}", json=body)
        assert (answer.status_code, answer.json()["reason"]) == (status, reason)


@pytest.mark.parametrize("years", [5, -25])
def test_an_authority_that_was_made_by_a_wrong_clock_invites_and_enrols_nobody_and_says_what_to_do(
    tmp_path: Path, db: Database, years: int
) -> None:
    made_at = NOW + years * 365 * 24 * 3600
    authority = load_or_create_authority(tmp_path / "wrong", made_at)
    with pytest.raises(AuthorityUnusable, match=r"counts from .* timedatectl.* remove authority\.pem"):
        invite(db, authority, EDGE, NOW)
    enrolment = make_enrolment(db, authority)
    code = invite(db, authority, EDGE, made_at)
    assert enrolment.enrol(code.secret, csr_of(p256()), NOW) is EnrolmentRefused.AUTHORITY_NOT_IN_FORCE
    enrolled(enrolment, db, authority, now=made_at)


async def test_a_hub_whose_authority_is_of_another_time_says_so_at_its_start(tmp_path: Path) -> None:
    load_or_create_authority(tmp_path / "authority", time.time() + 5 * 365 * 24 * 3600)
    open_database(tmp_path / "hub.db", ENROLMENT.schemas).close()
    plan = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
    port, broker_port = free_ports(2)
    hub = Path(sys.executable).parent / "goddag-hub"
    log = tmp_path / "log"
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *(hub, "run", "--floor-plan", plan, "--data-dir", tmp_path),
            *("--port", str(port), "--broker-port", str(broker_port)),
            stdout=said,
            stderr=said,
        )
    try:
        await until("the hub to say so", lambda: "remove authority.pem" in log.read_text(), 30)
    finally:
        process.terminate()
        await process.wait()
    invited = await asyncio.create_subprocess_exec(
        *(hub, "edges", "invite", "edge-1", "--data-dir", tmp_path),
        env=os.environ | {"GODDAG_HUB_BROKER_TLS": "true"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await invited.communicate()
    assert invited.returncode == 2
    assert b"timedatectl" in told
