"""Whatever a stranger on the network does, staff are served: a real hub process, real sockets, and few descriptors.

Served is served: nothing here is judged by how long it took.
"""

import asyncio
import contextlib
import os
import re
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulators.colleague import Colleague, colleague_at, sign_in_by_link, sign_in_by_pin, welcome_secret
from simulators.serving import free_ports
from simulators.waiting import until

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]
PLAN = Path(__file__).parents[2] / "simulators" / "stores" / "bicycle_shop.toml"
GODDAG_HUB = Path(sys.executable).with_name("goddag-hub")
# As many systems start a program. Soft and hard: the hub cannot raise them.
DESCRIPTORS = 1024
PATIENCE_SECONDS = 120.0

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
Open = tuple[Reader, Writer]


class Hub:
    """The process, and ways to reach it."""

    def __init__(self, port: int, pid: int, log: Path, data: Path) -> None:
        self.port, self.pid, self.log, self.data = port, pid, log, data
        self.url = f"http://127.0.0.1:{port}"
        self.opened: list[Writer] = []
        self.clients: list[httpx.AsyncClient] = []

    async def connect(self, sent: bytes = b"", source: str = "127.0.0.1") -> Open:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        self.opened.append(writer)
        writer.write(sent)
        return reader, writer

    async def raw(self, sent: bytes) -> bytes:
        """All that comes back until the hub closes the connection."""
        reader, _ = await self.connect(sent)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await reader.read()

    async def handheld(self) -> httpx.AsyncClient:
        """Somebody signed in on a device of their own."""
        client = self.client(auth=Colleague())
        secret = welcome_secret(self.data, f"Colleague {len(self.clients)}")
        (await sign_in_by_link(client, secret)).raise_for_status()
        return client

    def again(self, client: httpx.AsyncClient) -> httpx.AsyncClient:
        """The same device on a connection of its own."""
        return self.client(auth=client.auth)

    def client(self, **how: Any) -> httpx.AsyncClient:
        self.clients.append(httpx.AsyncClient(base_url=self.url, timeout=PATIENCE_SECONDS, **how))
        return self.clients[-1]

    def resident_kb(self) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[Hub]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16_384)), hard))
    port, broker = free_ports(2)
    log = folder / "hub.log"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GODDAG_")} | {
        "GODDAG_HUB_FLOOR_PLAN": str(PLAN),
        "GODDAG_HUB_DATA_DIR": str(folder / "data"),
        "GODDAG_HUB_PORT": str(port),
        "GODDAG_HUB_BROKER_PORT": str(broker),
        **settings,
    }
    with log.open("w") as said:
        process = await asyncio.create_subprocess_exec(
            "bash",
            "-c",
            f'ulimit -n {DESCRIPTORS}; exec "$0" run',
            GODDAG_HUB,
            env=environment,
            stdout=said,
            stderr=said,
        )
    hub = Hub(port, process.pid, log, folder / "data")
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:

            async def answers() -> bool:
                assert process.returncode is None, log.read_text()
                with contextlib.suppress(httpx.TransportError):
                    return (await client.get(f"{hub.url}/healthz")).status_code == 200
                return False

            await until("the hub to answer", answers, PATIENCE_SECONDS)
        yield hub
        assert "Traceback" not in log.read_text()
    finally:
        for client in hub.clients:
            await client.aclose()
        for writer in hub.opened:
            writer.transport.abort()
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with running(tmp_path) as started:
        yield started


HALF_A_HEAD = b"GET /api/staff/nearby HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"
HALF_A_BODY = b"POST /v1/till/square HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\n" + b"A" * 50_000
NEVER_READ = b"GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 40
# A path that a route takes, each with a body that does not come to its end.
DRIPPING_BODY = b"POST /api/staff/session HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"


def signed_by(client: httpx.AsyncClient, path: str) -> bytes:
    """A request of that device, as it stands on the wire."""
    auth = colleague_at(client)
    cookie = "; ".join(f"{name}={value}" for name, value in auth.cookies.items())
    proof = auth.proof("GET", path, b"")
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nGoddag-Proof: {proof}\r\n\r\n".encode()


