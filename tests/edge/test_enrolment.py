"""An edge's side of joining a store, against the hub's real answers over real HTTP."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from fastapi import FastAPI

from edge import hub_client
from edge.enrol import enrol
from edge.enrolment import Identity, read_enrolment
from edge.errors import AuthorityForeign, HubRefused, HubUnreachable, IdentityUnusable
from edge.identity import Life, life_of, read_identity
from edge.renewal import renew, stay_certified
from edge.settings import PREFIX, EdgeSettings
from hub.equipment.edges.rejection_log import RejectionLog
from hub.equipment.edges.tables import TABLES as EDGES
from hub.equipment.enrolment.authority import StoreAuthority, load_or_create_authority
from hub.equipment.enrolment.endpoints import enrolment_routes
from hub.equipment.enrolment.registry import EdgeRegistry
from hub.equipment.enrolment.service import CertificateEnrolment, invite
from hub.equipment.enrolment.tables import TABLES as ENROLMENT
from hub.ground.database import Database, open_database
from simulators.serving import bind, server_for
from wire.errors import SettingsError
from wire.ids import EdgeId, StoreId
from wire.messages import EdgeConfig
from wire.settings import load_settings

EDGE = EdgeId("edge-1")


@pytest.fixture
def authority(tmp_path: Path) -> StoreAuthority:
    return load_or_create_authority(tmp_path / "authority", time.time())


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "hub.db", {**ENROLMENT.schemas, **EDGES.schemas})
    yield opened
    opened.close()


class HubBehind(CertificateEnrolment):
    """A hub whose clock is twenty hours behind the edge's: what it issues is due for renewal at once."""

    def enrol(self, code: str, csr: str, now: float):
        return super().enrol(code, csr, now - 20 * 3600)

    def renew(self, certificate: str, csr: str, now: float):
        return super().renew(certificate, csr, now - 20 * 3600)


@asynccontextmanager
async def serving(desk: type[CertificateEnrolment], db: Database, authority: StoreAuthority) -> AsyncGenerator[str]:
    enrolment = desk(
        db,
        EdgeRegistry(db),
        authority,
        RejectionLog(db).count,
        StoreId("demo"),
        "mqtts://127.0.0.1:8883",
        lambda edge: EdgeConfig(store="demo", edge=edge, marker=0xFFF7, beacon_uuids=[]),
        24.0,
    )
    web = FastAPI()
    web.include_router(enrolment_routes(enrolment))
    listening = bind(0, "")
    server = server_for(web)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await task


@pytest.fixture
async def hub_url(db: Database, authority: StoreAuthority) -> AsyncIterator[str]:
    async with serving(CertificateEnrolment, db, authority) as url:
        yield url


@pytest.fixture
def code(db: Database, authority: StoreAuthority) -> str:
    return str(invite(db, authority, EDGE, time.time()))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "edge"


