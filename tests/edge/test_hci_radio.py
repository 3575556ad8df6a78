"""The radio over HCI, against a controller on a socket."""

import asyncio
import contextlib
import struct

import pytest

from edge.errors import RadioFault, RadioUnavailable
from edge.radio.h4 import EventReader, Garbled, advertisements
from edge.radio.hci import HciRadio, TcpSocket, UnixSocket
from edge.radio.port import keep_scanning

ADDRESS = b"\xa1\xb2\xc3\xd4\xe5\xf6"


@pytest.fixture
async def heard(controller):
    found = []
    task = asyncio.create_task(keep_scanning(HciRadio(UnixSocket(str(controller.path)), lambda: 42.0), found.append))
    yield found
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_the_controller_is_told_to_scan_actively_and_to_report_every_packet(controller, heard, until) -> None:
    await until(lambda: controller.scanning, "the scan")
    assert [opcode for opcode, _ in controller.commands] == [0x0C03, 0x0C01, 0x2001, 0x200B, 0x200C]
    scan = dict(controller.commands)[0x200B]
    kind, interval, window = struct.unpack("<BHH", scan[:5])
    assert kind == 1
    assert interval == window


async def test_what_the_controller_reports_is_heard_with_its_arrival(controller, heard, until, air) -> None:
    await until(lambda: controller.scanning, "the scan")
    await controller.hear(air.android(bytes(16)), rssi=-71)
    (found,) = await until(lambda: heard, "the advertisement")
    assert (found.rssi_dbm, found.heard_mono) == (-71, 42.0)
    assert found.service_data == ((air.marker, b"\x07" + bytes(16)),)


async def test_several_reports_in_one_event_are_all_heard(controller, heard, until, report_event, air) -> None:
    await until(lambda: controller.scanning, "the scan")
    await controller.send(
        report_event((ADDRESS, air.android(bytes(16)), -50), (ADDRESS, b"", -60), (ADDRESS, air.ios(bytes(16)), 127))
    )
    await until(lambda: len(heard) == 3, "three advertisements")
    assert [found.rssi_dbm for found in heard] == [-50, -60, None]


async def test_events_cut_anywhere_by_the_socket_are_put_together(controller, heard, until, report_event, air) -> None:
    await until(lambda: controller.scanning, "the scan")
    packet = report_event((ADDRESS, air.android(bytes(16)), -50)) * 3
    for at in range(0, len(packet), 7):
        await controller.send(packet[at : at + 7])
        await asyncio.sleep(0)
    await until(lambda: len(heard) == 3, "three advertisements")


async def test_a_controller_that_goes_away_and_comes_back_is_scanned_again(controller, heard, until, air) -> None:
    await until(lambda: controller.scanning, "the scan")
    await controller.unplug()
    await controller.plug_in()
    await until(lambda: controller.scanning, "the second scan")
    await controller.hear(air.android(bytes(16)))
    await until(lambda: heard, "the advertisement")


async def test_bytes_that_are_no_hci_lead_to_a_new_connection(controller, heard, until, air) -> None:
    await until(lambda: controller.scanning, "the scan")
    controller.commands.clear()
    await controller.send(b"GET / HTTP/1.1\r\n")
    await until(lambda: controller.scanning, "the second scan")
    await controller.hear(air.android(bytes(16)))
    await until(lambda: heard, "the advertisement")


async def reason_of(radio: HciRadio) -> RadioFault:
    with pytest.raises(RadioUnavailable) as raised:
        async with radio.scan(lambda _: None) as ended:
            await ended
    return raised.value.reason


async def test_no_controller_is_absent(tmp_path) -> None:
    assert await reason_of(HciRadio(UnixSocket(str(tmp_path / "none.hci")), lambda: 0.0)) is RadioFault.ABSENT


async def test_nobody_on_the_tcp_port_is_absent(unused_port) -> None:
    assert await reason_of(HciRadio(TcpSocket("127.0.0.1", unused_port), lambda: 0.0)) is RadioFault.ABSENT


async def test_a_command_that_fails_is_refused(controller) -> None:
    controller.refuse = 0x200B
    assert await reason_of(HciRadio(UnixSocket(str(controller.path)), lambda: 0.0)) is RadioFault.REFUSED


def test_an_unknown_packet_type_is_garbled() -> None:
    with pytest.raises(Garbled):
        EventReader().feed(b"\x99")


def test_packets_other_than_events_are_skipped() -> None:
    acl = b"\x02\x01\x20\x03\x00abc"
    assert EventReader().feed(acl + b"\x04\x0e\x04\x01\x03\x0c\x00") == [b"\x0e\x04\x01\x03\x0c\x00"]


def test_a_report_that_overruns_ends_the_event_and_those_before_it_stay(report_event) -> None:
    event = report_event((ADDRESS, b"\x02\x01\x06", -50), (ADDRESS, b"\x02\x01\x06", -51))[1:]
    assert len(list(advertisements(event[:-1], 0.0))) == 1
