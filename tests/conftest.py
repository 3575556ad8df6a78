import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import pytest

from simulators.serving import bind, server_for


@asynccontextmanager
async def served(app):
    """A simulated service on a port of loopback; gives its URL."""
    listening = bind(0, "")
    server = server_for(app)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@pytest.fixture
def serve():
    return served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folders take turns: a story wants the processors while a test of the edge mostly waits, so that workers who
    take their work in this order seldom want the same, and none is left with a row of stories when the others are done.

    Browser tests go last: playwright's blocking interface keeps an event loop running for the rest of the session,
    beside which no test of ours could run one of its own.
    """
    count = Counter(item.path.parent for item in items)
    seen: Counter[object] = Counter()
    place: dict[pytest.Item, tuple[bool, float]] = {}
    for item in items:
        folder = item.path.parent
        place[item] = (folder.name == "browser", seen[folder] / count[folder])
        seen[folder] += 1
    items.sort(key=place.__getitem__)