async def test_after_enrolling_the_folder_says_all_that_an_edge_must_know(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    settings = load_settings(EdgeSettings, PREFIX, None, {"data_dir": data_dir}, {})
    assert (settings.store, settings.edge) == ("demo", "edge-1")
    broker = settings.broker()
    assert (broker.host, broker.port, broker.tls, broker.password) == ("127.0.0.1", 8883, True, None)
    assert broker.certificate_file == data_dir / "identity.pem"
    assert EdgeConfig.model_validate_json((data_dir / "orders.json").read_bytes()).marker == 0xFFF7


async def test_the_key_is_for_its_owner_only_and_the_hub_never_saw_it(hub_url, code, data_dir: Path, tmp_path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    file = data_dir / "identity.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    line = file.read_bytes().splitlines()[2]
    assert not any(line in hubs.read_bytes() for hubs in tmp_path.glob("hub.db*"))


async def test_a_hub_with_another_authority_is_recognised_and_nothing_is_kept(hub_url, code, data_dir: Path) -> None:
    with pytest.raises(AuthorityForeign, match="fingerprint"):
        await asyncio.to_thread(enrol, hub_url, code[:-4] + ("0000" if code[-4:] != "0000" else "1111"), data_dir)
    assert await asyncio.to_thread(lambda: list(data_dir.iterdir())) == []
    # A mistyped fingerprint has not cost the code.
    assert (await asyncio.to_thread(enrol, hub_url, code, data_dir)).edge == EDGE


async def test_a_second_use_is_refused_in_words_and_keeps_the_first_identity(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    before = (data_dir / "identity.pem").read_bytes()
    with pytest.raises(HubRefused, match="has been used") as caught:
        await asyncio.to_thread(enrol, hub_url, code, data_dir)
    assert caught.value.reason == "code_used"
    assert (data_dir / "identity.pem").read_bytes() == before


async def test_a_full_disk_costs_neither_the_code_nor_what_was_enrolled_before(
    hub_url, code, small_disk: Path, db: Database, authority: StoreAuthority
) -> None:
    await asyncio.to_thread(enrol, hub_url, code, small_disk)
    before = (small_disk / "identity.pem").read_bytes()
    next_code = str(invite(db, authority, EDGE, time.time()))
    hog = small_disk / "hog"

    def fill() -> None:
        with suppress(OSError), hog.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))

    await asyncio.to_thread(fill)
    with pytest.raises(OSError, match="No space left"):
        await asyncio.to_thread(enrol, hub_url, next_code, small_disk)
    assert (small_disk / "identity.pem").read_bytes() == before
    assert read_enrolment(small_disk) is not None
    hog.unlink()
    assert (await asyncio.to_thread(enrol, hub_url, next_code, small_disk)).edge == EDGE


async def test_renewing_keeps_the_key_and_changes_the_certificate(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    key, first = read_identity(Identity(data_dir))
    await asyncio.to_thread(renew, data_dir)
    same, second = read_identity(Identity(data_dir))
    assert same.private_numbers() == key.private_numbers()
    assert x509.load_pem_x509_certificate(second.encode()).serial_number != (
        x509.load_pem_x509_certificate(first.encode()).serial_number
    )


async def test_a_clock_ahead_of_the_hubs_does_not_renew_without_end(db, authority, code, data_dir: Path) -> None:
    async with serving(HubBehind, db, authority) as url:
        await asyncio.to_thread(enrol, url, code, data_dir)
        renewals: list[float] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await stay_certified(data_dir, lambda: renewals.append(time.monotonic()))
    assert len(renewals) == 1


async def test_a_revoked_edge_is_told_so(hub_url, code, data_dir: Path, db: Database) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    EdgeRegistry(db).remove(EDGE, 1)
    with pytest.raises(HubRefused, match="revoked"):
        await asyncio.to_thread(renew, data_dir)


def test_a_certificate_is_renewed_after_two_thirds_of_its_life() -> None:
    assert Life(0, 90).renew_at == 60


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH", "UUUU-" * 6, "\N{SNOWMAN}" * 24])
def test_what_is_no_code_costs_no_question(typed: str, data_dir: Path) -> None:
    with pytest.raises(SettingsError, match="not an enrolment code"):
        enrol("http://127.0.0.1:1", typed, data_dir)


@pytest.mark.parametrize("url", ["hub.local:8780", "ftp://hub", "http://", "http://hub:99999", "http://u@hub", ""])
def test_what_is_no_address_of_a_hub_is_named(url: str, data_dir: Path) -> None:
    with pytest.raises(SettingsError, match="the hub's URL "):
        enrol(url, "0" * 24, data_dir)


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://the hub", "http://hub/\N{SNOWMAN}", "http://" + "h" * 64, "http://hub..local"]
)
def test_a_host_that_cannot_exist_is_named_too(url: str, data_dir: Path) -> None:
    with pytest.raises(SettingsError, match="the hub's URL "):
        enrol(url, "0" * 24, data_dir)


def test_an_absent_hub_is_one_sentence(unused_port: int, data_dir: Path) -> None:
    with pytest.raises(HubUnreachable, match=r"cannot be reached: .*curl http://127\.0\.0\.1:\d+/healthz"):
        enrol(f"http://127.0.0.1:{unused_port}", "0" * 24, data_dir)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 421 Elsewhere\r\nContent-Length: 30000\r\n\r\n" + b"[" * 30_000,
        b"HTTP/1.1 403 No\r\nContent-Length: 30000\r\n\r\n" + b"[" * 30_000,
        b'HTTP/1.1 421 Elsewhere\r\nContent-Length: 16\r\n\r\n{"code":"plain"}',
    ],
)
async def test_something_else_at_the_hubs_address_is_one_sentence(answer: bytes, data_dir: Path) -> None:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0, family=socket.AF_INET)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(HubUnreachable):
            await asyncio.to_thread(enrol, f"http://127.0.0.1:{port}", "0" * 24, data_dir)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"])
async def test_a_hub_that_drips_its_answer_is_left_in_time(
    start: bytes, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_client, "DEADLINE_SECONDS", 0.4)

    dripping: list[asyncio.StreamWriter] = []

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dripping.append(writer)
        writer.write(start)
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.1)

    server = await asyncio.start_server(drip, "127.0.0.1", 0, family=socket.AF_INET)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(HubUnreachable, match="no answer in time"):
        await asyncio.wait_for(asyncio.to_thread(enrol, f"http://127.0.0.1:{port}", "0" * 24, data_dir), 60)
    for writer in dripping:
        writer.close()
    server.close()


async def test_an_enrolment_cut_short_is_none_and_a_damaged_one_is_named(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    whole = (data_dir / "enrolment.json").read_bytes()
    (data_dir / "enrolment.json").write_bytes(whole[:20])
    with pytest.raises(IdentityUnusable, match="nrol this edge again"):
        load_settings(EdgeSettings, PREFIX, None, {"data_dir": data_dir}, {})
    (data_dir / "enrolment.json").unlink()
    assert read_enrolment(data_dir) is None
    (data_dir / "enrolment.json").write_bytes(whole)
    (data_dir / "identity.pem").write_bytes((data_dir / "identity.pem").read_bytes()[:300])
    with pytest.raises(IdentityUnusable, match="nrol this edge again"):
        load_settings(EdgeSettings, PREFIX, None, {"data_dir": data_dir}, {}).broker()


async def test_a_folder_of_one_edge_is_not_run_as_another(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    with pytest.raises(SettingsError, match='enrolled with edge "edge-1", not "edge-2"'):
        load_settings(EdgeSettings, PREFIX, None, {"data_dir": data_dir, "edge": "edge-2"}, {})


async def test_a_plain_broker_url_is_refused_for_an_enrolled_edge(hub_url, code, data_dir: Path) -> None:
    await asyncio.to_thread(enrol, hub_url, code, data_dir)
    given = {"data_dir": data_dir, "broker_url": "mqtt://127.0.0.1:1883"}
    with pytest.raises(SettingsError, match="mqtts"):
        load_settings(EdgeSettings, PREFIX, None, given, {}).broker()


def test_the_life_of_a_certificate_is_read_from_it(authority: StoreAuthority) -> None:
    life = life_of(authority.pem)
    assert life.begins_at < time.time() < life.ends_at
