"""Fuzzes everything that reads bytes of the air: AD structures, beacon frames, our own frames.

    make bench-fuzz_decoder ARGS="--seconds 300"

Mutates real packets without end; an exception ends it and shows the packet. Coverage guides the same target with

    .tools/bin/uv run --no-sync --with atheris python benchmarks/fuzz_decoder.py --atheris --seconds 300

which fails, too, when its corpus does not grow: then the fuzzer saw no coverage and tried bytes blindly.
"""

import argparse
import inspect
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edge import advertisement, frames
from edge import decode as decoding
from edge.advertisement import parse_advertisement
from edge.decode import Ours, decode
from edge.frames import read_eddystone, read_manufacturer_data

MARKER = 0xFFF1
# The most AD bytes of one extended advertising report.
_LONGEST = 254
STORE = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
OURS = Ours.of(MARKER, [STORE], ["00010203040506070809"])
_UUID = bytes.fromhex(STORE.replace("-", ""))
SEEDS = (
    bytes.fromhex("02011a1416f1ff07") + bytes(range(16)),
    bytes.fromhex("02011a1107") + bytes(range(16)) + bytes.fromhex("0303f1ff"),
    bytes.fromhex("0201061aff4c000215") + _UUID + bytes.fromhex("00010002c5"),
    bytes.fromhex("1bffffffbeac") + _UUID + bytes.fromhex("00010002c500"),
    bytes.fromhex("0303aafe1716aafe00ee00010203040506070809a0a1a2a3a4a50000"),
    bytes.fromhex("0303aafe0c16aafe10f503676f6f07"),
    bytes.fromhex("0303aafe1116aafe20000bc4168000000001000000ff"),
    bytes.fromhex("0303aafe0d16aafe30f50001020304050607"),
)


def one_input(data: bytes) -> None:
    """The target: must return for any bytes."""
    found = parse_advertisement(data, data[0] - 128 if data else 0, 0.0)
    decode(found, OURS)
    for company, content in found.manufacturer_data:
        read_manufacturer_data(company, content)
    for _, content in found.service_data:
        read_eddystone(content)
    read_eddystone(data)
    read_manufacturer_data(0x004C, data)


def mutate(dice: random.Random, data: bytes) -> bytes:
    packet = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(packet) + 1)
        match dice.randrange(5):
            case 0 if at < len(packet):
                packet[at] ^= 1 << dice.randrange(8)
            case 1 if at < len(packet):
                packet[at] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
            case 2:
                del packet[at:]
            case 3:
                packet[at:at] = dice.randbytes(dice.randint(1, 8))
            case _:
                packet += dice.choice(SEEDS)
    return bytes(packet[:_LONGEST])


def fuzz(seconds: float, seed: int) -> int:
    """How many packets were survived."""
    dice = random.Random(seed)
    ends = time.monotonic() + seconds
    runs = 0
    while time.monotonic() < ends:
        for _ in range(200):
            data = dice.randbytes(dice.randrange(64)) if dice.random() < 0.1 else mutate(dice, dice.choice(SEEDS))
            try:
                one_input(data)
            except Exception:
                print(f"failed on {data.hex()}", file=sys.stderr)
                raise
            runs += 1
    return runs


def guided(seconds: float, seed: int) -> str:
    """Let atheris try for that long, in a process of its own, which libFuzzer ends; how far it got.

    Raises `SystemExit` when something failed, or the corpus did not grow.
    """
    with tempfile.TemporaryDirectory() as corpus:
        for number, packet in enumerate(SEEDS):
            (Path(corpus) / str(number)).write_bytes(packet)
        chosen = [corpus, f"-max_total_time={max(1, round(seconds))}", f"-seed={seed % 2**32}", f"-max_len={_LONGEST}"]
        said = subprocess.run(
            [sys.executable, __file__, "--atheris", *chosen], stderr=subprocess.PIPE, text=True, check=False
        )
    sizes = [int(size) for size in re.findall(r" corp: (\d+)/", said.stderr)]
    if said.returncode != 0:
        raise SystemExit(said.stderr[-4000:] + "\nit failed")
    if not sizes or sizes[-1] <= max(sizes[0], len(SEEDS)):
        raise SystemExit("the corpus did not grow: no coverage was seen, so this proves nothing")
    done = said.stderr.strip().splitlines()[-1]
    return f"seed {seed}: {done}, no exception; corpus {sizes[0]} -> {sizes[-1]}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--atheris", action="store_true")
    chosen, rest = options.parse_known_args()
    if chosen.atheris and not rest:
        print(guided(chosen.seconds, chosen.seed))
        return
    if chosen.atheris:
        import atheris  # type: ignore[import-not-found]  # noqa: PLC0415 - only where somebody has installed it

        # Ours alone: everything that is loaded takes longer than the run.
        for module in (advertisement, decoding, frames):
            for function in vars(module).values():
                if inspect.isfunction(function) and function.__module__ == module.__name__:
                    atheris.instrument_func(function)
        atheris.Setup([sys.argv[0], *rest], one_input)
        atheris.Fuzz()
        return
    runs = fuzz(chosen.seconds, chosen.seed)
    print(f"seed {chosen.seed}: {runs} packets in {chosen.seconds:g} s, no exception")


if __name__ == "__main__":
    main()
