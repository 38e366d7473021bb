"""The site as `make demo` starts it, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

START_LIMIT = 300


class Demo:
    """A demo in a process of its own."""

    def __init__(self, home: Path, **variables: str) -> None:
        # The database of the test run is not the one that a demo would use.
        without = {"DATABASE_URL", "DEBUG", "HTTPS"}
        environment = {k: v for k, v in os.environ.items() if k not in without}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", "0"],
            cwd=settings.BASE_DIR,
            env={
                **environment,
                "DOMETRACKER_HOME": str(home),
                "DOMETRACKER_LINGER": "0",
                **variables,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Its signals are its own, as in a terminal of its own.
            start_new_session=True,
        )
        self.told = ""

    def url(self) -> str:
        """The address, once it is announced."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.told += line
            assert time.monotonic() - self.started < START_LIMIT, self.told
            if announced := re.search(r"answers at (http://\S+/)", line):
                return announced[1]
        raise AssertionError(f"the demo ended:\n{self.told}")

    def interrupt(self) -> int:
        """What Ctrl-C does: the signal goes to every process of the terminal."""
        os.killpg(self.process.pid, signal.SIGINT)
        rest, _ = self.process.communicate(timeout=30)
        self.told += rest
        return self.process.returncode

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
