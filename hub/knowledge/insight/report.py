"""What the models do, as Markdown with plots: for whoever has to answer for them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hub.ground.errors import InsightError
from hub.ground.shop.model import Shop
from hub.ground.words.phrase import Names
from hub.ground.words.words import Words
from hub.knowledge.insight.explained import filter_told
from hub.knowledge.insight.model_store import State, Training

NEEDS_EXTRA = "plots need matplotlib, which is not installed: pip install 'goddag[hub,insight]'"
_KINDS = {
    "again": "an article is bought again next time",
    "new": "an article that was never bought is bought next time",
    "category": "something of a category is bought within 28 days",
    "lapse": "a member stays away for eight weeks",
}
_LISTS = {
    "overall": "both lists together",
    "repeat": "what they had bought before",
    "new": "what they had never bought",
}
LANGUAGE = "en"
"""Of the whole report."""


def write_report(state: State, folder: Path, shop: Shop) -> Path:
    """Write report.md, model-card.md and the pictures; returns the report. Raises `InsightError`."""
    if not state.trainings:
        raise InsightError("nothing was trained yet: goddag-hub insight train")
    try:
        matplotlib: Any = import_module("matplotlib")
        matplotlib.use("Agg")
        plots: Any = import_module("matplotlib.pyplot")
    except ImportError:
        raise InsightError(NEEDS_EXTRA) from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        judged = [each for each in state.trainings if each.metrics]
        if judged:
            _over_time(plots, judged, folder / "over-time.svg")
            _calibration(plots, judged[-1], folder / "calibration.svg")
            _sizes(plots, judged, folder / "segments.svg", shop)
        (folder / "model-card.md").write_text("\n".join(_card(state, shop)) + "\n", encoding="utf-8")
        report = folder / "report.md"
        report.write_text("\n".join(_report(state, judged, shop)) + "\n", encoding="utf-8")
    except OSError as error:
        raise InsightError(f"cannot write to {folder}: {error.strerror}") from None
    return report


def _report(state: State, judged: list[Training], shop: Shop) -> Iterator[str]:
    newest, in_use = state.trainings[-1], state.in_use
    yield from ("# Insight", "")
    yield f"In use: the model of {_when(in_use.at_ms, shop)}." if in_use else "No model is in use."
    for why in newest.refused:
        yield f"The newest training, {_when(newest.at_ms, shop)}, was refused: {why}."
    if not judged:
        return
    yield from _judged(judged[-1], shop)
    with_members = next((each for each in reversed(state.trainings) if each.file), None)
    if with_members:
        yield from _of_members(with_members, shop)


def _judged(last: Training, shop: Shop) -> Iterator[str]:
    """What the newest training that could be judged did on weeks that it had not seen."""
    yield from ("", "## Lists", "", "![Recall over time](over-time.svg)", "")
    yield (
        f"Recall@10: how much of a member's next basket stands among the first ten of the list. The training of"
        f" {_when(last.at_ms, shop)}, judged on its last eight weeks."
    )
    yield from ("", "| list | ours | personal frequency | popularity |", "| --- | --- | --- | --- |")
    for name, said in _LISTS.items():
        values = (each[f"{name}_recall"] for each in (last.metrics, last.frequency, last.popularity))
        yield f"| {said} | {' | '.join(f'{value:.4f}' for value in values)} |"
    yield from ("", "## Probabilities", "", "![What was said and what came](calibration.svg)", "")
    yield (
        "Calibration error: how far what was said lies from what came, on average; the column beside it says how much"
        " of that chance alone makes. AUC: how often who did it was given more than who did not; one half is a guess."
    )
    yield from ("", "| that | came | calibration error | of it chance | log-loss | AUC |")
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, said in _KINDS.items():
        came, *values = (
            last.metrics.get(f"{name}_{what}") for what in ("base", "ece", "ece_by_chance", "log_loss", "auc")
        )
        yield f"| {said} | {_number(came, '.1%')} | {' | '.join(_number(value, '.4f') for value in values)} |"


def _of_members(training: Training, shop: Shop) -> Iterator[str]:
    """What the newest model that was taken into use made of the members."""
    yield from ("", "## Segments", "", "![Sizes over time](segments.svg)", "")
    yield f"Members in each on {_when(training.at_ms, shop)}; a member may be in several."
    yield from ("", "| segment | members |", "| --- | --- |")
    yield from (f"| {_segment(name, shop)} | {size} |" for name, size in sorted(training.segments.items()))
    yield from ("", "## What the filters took out", "")
    yield "Each time that an article would have stood in a member's list and was not offered, by the first reason."
    yield from ("", "| reason | times |", "| --- | --- |")
    words = Words(shop).of(LANGUAGE)
    yield from (f"| {words.say(filter_told(name))} | {times:,} |" for name, times in sorted(training.removed.items()))
    yield from ("", f"{training.coverage:.0%} of the model's articles stand in somebody's list.")


def _number(value: float | None, form: str) -> str:
    """A dash where a training of an earlier version did not note it."""
    return "-" if value is None else format(value, form)


def _segment(segment: str, shop: Shop) -> str:
    """What marketing calls it; one that shop.toml no longer has is called by its id."""
    definition = next((each for each in shop.segments if each.id == segment), None)
    return Words(shop).of(LANGUAGE).write(Names(definition.names)) if definition else segment


def _card(state: State, shop: Shop) -> Iterator[str]:
    yield "# Model card"
    yield ""
    in_use = state.in_use
    if in_use is None:
        yield "No model is in use."
        return
    yield f"- Trained {_when(in_use.at_ms, shop)} from {in_use.baskets:,} baskets of {_day(in_use.first_day)} to"
    yield f"  {_day(in_use.last_day)}, {in_use.articles:,} articles; seed {in_use.seed}; data {in_use.data_hash[:16]}."
    yield "- From whom: members who agreed to be predicted for, and, where the shop says so, baskets of nobody."
    yield "- What is in it: weights between articles, and coefficients. Nothing about a person."
    yield "- For what: which articles staff may mention; which category, visit or absence to expect. Not for prices,"
    yield "  and not for refusing anything to anybody."
    yield f"- How good: recall@10 {in_use.metrics['overall_recall']:.4f} on the last eight weeks (personal frequency"
    yield f"  {in_use.frequency['overall_recall']:.4f}, popularity {in_use.popularity['overall_recall']:.4f}); the"
    yield "  probabilities of articles and categories have a calibration error of"
    yield f"  {max(in_use.metrics[f'{name}_ece'] for name in ('again', 'new', 'category')):.3f} at most."
    yield "- Withdrawn or erased members are in no training after that; each training begins from nothing."


def _over_time(plots: Any, judged: list[Training], path: Path) -> None:
    figure, axes = plots.subplots(figsize=(7, 3))
    times = [datetime.fromtimestamp(each.at_ms / 1000, UTC) for each in judged]
    for name, values in (
        ("ours", [each.metrics["overall_recall"] for each in judged]),
        ("personal frequency", [each.frequency["overall_recall"] for each in judged]),
        ("popularity", [each.popularity["overall_recall"] for each in judged]),
    ):
        axes.plot(times, values, marker="o", label=name)
    axes.set_ylabel("recall@10")
    axes.legend()
    _save(plots, figure, path)


def _calibration(plots: Any, training: Training, path: Path) -> None:
    figure, axes = plots.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name, groups in training.calibration.items():
        axes.plot(
            [said for said, _, _ in groups], [was for _, was, _ in groups], marker="o", label=_KINDS.get(name, name)
        )
    axes.set_xlabel("said")
    axes.set_ylabel("came")
    axes.legend()
    _save(plots, figure, path)


def _sizes(plots: Any, judged: list[Training], path: Path, shop: Shop) -> None:
    figure, axes = plots.subplots(figsize=(7, 3))
    accepted = [each for each in judged if each.file]
    times = [datetime.fromtimestamp(each.at_ms / 1000, UTC) for each in accepted]
    for name in sorted({name for each in accepted for name in each.segments}):
        axes.plot(times, [each.segments.get(name, 0) for each in accepted], marker="o", label=_segment(name, shop))
    axes.set_ylabel("members")
    if axes.lines:
        axes.legend()
    _save(plots, figure, path)


def _save(plots: Any, figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path)
    plots.close(figure)


def _when(at_ms: int, shop: Shop) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, ZoneInfo(shop.time_zone)):%Y-%m-%d %H:%M} ({shop.time_zone})"


def _day(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).date().isoformat()
