"""goddag-hub calibrate: teach the hub a store's radio from a walk; see, undo and redo what it was taught."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, hub_database, refuse, refusing, settings_of

if TYPE_CHECKING:
    from hub.place.calibration.model import Calibration, Score
    from hub.place.calibration.repository import Calibrations

TAKEN_OVER = "A hub that runs takes it over within seconds; whoever is in the store stays there."


def calibrate(
    walk: Annotated[Path | None, typer.Option(metavar="FILE", help="A walk as the app or goddag-sim wrote it.")] = None,
    floor_plan: Annotated[
        Path | None,
        typer.Option(help="With --walk: the store's floor plan (TOML, metres); without it, as in the settings."),
    ] = None,
    who: Annotated[str | None, typer.Option("--by", metavar="NAME", help="With --walk: who walked.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --walk: judge it, and change nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="With --walk: apply it though it is no better.")] = False,
    show: Annotated[bool, typer.Option("--show", help="List what the hub was taught.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the newest calibration in force back.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Put what was undone last into force again.")] = False,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
) -> None:
    """Calibrate the store: from a walk (--walk), or see and take back what was learned (--show, --undo, --redo).

    A walk is judged tap by tap on a map made without that tap; one that makes nothing better is not applied.
    """
    if sum((walk is not None, show, undo, redo)) != 1:
        refuse("say one of --walk FILE, --show, --undo and --redo. goddag-hub calibrate --help explains them.")
    from hub.ground.settings import NO_FLOOR_PLAN  # noqa: PLC0415 - the help must not wait for it

    with refusing(1):
        settings = settings_of(settings_file, data_dir, floor_plan=floor_plan)
        if walk is not None and settings.floor_plan == NO_FLOOR_PLAN:
            refuse("--walk needs the store's floor plan: --floor-plan shop.toml")
        with _calibrations(settings.data_dir) as calibrations:
            if walk is not None:
                _walk(walk, settings.floor_plan, calibrations, who, dry_run=dry_run, force=force)
            elif show:
                _show(calibrations)
            elif undo:
                _undo(calibrations)
            else:
                _redo(calibrations)


def _walk(
    file: Path, floor_plan: Path, calibrations: "Calibrations", who: str | None, *, dry_run: bool, force: bool
) -> None:
    from hub.ground.floor_plan.file import load_floor_plan  # noqa: PLC0415
    from hub.place.calibration.model import How, knowledge  # noqa: PLC0415 - the help must not wait for numpy
    from hub.place.calibration.walk_file import read_walk  # noqa: PLC0415
    from hub.place.calibration.walk_fit import fit_walk  # noqa: PLC0415

    plan = load_floor_plan(floor_plan)
    walked = read_walk(file, plan)
    versions = calibrations.all()
    if any(each.source == walked.source and each.undone_ms is None for each in versions):
        refuse(f"{file} is in force already; see goddag-hub calibrate --show.", 1)
    fit = fit_walk(walked, plan, knowledge(plan, versions))
    print(f"{file}: {fit.score.points} of {len(walked.taps)} taps used.")
    for line in _judged(fit.score):
        print(f"  {line}")
    if fit.unheard:
        print(f"  {fit.unheard} taps were heard too little: no edge near, or the phone paused.")
    if dry_run:
        print("Nothing was changed (--dry-run).")
        return
    if not fit.score.is_better and not force:
        refuse(
            "this walk makes it no better and was not applied. Walk more spots, standing still at each; --force applies"
            " it all the same.",
            1,
        )
    number = calibrations.add(How.WALK, walked.source, fit.findings, fit.score, round(time.time() * 1000), who)
    print(f"Calibration {number} is in force. {TAKEN_OVER}")
    print("To take it back: goddag-hub calibrate --undo")


def _show(calibrations: "Calibrations") -> None:
    from hub.place.calibration.model import in_force  # noqa: PLC0415

    versions = calibrations.all()
    standing = {each.number for each in in_force(versions)}
    if not versions:
        print("Not calibrated: the hub works with what is common to all rooms, and says how unsure it is.")
    for each in versions:
        if each.undone_ms is not None:
            state = f"undone {_date(each.undone_ms)}"
        else:
            state = "in force" if each.number in standing else "replaced by a newer one"
        by = f", by {each.who}" if each.who else ""
        print(f"{each.number}  {each.how.value}  {_date(each.made_ms)}{by}  {state}  ({each.source})")
        for line in _judged(each.score):
            print(f"     {line}")
        for edge, law in sorted(each.findings.laws.items()):
            print(
                f"     {edge}: {law.ref_dbm:.1f} dBm at 1 m (give or take {law.ref_spread_db:.1f}), exponent"
                f" {law.exponent:.2f} (give or take {law.exponent_spread:.2f})"
            )


def _undo(calibrations: "Calibrations") -> None:
    from hub.place.calibration.model import How, in_force  # noqa: PLC0415

    newest = max(in_force(calibrations.all()), key=lambda each: each.number, default=None)
    if newest is None:
        refuse("nothing is in force that could be undone.", 1)
    calibrations.undo(newest.number, round(time.time() * 1000))
    print(f"{_named(newest)} is undone. {TAKEN_OVER}")
    if newest.how is How.BEACONS:
        print("The hub makes no new one by itself until: goddag-hub calibrate --redo")


def _redo(calibrations: "Calibrations") -> None:
    undone = [each for each in calibrations.all() if each.undone_ms is not None]
    newest = max(undone, key=lambda each: (each.undone_ms or 0, -each.number), default=None)
    if newest is None:
        refuse("nothing was undone.", 1)
    calibrations.redo(newest.number)
    print(f"{_named(newest)} is in force again. {TAKEN_OVER}")


def _named(calibration: "Calibration") -> str:
    return f"Calibration {calibration.number} ({calibration.how.value}, {_date(calibration.made_ms)})"


def _judged(score: "Score") -> list[str]:
    lines: list[str] = []
    if score.error_m_before is not None and score.error_m_after is not None:
        lines.append(
            f"position error: {score.error_m_before:.2f} m before, {score.error_m_after:.2f} m after (median);"
            f" worst {score.worst_m_before:.2f} m, {score.worst_m_after:.2f} m"
        )
    if score.zone_right_before is not None and score.zone_right_after is not None:
        lines.append(
            f"right zone: {score.zone_right_before:.0%} of the time before, {score.zone_right_after:.0%} after"
        )
    lines.append(
        f"levels against the map: {score.residual_db_before:.2f} dB before, {score.residual_db_after:.2f} dB after"
        f" ({score.points} left out in turn)"
    )
    return lines


def _date(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


@contextmanager
def _calibrations(data_dir: Path) -> Generator["Calibrations"]:
    from hub.place.calibration import repository  # noqa: PLC0415
    from hub.place.calibration.tables import TABLES  # noqa: PLC0415

    with hub_database(data_dir, TABLES.schemas) as db:
        yield repository.Calibrations(db)


COMMANDS = {"calibrate": calibrate}
