"""goddag-hub audit: whether the log is whole, and what it says."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.ground.command_line import DataDir, SettingsFile, folder_of, hub_database, refusing

if TYPE_CHECKING:  # the help, and every other command, must not wait for a database
    from hub.trust.audit.log import AuditEntry, AuditLine, AuditLog

audit = typer.Typer(
    help="Who of the staff opened whose card, and under which consent.", no_args_is_help=True, rich_markup_mode=None
)


@audit.command("verify")
def verify(data_dir: DataDir = None, settings_file: SettingsFile = None) -> None:
    """Check that no line was changed, dropped or inserted since it was written. Exits 1 if one was, and names it."""
    with _log(settings_file, data_dir) as log:
        broken, lines = log.first_broken_line(), len(log)
    if broken is not None:
        print(f"the audit log is broken: line {broken} does not follow from the one before it, or is missing.")
        print("Somebody wrote into hub.db beside the hub. Compare with a backup of the day before.")
        raise typer.Exit(1)
    print(f"the audit log is whole: {lines} lines.")


@audit.command("show")
def show(
    since: Annotated[
        datetime | None, typer.Option(help="From this moment on, by UTC, like 2026-11-23T09:00:00.")
    ] = None,
    data_dir: DataDir = None,
    settings_file: SettingsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line.")] = False,
) -> None:
    """Print the lines. They name customers by pseudonym and fields without values."""
    at_ms = round(since.replace(tzinfo=UTC).timestamp() * 1000) if since else 0
    shown = 0
    with _log(settings_file, data_dir) as log:
        for line in log.since(at_ms):
            shown += 1
            print(_as_json(line) if as_json else _in_words(line))
    if not shown and not as_json:
        print("No line was written since then." if since else "No line was written yet.")


def _as_json(line: "AuditLine") -> str:
    return json.dumps({"line": line.line, "at_ms": line.at_ms, "hash": line.hash, **asdict(line.entry)})


def _in_words(line: "AuditLine") -> str:
    at = datetime.fromtimestamp(line.at_ms / 1000, UTC).isoformat(timespec="seconds")
    return f"{line.line} {at} {line.entry.deed.value} {' '.join(_facts(line.entry))}"


def _facts(entry: "AuditEntry") -> list[str]:
    facts: dict[str, object] = {
        "staff": entry.staff,
        "device": entry.device,
        "reason": entry.reason,
        "subject": entry.subject,
        "visit": entry.visit,
        "zone": entry.zone,
        "level": entry.level,
        "purposes": ",".join(entry.purposes),
        "ledger": entry.ledger_line,
        "fields": ",".join(entry.fields),
        "customers": entry.customers,
    }
    return [f"{name}={value}" for name, value in facts.items() if value not in (None, "")]


@contextmanager
def _log(settings_file: Path | None, data_dir: Path | None) -> Generator["AuditLog"]:
    from hub.trust.audit.log import AuditLog  # noqa: PLC0415
    from hub.trust.audit.tables import TABLES  # noqa: PLC0415

    with refusing(), hub_database(folder_of(settings_file, data_dir), TABLES.schemas) as db:
        yield AuditLog(db)


COMMANDS = {"audit": audit}
