"""A client of an embedded database, in a process of its own that a test can kill.

    python -m tests.embedded_client HOME [ACTION …]

It connects, prints ``ready``, and then either does ACTION or lives until its input ends.
"""

import os
import sys
from pathlib import Path

import psycopg

from dometracker.embedded.server import embedded


def main(home: str, *action: str) -> None:
    with psycopg.connect(dbname="postgres", **embedded(Path(home)).address()) as connection:
        connection.execute("SELECT 1")
    print("ready", os.getpid(), flush=True)
    if action == ("exec",):
        os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", "input()"])
    elif action == ("fork",):
        if os.fork() == 0:
            sys.stdin.read()
    else:
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
