"""How far a command has come: one line that is written anew on a terminal, and a line now and then in a log."""

import sys
import time
from typing import Self, TextIO

_EVERY_SECONDS, _LOG_SECONDS = 0.2, 15.0


class ProgressLine:
    """Says how many are done, and which share of it. Use as a context, so that the line ends."""

    def __init__(self, what: str, out: TextIO | None = None) -> None:
        self._what = what
        self._out = out or sys.stderr
        self._is_terminal = self._out.isatty()
        self._told = time.monotonic()
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._width:
            self._out.write("\r" + " " * self._width + "\r")
            self._out.flush()

    def __call__(self, done: int, share: float) -> None:
        """`share`: 0 to 1; 0 where nobody knows how much there is."""
        now = time.monotonic()
        if now - self._told < (_EVERY_SECONDS if self._is_terminal else _LOG_SECONDS):
            return
        self._told = now
        line = f"{done:,} {self._what}" + (f", {share:.0%}" if share else "")
        if self._is_terminal:
            self._out.write("\r" + line.ljust(self._width))
            self._width = max(self._width, len(line))
        else:
            self._out.write(f"{line}\n")
        self._out.flush()
