"""The air as a process of its own: the fake BlueZ, and beside it a line that throws signals encoded beforehand.

    python -m edge_parts.load BUS_ADDRESS

The fake answers the scanner and announces each device, as always. It takes longer to build a signal than a scanner to
read it, so repeated packets are built once, with the fake's own rules, and sent as they are on a second connection:
one PropertiesChanged per packet. Reads one command per line as JSON, answers each with one line.
"""

import asyncio
import itertools
import json
import os
import random
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dbus_fast import Message

from edge.advertisement import parse_advertisement
from hub.ground.journal import Member
from hub.trust.members.tokens import day_key, day_of, derive_day_secret
from simulators.bluez.adapter import DEVICE, device_properties
from simulators.bluez.device import Device, Discovery
from simulators.bluez.fake import FakeBluez, Timing, fake_bluez
from simulators.dice import random_bytes
from simulators.frames import android_token, private_address
from simulators.strangers import GADGETS, gadget_ad
from simulators.waiting import until

ADAPTER = "hci0"
MARKER = 0xFFF1
SEED = 7
# What every scanner here asks BlueZ for, or gets up to BlueZ 5.87 by asking for anything: each packet, with strength.
_DISCOVERY = Discovery(filtered=True, duplicate_data=True)
# A phone at one spot, as recorded: 3.8 dB rms about its mean. Wider, and every packet would be news of an approach.
STRENGTHS = (-62, -65, -67, -70)
_CHUNK = 200
_WINDOW = 65_000
DAY = day_of(_WINDOW)
_PAUSE_EVERY = 50
_DEADLINE_SECONDS = 20.0
# The fake does not see what the second line sends; it must not forget those devices.
_FOR_EVER = 1e9


@dataclass(frozen=True, slots=True)
class Sender:
    """One transmitter: its address as BlueZ writes it, and what it says."""

    address: str
    ad: bytes

    @property
    def path(self) -> str:
        return f"/org/bluez/{ADAPTER}/dev_{self.address.replace(':', '_')}"


def strangers(count: int, name: str = "stranger") -> list[Sender]:
    """Phones and gadgets of people who never enrolled."""
    return [
        Sender(_address(name, n), gadget_ad(GADGETS[n % len(GADGETS)], random_bytes(SEED, 24, name, n)))
        for n in range(count)
    ]


def members(count: int) -> list[Sender]:
    """Phones with a token each, as a hub issues them."""
    key = day_key(DAY, derive_day_secret(random_bytes(SEED, 32, "root"), "bench", DAY))
    handles = (Member(int.from_bytes(random_bytes(SEED, 5, "handle", n))) for n in range(count))
    tokens = (key.issue(handle, _WINDOW, 0) for handle in handles)
    return [Sender(_address("member", n), android_token(MARKER, DAY % 256, t)) for n, t in enumerate(tokens)]


AIRS: dict[str, Callable[[int], list[Sender]]] = {"strangers": strangers, "members": members}


def signals(senders: list[Sender]) -> list[bytes]:
    """What BlueZ signals when it hears each of them again, at several strengths, in no order."""
    made: list[bytes] = []
    for sender in senders:
        device = Device()
        for rssi in (*STRENGTHS, STRENGTHS[0]):
            names = device.hear(parse_advertisement(sender.ad, rssi, 0.0), _DISCOVERY)
            if "UUIDs" in names:
                continue  # the first time only: that one was the announcement
            shown = device_properties(sender.path, device)
            made.append(_signal(sender.path, [DEVICE, {name: shown[name] for name in sorted(names)}, []]))
    random.Random(SEED).shuffle(made)
    return made


def _signal(path: str, body: list[object]) -> bytes:
    properties = "org.freedesktop.DBus.Properties"
    return _encoded(Message.new_signal(path, properties, "PropertiesChanged", "sa{sv}as", body))


def _encoded(message: Message) -> bytes:
    message.serial = 1  # the bus daemon counts nothing by it, and no signal is answered
    return bytes(message._marshall(False))  # noqa: SLF001 - the encoder has no public name


def _address(*names: int | str) -> str:
    return ":".join(f"{byte:02X}" for byte in private_address(SEED, *names))


