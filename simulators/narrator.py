"""What a run says to the person who started it: one line at a time, with the seconds since the start."""

import os
import sys
import time


class Narrator:
    """Writes to stdout at once, also when that is a pipe."""

    def __init__(self, began: float | None = None) -> None:
        self._began = time.monotonic() if began is None else began

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        """One line with its time."""
        self.plain(f"{self.seconds:6.1f} s  {text}")

    def plain(self, text: str = "") -> None:
        """Text as it is. When nobody reads any more, as after `| head`, the run goes on in silence."""
        try:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
