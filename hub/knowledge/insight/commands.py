"""goddag-hub insight: train a model, go back to the one before, and see how good it is."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, refuse, refusing, settings_of_a_hub

if TYPE_CHECKING:
    from hub.knowledge.insight.explained_view import MemberInsightView
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
    from hub.ground.shop.file import shop_of  # noqa: PLC0415
    from hub.knowledge.insight.model_store import ModelStore  # noqa: PLC0415
    from hub.knowledge.insight.report import write_report  # noqa: PLC0415

    with refusing():
        settings = settings_of_a_hub(settings_file, data_dir)
        print(write_report(ModelStore(settings.data_dir).state(), out, shop_of(settings)))


@insight.command()
def explain(
    customer: Annotated[str, typer.Option("--customer", help="The customer's id, as the app's sign-in has it.")],
    staff: Annotated[str, typer.Option("--staff", help="Who looks: the customer sees it in their mirror.")],
    language: Annotated[str, typer.Option("--language", help="da, nb, sv or en; without it, the shop's first.")] = "",
    settings_file: SettingsFile = None,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program, as /api/insight has it.")] = False,
) -> None:
    """Say what is expected of one customer, and why: lists, categories, segments. The look is written down.

    Only of members who agreed to be predicted for and to show staff their history. A hub may run.
    """
    from hub.knowledge.insight.looking import explained  # noqa: PLC0415 - the help must not wait for numpy
    from hub.knowledge.insight.looks import LookRefusal  # noqa: PLC0415

    with refusing():
        settings = settings_of_a_hub(settings_file, data_dir)
        view = explained(settings, customer, staff, language, round(time.time() * 1000))
    if isinstance(view, LookRefusal):
        refuse(f"{view.value}.", 1)
    print(view.model_dump_json(indent=1) if as_json else "\n".join(_person(view)))


def _person(view: "MemberInsightView") -> Iterator[str]:
    for expected in view.expectations:
        yield f"{expected.label}: {expected.text}. {' '.join(expected.reasons)}"
    for category in view.categories:
        yield f"{' > '.join(category.category) or '-'}: {category.text}. {' '.join(category.reasons)}"
    for segment in view.segments:
        yield f"[{'x' if segment.belongs else ' '}] {segment.name}"
        yield from (f"    [{'x' if each.holds else ' '}] {each.text}" for each in segment.conditions)
    for suggestion in (*view.again, *view.new):
        yield f"{suggestion.list}: {suggestion.article}. {suggestion.likelihood}. {' '.join(suggestion.reasons)}"
    yield from (f"- {each.text}: {each.articles}" for each in view.removed)


def _told(done: "Training") -> Iterator[str]:
    yield f"{done.baskets:,} baskets and {done.articles:,} articles in {done.seconds} s."
    if done.metrics:
        found = done.metrics
        yield (
            f"Recall@10 {found['overall_recall']:.4f} (personal frequency {done.frequency['overall_recall']:.4f},"
            f" popularity {done.popularity['overall_recall']:.4f}); of new articles {found['new_recall']:.4f}"
            f" (popularity {done.popularity['new_recall']:.4f})."
        )
        yield (
            "Probabilities are off by: "
            + ", ".join(f"{name} {found[f'{name}_ece']:.3f}" for name in ("again", "new", "category"))
            + "."
        )
    for why in done.refused:
        yield f"Refused: {why}. The last good model stays."
    if not done.refused:
        yield f"In use: {done.file} ({done.file_bytes:,} bytes)."


def _when(at_ms: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_ms / 1000))


COMMANDS = {"insight": insight}
