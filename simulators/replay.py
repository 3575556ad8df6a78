"""Recorded radio data through the real chain: what the sensors heard becomes what edges hear."""

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.ground.floor_plan.file import load_floor_plan
from simulators.chain import Chain
from simulators.lateness import Lateness, lateness, not_kept_up
from simulators.measure import applied_events
from simulators.narrator import Narrator
from simulators.observer import HandheldWatch
from simulators.people import MEMBERS
from simulators.phone import Phone
from simulators.recording import Recording, Track, floor_plan_toml, read_recording
from simulators.serving import free_ports
from simulators.store import Store, drain, open_store, run_folder
from simulators.zone_score import NOTHING, ZoneScore, score
from wire.clock import Clock

# Between two tracks, in recorded seconds: shorter than it takes to believe that somebody has left.
PAUSE_SECONDS = 5.0
# The truth is known to 0.04 m, but a zone near its border is a matter of opinion.
MARGIN_M = 0.5


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """What the person asked for."""

    folder: Path
    speed: float
    seed: int
    report: Path | None
    data: Path | None
    tracks: tuple[str, ...] = ()
    """Only these; all when empty."""


@dataclass(frozen=True, slots=True)
class PlayedTrack:
    """One track, and when it began: monotonic seconds, and Unix seconds of the chain's own clock."""

    track: Track
    began: float
    began_wall: float


@dataclass(frozen=True, slots=True)
class TrackScore:
    """How well zones were told, by two clocks."""

    since: ZoneScore
    """By the moment since which the hub says that it was so: the estimate alone."""
    shown: ZoneScore
    """By the moment at which a handheld was told: the chain's own delay counts `speed` times."""

    def __add__(self, other: "TrackScore") -> "TrackScore":
        return TrackScore(self.since + other.since, self.shown + other.shown)


async def run_replay(options: ReplayOptions, narrator: Narrator) -> int:
    """Play all tracks; returns the exit code. Raises `SimulatorError`, `NoRecording` first of all."""
    recording = read_recording(options.folder).only(options.tracks)
    narrator.say(f"{len(recording.tracks)} tracks, {len(recording.sensors)} sensors; {recording.rejected} bad levels")
    with contextlib.ExitStack() as stack:
        folder = run_folder(options.data, stack)
        floor_plan = _write_floor_plan(folder, recording)
        ports = free_ports(4)
        chain = Chain(
            folder, floor_plan, ports[0], ports[1], ports[2], ports[3], options.seed, options.speed, time.time()
        )
        plan = load_floor_plan(floor_plan)
        async with open_store(chain, plan, MEMBERS[:1], narrator, observed=True) as store:
            phone = store.phones[MEMBERS[0].ref]
            clock = Clock(chain.clock_speed, chain.clock_anchor)
            played: list[PlayedTrack] = []
            due: dict[str, list[float]] = {sensor.edge: [] for sensor in recording.sensors}
            for track in recording.tracks:
                played.append(PlayedTrack(track, time.monotonic(), clock.wall()))
                await _play(track, store, phone, options.speed, due)
                one = _score(played[-1], store.handheld, options.speed)
                narrator.say(f"{track.name}: {track.seconds:.0f} s, right zone {one.since.accuracy:.1%} of the time")
                await asyncio.sleep(PAUSE_SECONDS / options.speed)
            await drain(store)
            late = lateness(due, store.broker.arrivals, options.speed)
            return _verdict(recording, played, store, late, options, narrator)


async def _play(track: Track, store: Store, phone: Phone, speed: float, due: dict[str, list[float]]) -> None:
    """Hand each packet to the edge that stands for its sensor, at its time; `due` notes that time."""
    began = time.monotonic()
    for packet in track.packets:
        due[packet.edge].append(began + packet.at_s / speed)
        wait = began + packet.at_s / speed - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        sent = phone.transmission()
        if sent is not None:
            store.air.hear(packet.edge, sent, packet.rssi_dbm)


def told_zones(handheld: HandheldWatch, began: float, speed: float) -> list[tuple[float, str | None]]:
    """What a handheld showed, as (recorded seconds since `began`, zone or None for nobody), in order of time."""
    told: list[tuple[float, str | None]] = []
    for visit in handheld.visits.values():
        told += [((at - began) * speed, zone) for at, zone in visit.zones]
        if visit.gone_at is not None:
            told.append(((visit.gone_at - began) * speed, None))
    return sorted(told, key=lambda pair: pair[0])


def zones_since(handheld: HandheldWatch, played: PlayedTrack, speed: float) -> list[tuple[float, str | None]]:
    """The same by the hub's word since when it was so; the chain's clock runs in recorded seconds already."""
    told: list[tuple[float, str | None]] = []
    for visit in handheld.visits.values():
        told += [(since - played.began_wall, zone) for since, zone in visit.zones_since]
        if visit.gone_at is not None:
            told.append(((visit.gone_at - played.began) * speed, None))
    return sorted(told, key=lambda pair: pair[0])


