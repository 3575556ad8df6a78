"""How fast the hub applies sightings, beside plain SQLite storing the same keys with the same durability.

Both commit each group of messages once, WAL and synchronous=FULL, on the same disk, one after the other, three rounds.
The hub also parses, checks, opens tokens, asks the ledger, estimates zones and writes visits: the ratio is its price.
Then the same with nine of ten tokens forged, each a new one: a flood must cost less than customers do.
"""

import asyncio
import secrets
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from tables import report

from hub.app import build
from hub.equipment.edges.ingest import Ingest, Received
from hub.ground.database import open_database
from hub.ground.floor_plan.file import load_floor_plan
from hub.ground.http.outgoing import open_outgoing
from hub.ground.manifests import schemas
from hub.ground.settings import Settings
from hub.trust.consents.purposes import Purpose
from hub.trust.consents.texts import current_texts
from hub.trust.members.model import ConsentScreen, Device, MemberEnrolment
from hub.trust.members.service import NotAccepted
from wire.codec import encode
from wire.messages import SightingBatch, TokenSighting
from wire.mqtt import Incoming

PLAN = Path(__file__).resolve().parent.parent / "simulators" / "stores" / "bicycle_shop.toml"
MEMBERS, MESSAGES, EVENTS, GROUP, ROUNDS = 50, 200, 40, 8, 3


def messages(tokens: list[tuple[str, int]], boot: str, now: float, *, forged: bool = False) -> list[Received]:
    """Batches from eight edges, each with sightings of many members."""

    def token(number: int) -> tuple[str, int]:
        real, epoch = tokens[number % MEMBERS]
        return (secrets.token_hex(16) if forged and number % 10 else real, epoch)

    made: list[Received] = []
    for number in range(MESSAGES):
        edge, first = f"edge-{number % 8 + 1}", number // 8 * EVENTS + 1
        events = [
            TokenSighting(
                seq=first + n, token=token(number + n)[0], epoch=token(number + n)[1],
                rssi_dbm=-60 - n % 20, packets=4, heard_at_ms=0, heard_mono_ms=1000, span_ms=900,
            )
            for n in range(EVENTS)
        ]  # fmt: skip
        batch = SightingBatch(
            store="demo", edge=edge, boot_id=boot, oldest_seq=1, sent_at_ms=0, sent_mono_ms=1010,
            clock_trusted=True, events=events,
        )  # fmt: skip
        made.append(Received(Incoming(f"goddag/demo/edge/{edge}/sightings", encode(batch), retained=False), now))
    return made


def hub_seconds(ingest: Ingest, received: list[Received]) -> float:
    began = time.perf_counter()
    for start in range(0, len(received), GROUP):
        ingest.apply(received[start : start + GROUP])
    return time.perf_counter() - began


def peer_seconds(folder: Path, received: list[Received]) -> float:
    db = sqlite3.connect(folder / "peer.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL").fetchall()
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS events (edge, boot, seq, body, PRIMARY KEY (edge, boot, seq))")
    began = time.perf_counter()
    for start in range(0, len(received), GROUP):
        db.execute("BEGIN")
        for number, each in enumerate(received[start : start + GROUP], start):
            keys = [(each.message.topic, str(began), number * EVENTS + n, b"") for n in range(EVENTS)]
            db.executemany("INSERT INTO events VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", keys)
        db.execute("COMMIT")
    seconds = time.perf_counter() - began
    db.close()
    return seconds


def enrolment(number: int) -> MemberEnrolment:
    """Somebody who agreed to everything."""
    return MemberEnrolment(
        request_id=f"request-{number}",
        device=Device(install_id=f"installation-{number:06}", platform="android"),
        shown=ConsentScreen(text_version=current_texts().version, language="en"),
        purposes=list(Purpose),
    )


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = open_database(folder / "hub.db", schemas())
        settings = Settings(floor_plan=PLAN, data_dir=folder)
        async with open_outgoing() as outgoing:
            hub = build(settings, load_floor_plan(PLAN), db, outgoing)
            ours, floods, peers = [], [], []
            tokens: list[tuple[str, int]] = []
            now = time.time()
            for number in range(MEMBERS):
                record = hub.members.service.enrol(f"u-{number}", enrolment(number), round(now * 1000))
                assert not isinstance(record, NotAccepted)
                [first, *_] = hub.members.service.issue_tokens(record.member, 1, now, 1)
                tokens.append((first.token, first.epoch))
            for turn in range(ROUNDS):
                received = messages(tokens, f"{turn:016x}", now)
                ours.append(hub_seconds(hub.edges.ingest, received))
                floods.append(
                    hub_seconds(hub.edges.ingest, messages(tokens, f"{turn + ROUNDS:016x}", now, forged=True))
                )
                peers.append(peer_seconds(folder, received))
        db.close()
    events = MESSAGES * EVENTS
    median_ours, median_flood, median_peer = map(statistics.median, (ours, floods, peers))
    report(
        "ingest",
        [
            {
                "what": "hub: parse, check, resolve, place, journal, commit",
                "events/s": round(events / median_ours),
                "us/event": round(median_ours / events * 1e6, 1),
                "times the peer": round(median_ours / median_peer, 1),
            },
            {
                "what": "hub: the same, nine of ten tokens forged",
                "events/s": round(events / median_flood),
                "us/event": round(median_flood / events * 1e6, 1),
                "times the peer": round(median_flood / median_peer, 1),
            },
            {
                "what": "peer: plain SQLite, keys only, same commits",
                "events/s": round(events / median_peer),
                "us/event": round(median_peer / events * 1e6, 1),
                "times the peer": 1.0,
            },
        ],
    )


if __name__ == "__main__":
    asyncio.run(main())
