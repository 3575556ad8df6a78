"""A Chromium that really hides and freezes a page, over its debugging pipe: Playwright keeps every page visible."""

import json
import os
import select
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# A condition that holds is seen at once; a busy machine may take many times as long.
PATIENCE_SECONDS = 120.0
LOOK_AGAIN_SECONDS = 0.05


class SleepingPage:
    """One page. Messages are JSON with a NUL behind each (`--remote-debugging-pipe`)."""

    def __init__(self, to_chromium: int, from_chromium: int) -> None:
        self._write, self._read = to_chromium, from_chromium
        self._unread = b""
        self._number = 0
        self._session: str | None = None
        self._heap: list[str] = []

    def open(self, url: str) -> None:
        target = self.send("Target.createTarget", url=url)["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return what it results in."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("method") == "HeapProfiler.addHeapSnapshotChunk":
                self._heap.append(answer["params"]["chunk"])
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return answer["result"]

    def evaluate(self, expression: str) -> Any:
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, (expression, result)
        return result["result"].get("value")

    def until(self, expression: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.evaluate(expression):
            assert time.monotonic() < deadline, f"{expression} never held: {self.text()}"
            time.sleep(LOOK_AGAIN_SECONDS)

    def text(self) -> str:
        """What stands in the document."""
        return self.evaluate("document.documentElement.textContent")

    def click(self, selector: str, text: str) -> None:
        holds = f"(each) => each.textContent.includes({json.dumps(text)})"
        found = f"[...document.querySelectorAll('{selector}')].find({holds})"
        self.until(f"Boolean({found})")
        self.evaluate(f"{found}.click()")

    def freeze(self) -> None:
        """Hide the page, as when the screen goes dark, and stop its clock: Chromium tells it of both."""
        self.send("Page.setWebLifecycleState", state="frozen")

    def wake(self) -> None:
        self.send("Page.setWebLifecycleState", state="active")
        # The headless browser has no window to raise; this makes the page visible again.
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)

    def memory(self) -> str:
        """Every string that the page's script still holds, after the rubbish was taken out."""
        self._heap.clear()
        self.send("HeapProfiler.enable")
        self.send("HeapProfiler.collectGarbage")
        self.send("HeapProfiler.takeHeapSnapshot", reportProgress=False)
        return "".join(self._heap)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._read], [], [], PATIENCE_SECONDS)
            assert ready, "Chromium does not answer"
            piece = os.read(self._read, 1 << 20)
            assert piece, "Chromium has ended"
            self._unread += piece
        message, self._unread = self._unread.split(b"\0", 1)
        return json.loads(message)


@contextmanager
def sleeping_page(chromium: str, arguments: Sequence[str], profile: Path) -> Iterator[SleepingPage]:
    """A Chromium of its own, with one page to come."""
    its_input, ours = os.pipe()
    theirs, its_output = os.pipe()
    command = [chromium, "--headless=new", *arguments, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    # Chromium reads its pipe at descriptor 3 and writes it at 4.
    shell = ["bash", "-c", f'exec "$@" 3<&{its_input} 4>&{its_output}', "bash", *command, "about:blank"]
    process = subprocess.Popen(shell, pass_fds=(its_input, its_output), stderr=subprocess.DEVNULL)
    os.close(its_input)
    os.close(its_output)
    try:
        yield SleepingPage(ours, theirs)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
