"""How much work something makes, counted: what the database does for it, and the most memory it holds at once."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hub.ground.database import Database

# SQLite calls back each time it has done so many of its own instructions; inserting a row is some dozens.
STEPS = 100


@dataclass
class Work:
    """Counts, which a busy machine does not change."""

    rows: int = 0
    steps: int = 0
    peak_bytes: int = 0


@contextmanager
def counted(db: Database) -> Iterator[Work]:
    work, connection = Work(), db._db.conn

    def step() -> int:
        work.steps += STEPS
        return 0

    rows = connection.total_changes
    connection.set_progress_handler(step, STEPS)
    tracemalloc.start()
    try:
        yield work
    finally:
        _, work.peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        connection.set_progress_handler(None, 0)
        work.rows = connection.total_changes - rows
