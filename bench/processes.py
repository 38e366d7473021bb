"""What the servers hold in memory and how long they run, from /proc (Linux).

PSS (proportional set size) counts a page that n processes share as 1/n in each, so that the sum
over the processes is what they really hold together; the buffers of PostgreSQL are in it as far as
they have been used.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread

PROC = Path("/proc")
EVERY = 2.0


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            # The name stands in brackets and may hold anything.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children[parent].append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def pss(pids: Iterable[int]) -> int:
    """Bytes held together by some processes; one that has ended holds none."""
    total = 0
    for pid in pids:
        try:
            text = (PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def processor_time(pids: Iterable[int]) -> float:
    """Seconds that some processes and those of their children that have ended have run.

    The kernel counts in hundredths of a second: take the difference over a second or more.
    """
    ticks = 0
    for pid in pids:
        try:
            fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # utime, stime, and both of the children that were waited for (proc(5)).
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks every ``EVERY`` seconds what each named family holds, and keeps the peaks (bytes).

    A look costs about 20 ms of one core, which is 1 % of it.
    """

    def __init__(self, roots: dict[str, int]) -> None:
        self.roots = roots
        self.peaks = dict.fromkeys(roots, 0)
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def processor_times(self) -> dict[str, float]:
        """Seconds that each family has run so far."""
        return {name: processor_time(family(root)) for name, root in self.roots.items()}

    def look(self) -> None:
        for name, root in self.roots.items():
            self.peaks[name] = max(self.peaks[name], pss(family(root)))

    def _watch(self) -> None:
        while not self._over.is_set():
            self.look()
            self._over.wait(EVERY)
