"""How far a long command is: a bar on a terminal, a line a step in a log."""

import time
from types import TracebackType

from django.core.management.base import OutputWrapper

WIDTH = 30
# A terminal is drawn no more often than this, in seconds.
PAUSE = 0.1


class Progress:
    """One step of known length, as a context manager.

    ``total`` may be an estimate: the bar is full at the end of the step and not before.
    """

    def __init__(self, stream: OutputWrapper, step: str, total: int) -> None:
        self.stream = stream
        self.step = step
        self.total = max(total, 1)
        self.done = 0
        self.started = time.monotonic()
        self.drawn = 0.0

    def __enter__(self) -> "Progress":
        self._draw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        seconds = time.monotonic() - self.started
        outcome = "stopped" if kind else f"{self.done:,}"
        line = f"{self.step}: {outcome} ({seconds:.1f} s)"
        self._write(f"\r{line:<{WIDTH + 40}}\n" if self.stream.isatty() else f"{line}\n")

    def advance(self, by: int = 1) -> None:
        self.reach(self.done + by)

    def reach(self, done: int) -> None:
        self.done = done
        if time.monotonic() - self.drawn >= PAUSE:
            self._draw()

    def _draw(self) -> None:
        self.drawn = time.monotonic()
        if self.stream.isatty():
            part = min(self.done / self.total, 0.99)
            bar = "█" * int(part * WIDTH)
            self._write(f"\r{self.step}: {bar:·<{WIDTH}} {part:.0%} ")

    def _write(self, text: str) -> None:
        """As it stands: neither red as an error nor with the end of a line."""
        self.stream.write(text, style_func=str, ending="")
        self.stream.flush()
