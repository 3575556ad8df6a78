"""The worked example of docs/measuring.md is what the code says."""

from pathlib import Path

from hub.service.measurement.statistics import Horizon, Interval, difference, relative_lift
from hub.service.measurement.sums import ArmSums

PAGE = Path(__file__).parents[3] / "docs" / "measuring.md"


def row(name: str, found: Interval | None, *, percent: bool) -> str:
    assert found
    told = [f"{100 * each:.1f} %" if percent else f"{each:.4f}" for each in (found.estimate, found.low, found.high)]
    return " | ".join((f"| {name}", *told, f"{found.p:.3f} |" if found.p is not None else "none |"))


def example() -> str:
    held_out, got_it = ArmSums(5000, 300, 300), ArmSums(5000, 365, 365)
    once, daily = Horizon.FIXED, Horizon.SEQUENTIAL
    return "\n".join(
        (
            "| | best guess | from | to | p |",
            "| --- | --- | --- | --- | --- |",
            row("difference, one look", difference(held_out, got_it, once), percent=False),
            row("lift, one look", relative_lift(held_out, got_it, once), percent=True),
            row("difference, looked at daily", difference(held_out, got_it, daily), percent=False),
            row("lift, looked at daily", relative_lift(held_out, got_it, daily), percent=True),
        )
    )


def test_the_page_shows_what_the_code_computes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    _, _, rest = page.partition("test_measuring_page.py -->\n")
    shown, end, _ = rest.partition("<!-- end -->")
    assert end
    assert shown.strip() == example()
