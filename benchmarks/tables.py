"""What every benchmark does at its end: print a table, keep the figures."""

import json
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def show(rows: list[dict[str, object]]) -> None:
    """Print rows as a table."""
    columns = list(rows[0])
    widths = [
        max(len(str(row[column])) for row in [*rows, dict(zip(columns, columns, strict=True))]) for column in columns
    ]
    for row in [dict(zip(columns, columns, strict=True)), *rows]:
        print("  ".join(str(row[column]).ljust(width) for column, width in zip(columns, widths, strict=True)).rstrip())


def keep(name: str, figures: object) -> None:
    """Write figures to results/NAME.json."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to benchmarks/results/{name}.json")


def report(name: str, rows: list[dict[str, object]]) -> None:
    """Print rows as a table and write them to results/NAME.json."""
    show(rows)
    keep(name, rows)
