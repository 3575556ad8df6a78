"""What is over goes: each holding is asked how long it keeps, and what is older is removed and counted."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hub.ground.database import Database
from hub.ground.holdings import Holding

# A batch is one transaction on the loop that also serves handhelds: it stays in the milliseconds.
BATCH_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Run:
    """What one run removed, by table; a blanked column counts as `table.column`."""

    at_ms: int
    removed: dict[str, int]


class Retention:
    """Removes what is over. `holdings` with the shop's settings filled in."""

    def __init__(self, db: Database, holdings: Iterable[Holding], *others: tuple[Database, Iterable[Holding]]) -> None:
        self._db = db
        self._places = ((db, tuple(holdings)), *((other, tuple(theirs)) for other, theirs in others))

    async def run(self, now_ms: int) -> Run:
        """Remove everything whose time is over at `now_ms`, and write down how much that was."""
        removed: Counter[str] = Counter()
        for db, holdings in self._places:
            for holding in holdings:
                while batch := _remove_batch(db, holding, now_ms):
                    removed[_name(holding)] += batch
                    await asyncio.sleep(0)  # let handhelds be served in between
        run = Run(now_ms, dict(removed))
        self._db.run("INSERT OR REPLACE INTO retention_runs VALUES (?, ?)", now_ms, json.dumps(run.removed))
        return run


def last_runs(db: Database, limit: int = 10) -> list[Run]:
    """The newest runs, newest first."""
    rows = db.rows("SELECT at_ms, removed FROM retention_runs ORDER BY at_ms DESC LIMIT ?", limit)
    return [Run(at_ms, json.loads(removed)) for at_ms, removed in rows]


def _remove_batch(db: Database, holding: Holding, now_ms: int) -> int:
    if holding.keep_ms is None:
        return 0
    if holding.anchor:
        return _shorten_chain(db, holding, holding.anchor, now_ms - holding.keep_ms)
    over, before = f"{holding.time} < ?", now_ms - holding.keep_ms
    if holding.column:
        over += f" AND {holding.column} IS NOT NULL"
    change = f"UPDATE {holding.table} SET {holding.column} = NULL" if holding.column else f"DELETE FROM {holding.table}"
    row = _row_of(db, holding.table)
    with db.atomic():
        return db.run(
            f"{change} WHERE ({row}) IN (SELECT {row} FROM {holding.table} WHERE {over} LIMIT {BATCH_ROWS})", before
        )


def _row_of(db: Database, table: str) -> str:
    """By what a row of it is told apart: some tables have no rowid, and a primary key alone."""
    if db.row("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", table) != (1,):
        return "rowid"
    return ", ".join(name for (name,) in db.rows("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", table))


def _shorten_chain(db: Database, holding: Holding, anchor: str, before: int) -> int:
    """A line that is over stays while an older one is not: clocks are set back, and a chain has no holes."""
    with db.atomic():
        kept = db.row(f"SELECT min(line) FROM {holding.table} WHERE {holding.time} >= ?", before)
        over = db.rows(
            f"SELECT line, hash FROM {holding.table} WHERE line < coalesce(?, line + 1) ORDER BY line"
            f" LIMIT {BATCH_ROWS}",
            kept[0] if kept else None,
        )
        if over:
            db.run(f"INSERT OR REPLACE INTO {anchor} VALUES (1, ?, ?)", *over[-1])
            db.run(f"DELETE FROM {holding.table} WHERE line <= ?", over[-1][0])
    return len(over)


def _name(holding: Holding) -> str:
    return f"{holding.table}.{holding.column}" if holding.column else holding.table
