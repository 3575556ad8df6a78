"""What the models do, as Markdown with plots: for whoever has to answer for them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

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
        (folder / "model-card.md").write_text("\n".join(_card(state)) + "\n", encoding="utf-8")
        report = folder / "report.md"
        report.write_text("\n".join(_report(state, judged, shop)) + "\n", encoding="utf-8")
    except OSError as error:
        raise InsightError(f"cannot write to {folder}: {error.strerror}") from None
    return report


def _report(state: State, judged: list[Training], shop: Shop) -> Iterator[str]:
    newest = state.trainings[-1]
    yield "# Insight"
    yield ""
    in_use = state.in_use
    yield f"In use: the model of {_when(in_use.at_ms)}." if in_use else "No model is in use."
    for why in newest.refused:
        yield f"The newest training, {_when(newest.at_ms)}, was refused: {why}."
    if not judged:
        return
    last = judged[-1]
    yield from ("", "## Lists", "", "![Recall over time](over-time.svg)", "")
    yield from ("| list | ours | counting | popularity |", "| --- | --- | --- | --- |")
    for name, said in _LISTS.items():
        values = (each[f"{name}_recall"] for each in (last.metrics, last.frequency, last.popularity))
        yield f"| {said}, recall@10 | {' | '.join(f'{value:.4f}' for value in values)} |"
    yield from ("", "## Probabilities", "", "![What was said and what came](calibration.svg)", "")
    yield from ("| of | log-loss | calibration error | AUC | share that came |", "| --- | --- | --- | --- | --- |")
    for name, said in _KINDS.items():
        values = (last.metrics.get(f"{name}_{what}", 0.0) for what in ("log_loss", "ece", "auc", "base"))
        yield f"| {said} | {' | '.join(f'{value:.4f}' for value in values)} |"
    with_members = next((each for each in reversed(state.trainings) if each.file), None)
    if with_members:
        yield from (
            "",
            "## Segments",
            "",
            "![Sizes over time](segments.svg)",
            "",
            "| segment | members |",
            "| --- | --- |",
        )
        yield from (f"| {_segment(name, shop)} | {size} |" for name, size in sorted(with_members.segments.items()))
        yield from ("", "## What the filters took out", "", "| reason | articles |", "| --- | --- |")
        words = Words(shop).of(LANGUAGE)
        yield from (
            f"| {words.say(filter_told(name))} | {times} |" for name, times in sorted(with_members.removed.items())
        )
        yield from ("", f"Of the model's articles {with_members.coverage:.0%} stand in somebody's list.")


def _segment(segment: str, shop: Shop) -> str:
    """What marketing calls it; one that shop.toml no longer has is called by its id."""
    definition = next((each for each in shop.segments if each.id == segment), None)
    return Words(shop).of(LANGUAGE).write(Names(definition.names)) if definition else segment


def _card(state: State) -> Iterator[str]:
    yield "# Model card"
    yield ""
    in_use = state.in_use
    if in_use is None:
        yield "No model is in use."
        return
    yield f"- Trained {_when(in_use.at_ms)} from {in_use.baskets:,} baskets of {_day(in_use.first_day)} to"
    yield f"  {_day(in_use.last_day)}, {in_use.articles:,} articles; seed {in_use.seed}; data {in_use.data_hash[:16]}."
    yield "- From whom: members who agreed to be predicted for, and, where the shop says so, baskets of nobody."
    yield "- What is in it: weights between articles, and coefficients. Nothing about a person."
    yield "- For what: which articles staff may mention; which category, visit or absence to expect. Not for prices,"
    yield "  and not for refusing anything to anybody."
    yield f"- How good: recall@10 {in_use.metrics['overall_recall']:.4f} on the last eight weeks; probabilities off by"
    yield f"  {max(in_use.metrics[f'{name}_ece'] for name in ('again', 'new', 'category')):.3f} at most."
    yield "- Withdrawn or erased members are in no training after that; each training begins from nothing."


def _over_time(plots: Any, judged: list[Training], path: Path) -> None:
    figure, axes = plots.subplots(figsize=(7, 3))
    times = [datetime.fromtimestamp(each.at_ms / 1000, UTC) for each in judged]
    for name, values in (
        ("ours", [each.metrics["overall_recall"] for each in judged]),
        ("counting", [each.frequency["overall_recall"] for each in judged]),
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


def _when(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _day(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).date().isoformat()
