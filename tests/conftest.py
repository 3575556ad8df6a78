import asyncio
import gc
import os
import tempfile
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import certifi
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


def pytest_configure(config: pytest.Config) -> None:
    """Nothing of a test asks the internet. Each of the thousands of HTTP clients here, and in the processes that are
    started, would still read the 140 authorities of the public web, which takes 30 ms; one is read in none.
    """
    if "SSL_CERT_FILE" not in os.environ:
        end = "-----END CERTIFICATE-----\n"
        folder = tempfile.TemporaryDirectory(prefix="goddag-tests-")
        config.add_cleanup(folder.cleanup)
        one = Path(folder.name) / "one_authority.pem"
        one.write_text(Path(certifi.where()).read_text(encoding="utf-8").partition(end)[0] + end, encoding="utf-8")
        os.environ["SSL_CERT_FILE"] = str(one)


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not walk all of it again for each of thousands of tests."""
    gc.collect()
    gc.freeze()


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
