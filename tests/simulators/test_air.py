import asyncio
from pathlib import Path

import pytest
from bumble.device import Advertisement, Device
from bumble.hci import Address
from bumble.host import Host
from bumble.transport import open_transport

from simulators.air import BACKLOG_BYTES, open_air
from simulators.frames import AdvertisingType, Transmission, android_token, private_address
from simulators.waiting import until

TOKEN = bytes(range(16))
AD = android_token(0xFFF1, 7, TOKEN)
SENT = Transmission(private_address(1, "phone"), random_address=True, kind=AdvertisingType.NON_CONNECTABLE, ad=AD)
SCAN = bytes.fromhex("01030c00") + bytes.fromhex("010b200701a000a0000000") + bytes.fromhex("010c20020100")


async def test_an_unmodified_host_hears_the_very_bytes_that_were_sent(tmp_path: Path) -> None:
    async with open_air(tmp_path, ["edge-1"]) as air:
        async with await open_transport(f"unix:{air.socket_of('edge-1')}") as transport:
            device = Device(host=Host(transport.source, transport.sink))
            heard: asyncio.Queue[Advertisement] = asyncio.Queue()
            device.on("advertisement", heard.put_nowait)
            await device.power_on()
            assert not air.hear("edge-1", SENT, -60)
            await device.start_scanning(active=True)
            assert air.all_scanning
            assert air.hear("edge-1", SENT, -67)
            advertisement = await asyncio.wait_for(heard.get(), 60)
        assert advertisement.data_bytes == AD
        assert advertisement.rssi == -67
        assert advertisement.address.address_type == Address.RANDOM_DEVICE_ADDRESS
        assert bytes(advertisement.address) == SENT.address[::-1]


async def test_a_host_that_does_not_read_loses_packets_and_holds_up_nobody(tmp_path: Path) -> None:
    async with open_air(tmp_path, ["slow", "brisk", "absent"]) as air:
        _, slow = await asyncio.open_unix_connection(air.socket_of("slow"), limit=1)
        reader, brisk = await asyncio.open_unix_connection(air.socket_of("brisk"))
        for host in (slow, brisk):
            host.write(SCAN)
        await until("the hosts", lambda: air.listening == 2, 60)
        report_bytes = 4 + 10 + len(AD) + 1
        brisk_bytes = 0
        enough = 40 * BACKLOG_BYTES // report_bytes
        for number in range(enough):
            for edge in air.radios:
                air.hear(edge, SENT, -60)
            if number % 100 == 0:
                brisk_bytes += len(await reader.read(1_000_000))
        counts = {edge: radio.counts for edge, radio in air.radios.items()}
        assert counts["slow"].dropped_slow > 0
        assert counts["slow"].given + counts["slow"].dropped_slow == enough
        assert (counts["brisk"].given, counts["brisk"].dropped_slow) == (enough, 0)
        assert counts["absent"].not_listening == enough
        for host in (slow, brisk):
            host.close()


async def test_a_host_that_comes_back_finds_its_radio_reset(tmp_path: Path) -> None:
    async with open_air(tmp_path, ["edge-1"]) as air:
        _, first = await asyncio.open_unix_connection(air.socket_of("edge-1"))
        first.write(SCAN)
        await until("the hosts", lambda: air.all_scanning, 60)
        first.close()
        await until("the hosts", lambda: not air.all_scanning, 60)
        _, second = await asyncio.open_unix_connection(air.socket_of("edge-1"))
        second.write(SCAN)
        await until("the hosts", lambda: air.all_scanning, 60)
        second.close()


async def test_bytes_that_are_not_hci_end_the_connection(tmp_path: Path) -> None:
    async with open_air(tmp_path, ["edge-1"]) as air:
        reader, writer = await asyncio.open_unix_connection(air.socket_of("edge-1"))
        writer.write(b"GET / HTTP/1.1\r\n")
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), 60)
        writer.close()


async def test_a_run_folder_with_a_very_long_path_still_works(tmp_path: Path) -> None:
    async with open_air(tmp_path / ("x" * 120), ["edge-1"]) as air:
        _, writer = await asyncio.open_unix_connection(air.socket_of("edge-1"))
        writer.write(SCAN)
        await until("the hosts", lambda: air.all_scanning, 60)
        writer.close()