async def hold(hub: Hub, sent: bytes, source: str, drip: bytes = b"") -> None:
    """Hold a connection for as long as the hub lets us, and then the next one."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await hub.connect(sent, source)
            while not writer.transport.is_closing():
                if drip:
                    writer.write(drip)
                    await asyncio.sleep(0.5)
                elif not await (reader.read(1) if sent is not NEVER_READ else asyncio.sleep(5, b"x")):
                    break
            writer.close()
        await asyncio.sleep(0.1)


async def guess(hub: Hub, source: str, let_in: list[int]) -> None:
    """Guess PINs as fast as the hub answers, each time from an address that only a header tells of."""
    for number in range(10**9):
        body = b'{"person":"person-1","pin":"%06d"}' % (number % 1000)
        head = f"X-Forwarded-For: 10.{number % 250}.0.9\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        request = b"POST /api/staff/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        with contextlib.suppress(OSError):
            reader, writer = await hub.connect(request + head.encode() + b"\r\n" + body, source)
            answer = await reader.read()
            if answer:
                let_in.append(int(answer.split()[1]))
            writer.close()
        await asyncio.sleep(0.02)


async def test_staff_are_served_whatever_strangers_hold_flood_and_guess(hub: Hub) -> None:
    handheld, colleague = await hub.handheld(), await hub.handheld()
    # What the case was: more connections than the process may have, from where staff come from as well.
    idle = [await hub.connect() for _ in range(1100)]
    assert (await hub.again(handheld).get("/api/staff/nearby")).status_code == 200
    before = hub.resident_kb()
    codes: list[int] = []
    sources = [f"127.0.0.{n}" for n in range(1, 21)]
    attack: list[Awaitable[None]] = [guess(hub, source, codes) for source in sources[:8]]
    for source in sources:
        attack += [hold(hub, sent, source) for sent in (b"", HALF_A_HEAD, HALF_A_BODY, NEVER_READ) for _ in range(4)]
        attack += [hold(hub, HALF_A_HEAD, source, b"a"), hold(hub, DRIPPING_BODY, source, b"1\r\n \r\n")]
    heartbeats = 0

    async def follow() -> None:
        nonlocal heartbeats
        async with colleague.stream("GET", "/api/staff/stream") as stream:
            async for line in stream.aiter_lines():
                heartbeats += line == "event: hb"

    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(follow())
        strangers = [tasks.create_task(each) for each in attack]  # type: ignore[arg-type]
        await until("guesses to be refused", lambda: codes.count(401) > 100, PATIENCE_SECONDS)
        for _ in range(20):
            async with hub.again(handheld) as fresh:
                assert (await fresh.get("/api/staff/nearby")).status_code == 200
                assert (await fresh.get("/app/handheld/")).status_code in {200, 404}
        # Who has a device signs in meanwhile: no guess of a stranger without one was even looked at.
        pin = (await handheld.post("/api/staff/me/pin")).json()["pin"]
        me = (await handheld.get("/api/staff/session")).json()["me"]["id"]
        assert (await handheld.delete("/api/staff/session")).status_code == 204
        assert (await sign_in_by_pin(handheld, me, pin)).status_code == 200
        await until("the stream to go on", lambda: heartbeats >= 3, PATIENCE_SECONDS)
        fleet: dict[str, Any] = {}

        async def many_were_pushed_out() -> bool:
            fleet.update((await handheld.get("/api/fleet")).json())
            return fleet["connections"]["pushed_out"]["neighbour_full"] > 500

        await until("strangers to be pushed out by each other", many_were_pushed_out, PATIENCE_SECONDS)
        for task in (*strangers, following):
            task.cancel()
    assert set(codes) == {401}
    assert fleet["sign_in"]["wrong_pins_last_day"] == 0, "the guesses that were looked at"
    assert fleet["connections"]["too_slow"]["head"] > 0
    assert fleet["broker_connected"]
    assert hub.resident_kb() - before < 150_000
    assert len(hub.log.read_text().splitlines()) < 20, hub.log.read_text()
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert [await _is_over(reader) for reader, _ in idle] == [True] * len(idle)


async def _is_over(reader: Reader) -> bool:
    with contextlib.suppress(ConnectionError):
        return await reader.read() == b""
    return True


async def test_five_hundred_streams_hold_beside_strangers_and_a_thief_of_a_cookie_has_no_more(hub: Hub) -> None:
    handheld = await hub.handheld()
    streams = [await hub.connect(signed_by(handheld, "/api/staff/stream")) for _ in range(500)]
    for reader, _ in streams:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reader.readuntil(b"event: hb")
    for n in range(600):
        await hub.connect(b"", f"127.0.1.{n % 200 + 1}")
    for reader, _ in streams:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await reader.readuntil(b"event: hb")
    assert (await hub.again(handheld).get("/api/staff/nearby")).status_code == 200


async def test_large_bodies_of_strangers_share_a_bound_on_memory_and_small_requests_pass(hub: Hub) -> None:
    handheld = await hub.handheld()
    # Once, so that what is loaded with the first of them does not count.
    whole = {"content": b"A" * 900_000, "headers": {"content-type": "application/json"}}
    assert (await handheld.post("/v1/till/square", **whole)).status_code == 404
    before = hub.resident_kb()
    head = b"POST /v1/till/square HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
    held = [await hub.connect(head + b"A" * 990_000, f"127.0.0.{n % 200 + 1}") for n in range(200)]
    answers = [asyncio.create_task(reader.read()) for reader, _ in held]
    await until("the first to be refused", lambda: any(each.done() for each in answers), PATIENCE_SECONDS)
    assert (await handheld.get("/api/staff/nearby")).status_code == 200
    assert (
        await handheld.post("/api/staff/visits/x/claim", json={"staff": "Ida", "request_id": "r" * 8})
    ).status_code == 404
    async with asyncio.timeout(PATIENCE_SECONDS):
        said = await asyncio.gather(*answers, return_exceptions=True)
    codes = [each.split()[1] for each in said if isinstance(each, bytes) and each]
    assert b"503" in codes, "those for which there was no room"
    assert hub.resident_kb() - before < 60_000
    # What they held is given back.
    assert (await handheld.post("/v1/till/square", **whole)).status_code == 404


SLOW: dict[str, tuple[bytes, bytes]] = {
    "no byte": (b"", b""),
    "half a head": (HALF_A_HEAD, b""),
    "half a body": (HALF_A_BODY, b"HTTP/1.1 408"),
    "an answered body that goes on": (DRIPPING_BODY.replace(b"session", b"devices"), b"HTTP/1.1 4"),
    "idle after an answer": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"HTTP/1.1 200"),
    "idle behind a pipeline": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3, b"HTTP/1.1 200"),
    "an upgrade": (
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        b"HTTP/1.1 200",
    ),
}


@pytest.mark.parametrize("drips", [False, True])
async def test_a_connection_ends_in_whatever_state_it_is_left(hub: Hub, drips: bool) -> None:
    async def left(sent: bytes, begins: bytes) -> None:
        reader, writer = await hub.connect(sent)
        dripping = asyncio.create_task(_drip(writer)) if drips else None
        answer = b""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await reader.read()
        if dripping:
            dripping.cancel()
        else:
            assert answer.startswith(begins)

    async with asyncio.TaskGroup() as tasks:
        for sent, begins in SLOW.values():
            tasks.create_task(left(sent, begins))


async def _drip(writer: Writer) -> None:
    while True:
        writer.write(b"1")
        await asyncio.sleep(0.5)


async def test_a_reader_who_does_not_read_is_let_go_of(hub: Hub) -> None:
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.setblocking(False)
        await asyncio.get_running_loop().sock_connect(reader, ("127.0.0.1", hub.port))
        await asyncio.get_running_loop().sock_sendall(reader, NEVER_READ * 10)
        port = reader.getsockname()[1]
        await until("the hub to hold it", lambda: port in _peers(hub), PATIENCE_SECONDS)
        await until("the hub to let go", lambda: port not in _peers(hub), PATIENCE_SECONDS)


def _peers(hub: Hub) -> set[int]:
    """The ports of those that are connected, as the system knows it."""
    lines = Path(f"/proc/{hub.pid}/net/tcp").read_text().splitlines()[1:]
    ends = [line.split()[1:4] for line in lines]
    return {
        int(there.split(":")[1], 16)
        for here, there, state in ends
        if here.endswith(f":{hub.port:04X}") and state == "01"
    }


AMBIGUOUS = {
    "both lengths": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both, the other way round": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "an unknown coding": b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "two codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a coding that looks like one": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}  ",
    "a signed length": b"Content-Length: +2\r\n\r\n{}",
    "a negative length": b"Content-Length: -2\r\n\r\n{}",
    "a space before the colon": b"Content-Length : 2\r\n\r\n{}",
    "a folded line": b"X: a\r\n Content-Length: 2\r\n\r\n{}",
    "a bare return": b"X: a\rContent-Length: 2\r\n\r\n{}",
    "a null": b"X: a\0b\r\n\r\n",
    "an odd end of a chunk": b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
    "a chunk of a negative size": b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "two hosts": b"Host: evil.example\r\n\r\n",
}


@pytest.mark.parametrize("path", [b"/api/staff/session", b"/v1/till/square", b"/v1/edges/enrol", b"/nothing"])
async def test_what_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(hub: Hub, path: bytes) -> None:
    behind = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for name, rest in AMBIGUOUS.items():
        head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        answer = await hub.raw(head + rest + behind)
        # A folded line means a space: whatever it was to hide is no length.
        if name == "a folded line":
            continue
        assert re.match(rb"HTTP/1\.1 (400|404|413|422) ", answer), (name, answer)
        assert b'"status":"ok"' not in answer, (name, answer)


NAMES: list[Callable[[Hub], str]] = [
    lambda hub: f"127.0.0.1:{hub.port}",
    lambda _: "localhost",
    lambda hub: f"[::1]:{hub.port}",
    lambda _: socket.gethostname(),
    lambda _: f"{socket.gethostname().upper()}.LOCAL.",
    lambda _: "goddag.shop.example:443",
    lambda _: "10.20.30.40",
    # On the way through an address of this machine, that address.
    lambda hub: f"127.0.0.9:{hub.port}",
]
STRANGE = [
    "evil.example", "evil.example:80", "localhost.evil.example", "goddag.shop.example.evil.example",
    "127.0.0.1.evil.example", "localhost@evil.example", "evil.example/localhost", "127.0.0.1#evil",
    "[::1].evil.example", "10.20.30.41", "", "localhost:80:80", "xn--lcalhost-6lb.example", "127.0.0.1:x",
    "local host", "localhost,evil.example",
]  # fmt: skip
REDIRECTING = [
    "/", "/app", "/app/handheld", "//evil.example", "//evil.example/app/..", "/app//evil.example/%2e%2e", "/healthz/",
    "/app/handheld//evil.example", "/\\evil.example/", "http://evil.example/app", "/app//evil.example%2f..%2fhandheld",
]  # fmt: skip


async def test_off_loopback_the_hub_answers_to_its_own_names_alone_and_repeats_none(tmp_path: Path) -> None:
    settings = {
        "GODDAG_HUB_HOST": "0.0.0.0",
        "GODDAG_HUB_PLAIN_HTTP": "true",
        "GODDAG_HUB_PUBLIC_NAME": "goddag.shop.example",
        "GODDAG_HUB_ALLOWED_HOSTS": "10.20.30.40",
    }
    async with running(tmp_path, **settings) as hub:
        reached_at = "127.0.0.9"
        for name in NAMES:
            answer = await _asked(hub, "/healthz", name(hub), reached_at)
            assert answer.startswith(b"HTTP/1.1 200"), (name(hub), answer)
        for strange in STRANGE:
            for path in ("/", "/app", "/app/handheld", "/healthz", "/api/staff/nearby", "/v1/edges/authority", "/x"):
                answer = await _asked(hub, path, strange, reached_at)
                assert re.match(rb"HTTP/1\.1 4(21|00) ", answer), (strange, path, answer)
                assert b"evil" not in answer
        for path in REDIRECTING:
            answer = await _asked(hub, path, "goddag.shop.example", reached_at)
            for location in re.findall(rb"(?im)^location: (.*)\r$", answer):
                assert re.match(rb"/[^/\\]", location), (path, location)


async def _asked(hub: Hub, path: str, host: str, address: str) -> bytes:
    reader, writer = await asyncio.open_connection(address, hub.port)
    hub.opened.append(writer)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await reader.read()


async def test_a_proxy_is_believed_when_a_setting_names_it_and_nobody_else_is(tmp_path: Path) -> None:
    own = {"GODDAG_HUB_TRUSTED_PROXIES": "127.0.0.3", "GODDAG_HUB_PUBLIC_NAME": "goddag.shop.example"}
    async with running(tmp_path, **own) as hub:
        for source, believed in (("127.0.0.1", False), ("127.0.0.4", False), ("127.0.0.3", True)):
            asking = hub.client(transport=httpx.AsyncHTTPTransport(local_address=source))
            told = {"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https", "Host": "goddag.shop.example"}
            seen = (await asking.get("/api/staff/session", headers=told)).json()
            # Passkeys are to be had over https alone: whoever is believed says that it is.
            assert seen["passkeys"] is believed, source
            # Behind a proxy whoever asks is not at this machine.
            assert not seen["open"]


async def test_a_lost_handheld_is_out_within_two_ticks_by_screen_and_by_terminal_also_when_it_does_not_read(
    hub: Hub,
) -> None:
    manager = await hub.handheld()
    for by_terminal in (False, True):
        lost = await hub.handheld()
        listed = (await lost.get("/api/staff/devices")).json()["devices"]
        [name] = [each["device"] for each in listed if each["this_device"]]
        reads, _ = await hub.connect(signed_by(lost, "/api/staff/stream"))
        await reads.readuntil(b"event: hb")
        sleeps, asleep = await hub.connect(signed_by(lost, "/api/staff/stream"))
        port = asleep.get_extra_info("sockname")[1]
        await sleeps.readuntil(b"event: hb")
        asleep.transport.pause_reading()  # type: ignore[attr-defined]
        if by_terminal:
            process = await asyncio.create_subprocess_exec(
                GODDAG_HUB, "devices", "revoke", name, "--data-dir", hub.data
            )
            assert await process.wait() == 0
        else:
            assert (await manager.delete(f"/api/staff/devices/{name}")).status_code == 204
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert b'event: signed_out\ndata: {"reason":"revoked"}' in (await reads.read()).replace(b'": "', b'":"')
        await until("the sleeping one to be cut", lambda port=port: port not in _peers(hub), PATIENCE_SECONDS)
        async with hub.again(lost) as again:
            assert (await again.get("/api/staff/nearby")).status_code == 401
    assert (await manager.get("/api/staff/nearby")).status_code == 200
