"""HTTPS as it is served: real handshakes, renewed files, bad ones."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from served_hub import NAME, ServedHub, served_hub

from hub.ground.errors import HttpsUnusable
from hub.ground.web.arriving import HANDSHAKE_SECONDS
from hub.ground.web.https.pair import Fault
from hub.ground.web.https.serving import Files, Https
from hub.ground.web.protocol import CONNECTION
from simulators.certificates import Authority, Pair
from simulators.waiting import until

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def hub(tmp_path: Path, authority: Authority) -> AsyncIterator[ServedHub]:
    authority.pair(NAME).write(tmp_path)
    async with served_hub(tmp_path, authority) as serving:
        yield serving


async def test_the_screens_are_served_encrypted_and_the_browser_is_told_to_stay_so(hub: ServedHub) -> None:
    async with hub.client() as browser:
        signed_in = await hub.sign_in(browser)
        assert all("Secure" in cookie for cookie in signed_in.headers.get_list("set-cookie"))
        assert signed_in.headers["strict-transport-security"] == "max-age=31536000"
        fleet = (await browser.get("/api/fleet")).json()
        assert (fleet["https"]["name"], fleet["https"]["late"], fleet["https"]["refused_why"]) == (NAME, False, "")
        assert not [each for each in fleet["alarms"] if each["id"].startswith("alarms-https")]
        stranger = await browser.get("/healthz", headers={"host": "evil.example"})
        assert stranger.status_code == 421
        assert "strict-transport-security" not in stranger.headers
        # Under another name of the hub's nothing is said that its users could not take back.
        assert "strict-transport-security" not in (await browser.get("/healthz", headers={"host": "localhost"})).headers
    async with hub.client("localhost", "http") as here:
        # On this machine nothing crosses a network, and a browser does not believe it there anyway.
        answer = await here.get("/healthz")
        assert (answer.status_code, "strict-transport-security" in answer.headers) == (200, False)


async def test_where_no_proxy_is_named_nobody_is_believed_about_who_asks_and_how(hub: ServedHub) -> None:
    seen: list[tuple[str, str]] = []
    hub.listen(lambda scope: seen.append((scope["scheme"], scope["client"][0])))
    # Not even whoever is on this machine, as uvicorn would by itself.
    async with hub.client() as browser:
        await browser.get("/healthz", headers={"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "http"})
    async with hub.client("localhost", "http") as here:
        await here.get("/healthz", headers={"X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"})
    assert seen == [("https", "127.0.0.1"), ("http", "127.0.0.1")]


async def test_no_old_protocol_is_spoken(hub: ServedHub) -> None:
    old = ssl.create_default_context(cadata="")
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", hub.port, ssl=old, server_hostname=NAME)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    _, writer = await asyncio.open_connection("127.0.0.1", hub.port, ssl=old, server_hostname=NAME)
    writer.close()


async def test_a_renewed_certificate_is_served_while_a_stream_stays_open(
    hub: ServedHub, tmp_path: Path, authority: Authority
) -> None:
    [again] = [each for each in hub.shop.hub.running.rounds if each.name == "https"]
    before = await hub.shown()
    async with hub.client() as browser:
        await hub.sign_in(browser)
        async with browser.stream("GET", "/api/staff/stream") as stream:
            lines = stream.aiter_lines()
            first = await anext(lines)
            # As a hook does it that copies two files: for a moment the new certificate stands beside the old key.
            renewed = authority.pair(NAME, ends=timedelta(days=190))
            (tmp_path / "fullchain.pem").write_bytes(renewed.certificate)
            await again.once(1)
            assert (await hub.shown()).serial_number == before.serial_number
            assert hub.https.not_loaded is not None
            assert hub.https.not_loaded.fault is Fault.MISMATCH
            fleet = (await browser.get("/api/fleet", params={"language": "da"})).json()
            [alarm] = [each for each in fleet["alarms"] if each["id"] == "alarms-https-not-loaded"]
            assert "hører ikke til certifikatet" in alarm["text"]
            (tmp_path / "privkey.pem").write_bytes(renewed.key)
            await again.once(2)
            shown = await hub.shown()
            assert shown.serial_number != before.serial_number
            assert (shown.not_valid_after_utc - before.not_valid_after_utc).days in {100, 101}
            assert hub.https.not_loaded is None
            # The stream that was open before goes on.
            assert first.startswith("event: ")
            await hub.shop.customer()
            async for line in lines:
                if '"visit_id"' in line:
                    break
        await again.once(3)
    assert dict(hub.https.reloads) == {"mismatch": 1, "loaded": 1}


async def test_bad_files_never_touch_what_is_served(hub: ServedHub, tmp_path: Path, authority: Authority) -> None:
    good, before = authority.pair(NAME), await hub.shown()
    for fault, pair in {
        Fault.NAME: authority.pair("other.example"),
        Fault.ENDED: authority.pair(NAME, begins=timedelta(days=-9), ends=timedelta(days=-1)),
        Fault.EARLY: authority.pair(NAME, begins=timedelta(days=1)),
        Fault.CERTIFICATE: Pair(b"half a fi", good.key),
        Fault.LOCKED: authority.pair(NAME, password=b"1234"),
    }.items():
        pair.write(tmp_path)
        hub.https.look_again()
        assert hub.https.not_loaded is not None
        assert hub.https.not_loaded.fault is fault
        assert (await hub.shown()).serial_number == before.serial_number
    (tmp_path / "privkey.pem").unlink()
    hub.https.look_again()
    assert hub.https.not_loaded is not None
    assert hub.https.not_loaded.fault is Fault.FILE
    async with hub.client() as browser:
        await hub.sign_in(browser)
        fleet = (await browser.get("/api/fleet")).json()
        [alarm] = [each for each in fleet["alarms"] if each["id"] == "alarms-https-not-loaded"]
        assert "privkey.pem cannot be read: No such file or directory" in alarm["text"]
        assert str(before.not_valid_after_utc.day) in alarm["text"]
        figures = (await hub.shop.client().get("/metrics")).text
        assert "goddag_hub_https_files_work 0.0" in figures
        assert "goddag_hub_https_works 1.0" in figures
        assert 'goddag_hub_https_reloads_total{result="locked"} 1.0' in figures
    # A link that points elsewhere, as certbot's do, is a change.
    good.write(tmp_path / "archive")
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name).symlink_to(tmp_path / "archive" / name)
    hub.https.look_again()
    assert hub.https.not_loaded is None
    assert (await hub.shown()).serial_number != before.serial_number


async def test_a_certificate_that_counts_only_later_is_taken_then(tmp_path: Path, authority: Authority) -> None:
    now = [time.time()]
    files = Files(*authority.pair(NAME).write(tmp_path))
    https = Https(NAME, files, None, lambda: now[0])
    authority.pair(NAME, begins=timedelta(hours=1)).write(tmp_path)
    https.look_again()
    assert https.not_loaded
    now[0] += 3700
    https.look_again()
    assert https.not_loaded is None
    assert https.certificate.begins_at > time.time()


async def test_a_hub_with_an_ended_certificate_starts_and_says_so_and_with_a_useless_one_it_does_not(
    tmp_path: Path, authority: Authority
) -> None:
    authority.pair(NAME, begins=timedelta(days=-9), ends=timedelta(seconds=-5)).write(tmp_path)
    async with served_hub(tmp_path, authority) as hub:
        with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
            await hub.shown()
        handheld = await hub.shop.handheld()
        fleet = (await handheld.get("/api/fleet")).json()
        [alarm] = [each for each in fleet["alarms"] if each["id"] == "alarms-https-refused"]
        assert "the certificate ended on" in alarm["text"]
        assert fleet["alarms"].index(alarm) < 2, "the hub does not do what it is there for"
    good, other = authority.pair(NAME), authority.pair(NAME)
    for pair, said in (
        (Pair(good.certificate, other.key), "is not that of the certificate"),
        (authority.pair("shop.example"), f"is for shop.example and not for {NAME}"),
        (authority.pair(NAME, password=b"x"), "locked with a password"),
    ):
        pair.write(tmp_path)
        with pytest.raises(HttpsUnusable, match=said):
            async with served_hub(tmp_path, authority):
                pass


async def test_with_a_third_of_its_life_left_somebody_is_told(tmp_path: Path, authority: Authority) -> None:
    authority.pair(NAME, begins=timedelta(days=-61), ends=timedelta(days=29)).write(tmp_path)
    async with served_hub(tmp_path, authority) as hub:
        handheld = await hub.shop.handheld()
        alarms = (await handheld.get("/api/fleet")).json()["alarms"]
        assert "alarms-https-late" in {each["id"] for each in alarms}
        assert (await hub.shown()).not_valid_after_utc


async def test_who_connects_and_says_nothing_is_counted_and_has_a_deadline(
    hub: ServedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HANDSHAKE_SECONDS <= 10, "as long as a head"
    monkeypatch.setattr("hub.ground.web.arriving.HANDSHAKE_SECONDS", 0.3)
    crowd = hub.shop.hub.front.crowd
    silent = [await asyncio.open_connection("127.0.0.1", hub.port) for _ in range(3)]
    _, half = silent[0]
    half.write(b"\x16\x03\x01\x02\x00")  # the head of a record, and nothing of it
    await until("all to be counted", lambda: crowd.of_strangers == 3, PATIENCE_SECONDS)
    for reader, writer in silent:
        # Reset or closed: either way it is over.
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), PATIENCE_SECONDS) == b""
        writer.close()
    await until("nobody to be left", lambda: crowd.open == 0, PATIENCE_SECONDS)
    assert crowd.ended["handshake"] == 3
    # What is no TLS and no HTTP is refused as before; what cannot be agreed on is counted.
    wrong = ssl.create_default_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection("127.0.0.1", hub.port, ssl=wrong, server_hostname=NAME)
    await until("nobody to be left", lambda: crowd.open == 0, PATIENCE_SECONDS)
    assert hub.https.failed_handshakes >= 1


async def test_a_large_answer_arrives_whole_and_a_connection_serves_many(hub: ServedHub) -> None:
    async with hub.client() as browser:
        sizes = [len((await browser.get("/openapi.json")).content) for _ in range(5)]
        assert min(sizes) == max(sizes) > 100_000
        large = await browser.post("/api/staff/session", content=b"x" * 3_000_000)
        assert large.status_code == 413
    await until("all to be closed", lambda: hub.shop.hub.front.crowd.open == 0, PATIENCE_SECONDS)


async def test_a_page_that_takes_nothing_is_noticed_as_soon_as_in_the_clear(hub: ServedHub) -> None:
    seen: list[tuple[str, tuple[int, int]]] = []
    hub.listen(lambda scope: seen.append((scope["scheme"], scope[CONNECTION].transport.get_write_buffer_limits())))
    for scheme in ("https", "http"):
        async with hub.client("localhost" if scheme == "http" else NAME, scheme) as browser:
            await browser.get("/healthz")
    assert seen == [("https", (16_384, 65_536)), ("http", (16_384, 65_536))]


async def test_handshakes_are_pushed_out_before_staff(hub: ServedHub) -> None:
    crowd = hub.shop.hub.front.crowd
    async with hub.client() as browser:
        await hub.sign_in(browser)
        async with browser.stream("GET", "/api/staff/stream") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            many = [await asyncio.open_connection("127.0.0.1", hub.port) for _ in range(80)]
            await until("all to be counted", lambda: crowd.of_strangers >= 80, PATIENCE_SECONDS)
            await asyncio.sleep(1.1)  # the moment that a newcomer has
            many.append(await asyncio.open_connection("127.0.0.1", hub.port))
            await until("the first to go", lambda: crowd.pushed_out["neighbour_full"] > 0, PATIENCE_SECONDS)
            assert crowd.of_staff >= 1
            await hub.shop.customer()
            async for line in lines:
                if '"visit_id"' in line:
                    break
            for _, writer in many:
                writer.close()
