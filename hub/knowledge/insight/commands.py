"""goddag-hub insight: train a model, go back to the one before, and see how good it is."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refusing, settings_of_a_hub

if TYPE_CHECKING:
    from hub.knowledge.insight.model_store import Training

insight = typer.Typer(help="What would help a customer next.", no_args_is_help=True, rich_markup_mode=None)


@insight.command()
def train(settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Train a model from what was bought, and use it if it is good enough. Exit 1: refused. A hub may run.

    Only orders of members who agreed to be predicted for are read, and baskets of nobody where the shop says so.
    """
    from hub.knowledge.insight.worker import run  # noqa: PLC0415 - the help must not wait for numpy
    from hub.knowledge.insight.worker_job import job_of  # noqa: PLC0415

    with refusing():
        began = time.monotonic()
        settings = settings_of_a_hub(settings_file, data_dir)
        job = job_of(settings, round(time.time() * 1000))
        done = run(job, lambda said: print(f"{time.monotonic() - began:6.1f} s  {said}", flush=True))
    for line in _told(done):
        print(line)
    raise typer.Exit(1 if done.refused else 0)


@insight.command()
def rollback(settings_file: SettingsFile = None, data_dir: DataDir = None) -> None:
    """Use the model before the one in use, until the next training. A running hub does so at once."""
    from hub.knowledge.insight.model_store import ModelStore  # noqa: PLC0415

    with refusing():
        back = ModelStore(settings_of_a_hub(settings_file, data_dir).data_dir).roll_back()
    print(f"In use is the model of {_when(back.at_ms)} again.")


@insight.command()
def report(
    out: Annotated[Path, typer.Option("--out", help="Folder for report.md and its pictures.")],
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write what the models do as Markdown with plots: over time, calibration, segments, what the filters removed."""
    from hub.knowledge.insight.model_store import ModelStore  # noqa: PLC0415
    from hub.knowledge.insight.report import write_report  # noqa: PLC0415

    with refusing():
        settings = settings_of_a_hub(settings_file, data_dir)
        print(write_report(ModelStore(settings.data_dir).state(), out))


def _told(done: "Training") -> Iterator[str]:
    yield f"{done.baskets:,} baskets and {done.articles:,} articles in {done.seconds} s."
    if done.metrics:
        found = done.metrics
        yield (
            f"Recall@10 {found['overall_recall']:.4f} (counting {done.frequency['overall_recall']:.4f}, popularity"
            f" {done.popularity['overall_recall']:.4f}); of new articles {found['new_recall']:.4f} (popularity"
            f" {done.popularity['new_recall']:.4f})."
        )
        yield (
            "Off by: " + ", ".join(f"{name} {found[f'{name}_ece']:.3f}" for name in ("again", "new", "category")) + "."
        )
    for why in done.refused:
        yield f"Refused: {why}. The last good model stays."
    if not done.refused:
        yield f"In use: {done.file} ({done.file_bytes:,} bytes)."


def _when(at_ms: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_ms / 1000))


COMMANDS = {"insight": insight}