class Line:
    """A D-Bus connection that only sends, blocking: the bus daemon's own pace holds it back."""

    def __init__(self, bus_address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(bus_address.removeprefix("unix:path="))
        self._socket.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        if not self._socket.recv(4096).startswith(b"OK"):
            raise ConnectionError(f"the bus at {bus_address} refuses user {os.getuid()}")
        name = "org.freedesktop.DBus"
        hello = Message(destination=name, path="/org/freedesktop/DBus", interface=name, member="Hello")
        self._socket.sendall(b"BEGIN\r\n" + _encoded(hello))
        self._socket.recv(4096)

    def send(self, signal: Message) -> None:
        """Encode and send one."""
        self._socket.sendall(_encoded(signal))

    def at_rate(self, what: Iterator[bytes], rate: float, seconds: float) -> int:
        """Send for that long, at random moments as radio packets come; how many went out."""
        dice = random.Random(SEED)
        due = time.perf_counter()
        end = due + seconds
        sent = 0
        while due < end:
            now = time.perf_counter()
            if due > now:
                time.sleep(due - now)
                continue
            chunk: list[bytes] = []
            while due <= now and due < end:
                chunk.append(next(what))
                due += dice.expovariate(rate)
            self._socket.sendall(b"".join(chunk))
            sent += len(chunk)
        return sent

    def at_once(self, what: Iterator[bytes], count: int) -> int:
        """Send that many as fast as the bus takes them."""
        for _ in range(count // _CHUNK):
            self._socket.sendall(b"".join(itertools.islice(what, _CHUNK)))
        return count // _CHUNK * _CHUNK


async def announce(bluez: FakeBluez, senders: list[Sender]) -> int:
    """Let BlueZ hear each once, in its next window if it pauses: an unfiltered scan rests 5 s of every 15."""
    for number, sender in enumerate(senders):

        def told(sender: Sender = sender) -> bool:
            return bluez.hear(ADAPTER, sender.address, sender.ad, STRENGTHS[0])

        if not told():
            await until("the next window of discovery", told, _DEADLINE_SECONDS)
        if number % _PAUSE_EVERY == 0:
            await asyncio.sleep(0.005)
    return len(senders)


def churn(line: Line, known: deque[Sender], asked: dict[str, Any]) -> int:
    """New addresses at a rate, each heard once; BlueZ knows the newest `remembered` of them and forgets the others."""
    objects = "org.freedesktop.DBus.ObjectManager"
    senders = strangers(asked["addresses"], f"churn-{asked['turn']}")
    began = time.perf_counter()
    for number, sender in enumerate(senders):
        device = Device()
        device.hear(parse_advertisement(sender.ad, STRENGTHS[0], 0.0), _DISCOVERY)
        shown = {DEVICE: device_properties(sender.path, device)}
        line.send(Message.new_signal("/", objects, "InterfacesAdded", "oa{sa{sv}}", [sender.path, shown]))
        known.append(sender)
        if len(known) > asked["remembered"]:
            line.send(Message.new_signal("/", objects, "InterfacesRemoved", "oas", [known.popleft().path, [DEVICE]]))
        time.sleep(max(0.0, began + (number + 1) / asked["rate"] - time.perf_counter()))
    return len(senders)


async def main(bus_address: str) -> None:
    loop = asyncio.get_running_loop()
    line = Line(bus_address)
    what: Iterator[bytes] = iter(())
    known: deque[Sender] = deque()
    async with fake_bluez(bus_address, (ADAPTER,), Timing(unseen=_FOR_EVER)) as bluez:
        while command := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(command)
            began = time.perf_counter()
            match asked["do"]:
                case "look":
                    done = int(bluez.is_scanning(ADAPTER))
                case "air":
                    senders = AIRS[asked["of"]](asked["devices"])
                    done = await announce(bluez, senders)
                    what = itertools.cycle(signals(senders))
                case "rate":
                    done = await asyncio.to_thread(line.at_rate, what, asked["rate"], asked["seconds"])
                case "at once":
                    done = await asyncio.to_thread(line.at_once, what, asked["count"])
                case "churn":
                    done = await asyncio.to_thread(churn, line, known, asked)
                case unknown:
                    raise ValueError(f"unknown command {unknown}")
            print(json.dumps({"done": done, "seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