def _score(played: PlayedTrack, handheld: HandheldWatch, speed: float) -> TrackScore:
    return TrackScore(
        score(played.track, zones_since(handheld, played, speed), MARGIN_M),
        score(played.track, told_zones(handheld, played.began, speed), MARGIN_M),
    )


def _verdict(
    recording: Recording,
    played: list[PlayedTrack],
    store: Store,
    late: Lateness,
    options: ReplayOptions,
    narrator: Narrator,
) -> int:
    scores = {each.track.name: _score(each, store.handheld, options.speed) for each in played}
    report = _report(recording, scores, store, late, options.speed)
    broken = _broken_promises(report, incomplete=store.broker.incomplete)
    behind = not_kept_up(late, options.speed)
    report |= {"kept_up": behind is None, "broken_promises": broken}
    pooled = _pooled(scores)
    narrator.plain(
        f"\n  right zone              {pooled.since.accuracy:.1%} of the time"
        f" ({pooled.since.accuracy_clear:.1%} more than {MARGIN_M} m from a border)"
        f"\n    as shown              {pooled.shown.accuracy:.1%}, the chain's delay counting {options.speed:g} times"
        f"\n  changes told / true     {pooled.since.reported_changes} / {pooled.since.true_changes}"
        f"\n  packets given / lost    {report['packets_given']} / {report['packets_lost']}"
        f"\n  sightings lost          {report['sightings_lost']}"
        f"\n    late                  {late.share:.1%}\n"
    )
    if options.report is not None:
        options.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        narrator.plain(f"  report: {options.report}")
    for sentence in broken:
        narrator.plain(f"  BROKEN: {sentence}")
    if behind:
        narrator.plain(f"  NOT KEPT UP: {behind}")
    return 1 if broken or behind else 0


def _pooled(scores: Mapping[str, TrackScore]) -> TrackScore:
    return sum(scores.values(), TrackScore(NOTHING, NOTHING))


def _report(
    recording: Recording, scores: Mapping[str, TrackScore], store: Store, late: Lateness, speed: float
) -> dict[str, Any]:
    pooled, applied = _pooled(scores), applied_events(store.chain.database)
    given = sum(radio.counts.given for radio in store.air.radios.values())
    return {
        "zone_accuracy": round(pooled.since.accuracy, 4),
        "zone_accuracy_0_5_m_from_borders": round(pooled.since.accuracy_clear, 4),
        "zone_accuracy_as_shown": round(pooled.shown.accuracy, 4),
        "reported_changes": pooled.since.reported_changes,
        "true_changes": pooled.since.true_changes,
        "tracks": {
            name: {
                "zone_accuracy": round(each.since.accuracy, 4),
                "zone_accuracy_as_shown": round(each.shown.accuracy, 4),
                "reported_changes": each.since.reported_changes,
                "true_changes": each.since.true_changes,
            }
            for name, each in scores.items()
        },
        "packets_recorded": sum(len(track.packets) for track in recording.tracks),
        "packets_given": given,
        "packets_lost": given - store.broker.token_packets,
        "packets_rejected": recording.rejected,
        "sightings_published": len(store.broker.keys),
        "sightings_lost": sum(key not in applied for key in store.broker.keys) + store.broker.gap_events,
        "sightings_applied_twice": sum(count > 1 for count in applied.values()),
        "share_late": round(late.share, 4),
        "latest_s": round(late.worst_seconds, 1),
        "member_recognised": any(visit.owner == MEMBERS[0].ref for visit in store.handheld.visits.values()),
        "speed": speed,
    }


def _broken_promises(report: Mapping[str, Any], *, incomplete: bool) -> list[str]:
    recorded, given, lost = report["packets_recorded"], report["packets_given"], report["sightings_lost"]
    return [
        sentence
        for kept, sentence in (
            (report["member_recognised"], "the member was not recognised"),
            (not incomplete, "the observer missed part of what the broker carried"),
            (given == recorded, f"{recorded - given} of {recorded} packets reached no edge"),
            (report["packets_lost"] == 0, f"{report['packets_lost']} packets left no sighting"),
            (lost == 0, f"{lost} sightings were lost"),
            (report["sightings_applied_twice"] == 0, f"{report['sightings_applied_twice']} sightings applied twice"),
        )
        if not kept
    ]


def _write_floor_plan(folder: Path, recording: Recording) -> Path:
    path = folder / "floor_plan.toml"
    path.write_text(floor_plan_toml(recording.sensors), encoding="utf-8")
    return path
