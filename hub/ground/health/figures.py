"""The figures of the ground: the program, its disk, its journal, and each way out."""

import shutil
from importlib.metadata import version
from pathlib import Path

from hub.ground.data_folder import DATABASE_FILE
from hub.ground.ground import Ground
from hub.ground.health.metric import Metric, counter, gauge, timings
from hub.ground.health.readiness import Readiness


def figures_of(ground: Ground) -> tuple[Metric, ...]:
    """Of health."""
    lights, files = ground.lights, [ground.data_dir / f"{DATABASE_FILE}{end}" for end in ("", "-wal")]
    return (
        gauge("build_info", "The version that runs; always 1", lambda: {version("goddag"): 1}, "version"),
        gauge("database_bytes", "Size of the database with its log", lambda: sum(map(_size, files))),
        gauge(
            "disk_free_bytes", "Room on the disk of the data folder", lambda: shutil.disk_usage(ground.data_dir).free
        ),
        counter("journal_entries", "Number of the newest entry of the journal", ground.journal.last_seq),
        gauge(
            "way_out_works",
            "1 for each connection to somebody else that works or was not needed yet; 0: see the alarms",
            lambda: {each.name: float(each.is_good) for each in lights.all()},
            "way",
        ),
        gauge(
            "way_out_waiting",
            "Things that wait to go that way",
            lambda: {each.name: each.waiting() for each in lights.all()},
            "way",
        ),
        counter(
            "way_out_refused",
            "Things that the other side took in no form, since the start",
            lambda: {each.name: each.refused for each in lights.all()},
            "way",
        ),
        *_outgoing(ground),
    )


def figures_of_readiness(readiness: Readiness) -> tuple[Metric, ...]:
    """What /readyz says, check by check."""

    def works() -> dict[str, float]:
        wrong = readiness.wrong()
        return {name: float(name not in wrong) for name in sorted(readiness.parts)}

    return (gauge("works", "What /readyz asks: 1 while it does its job", works, "part"),)


def _outgoing(ground: Ground) -> tuple[Metric, ...]:
    outgoing = ground.outgoing
    return (
        counter(
            "outgoing_requests",
            "Requests to others since the start, by host, and the first digit of the answer or why there was none",
            lambda: outgoing.answers,
            "host",
            "result",
        ),
        timings(
            "outgoing_seconds",
            "How long they took, up to the last byte",
            lambda: outgoing.took,
            "host",
        ),
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
