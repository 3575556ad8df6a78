import asyncio
import gc
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import certifi
import hypothesis
import pytest

from simulators.serving import bind, server_for

# A deadline for each example, or for making them, judges the machine and not the code.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")


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
    if importlib.util.find_spec("sniffio") is None:
        # httpx looks for it at each request to a hub within the process, through all folders.
        sys.modules["sniffio"] = None
    gc.disable()  # while modules are loaded there is nothing to collect


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not walk all of it again for each of thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _everything_was_said() -> Iterator[None]:
    """A phrase that cannot be said is a neutral sentence for whoever reads it, and fails the test it happened in."""
    yield
    words = sys.modules.get("hub.ground.words.words")
    if words is not None:
        broken = dict(words.BROKEN)
        words.BROKEN.clear()
        assert broken == {}


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share, for what takes long to make."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
def make_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes file systems of so many megabytes: what happens on a full disk is tried on one that is full."""
    mounted: list[Path] = []

    def make(megabytes: int) -> Path:
        folder = tmp_path / f"disk-{len(mounted)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        trouble = "only root may" if os.geteuid() else _trouble(command)
        if trouble:
            why = f"this machine does not let us mount a small disk ({trouble}): a full one was NOT tried"
            if os.environ.get("CI"):
                pytest.fail(f"{why}, and CI must: run it as root, in a container with CAP_SYS_ADMIN")
            pytest.skip(why)
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", folder], check=True)


def _trouble(command: list[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stderr.strip() or f"mount ended with {done.returncode}" if done.returncode else ""


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
