"""What an answer costs the process that gives it, without a server and clients around it.

    DOMETRACKER_HOME=bench/home/10000 DJANGO_SETTINGS_MODULE=bench.settings \
        python -m bench.child bench.in_process

Calls the WSGI application for a list as it is kept, as a reader has it already, for a static file
of the same bytes, and for lists that are made, in turn, and prints the median of the processor time
of each: of this process alone, so that a busy machine matters less than it does to the clock.
"""

import statistics
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import RequestFactory

ROUNDS = 15
ANSWERS = 40
LIST = "/statements/"
FILE = Path(settings.STATIC_ROOT) / "bench" / "in-process.bin"


def call(application: Any, address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """The headers and the body of an answer, which has to be a good one."""
    told: list[Any] = []
    given = {"Accept-Encoding": "br", "Host": "localhost", **headers}
    environ = RequestFactory().get(address, headers=given).environ
    answer = application(environ, lambda status, head: told.extend((status, head)))
    body = b"".join(answer)
    getattr(answer, "close", list)()
    assert told[0][:3] in ("200", "304"), told[0]
    return dict(told[1]), body


def cost(application: Any, addresses: Iterator[str], answers: int, **headers: str) -> float:
    """Milliseconds of processor time an answer."""
    asked = [next(addresses) for _ in range(answers)]
    started = time.process_time()
    for address in asked:
        call(application, address, **headers)
    return (time.process_time() - started) * 1000 / answers


def main() -> None:
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(b"x" * 14_000)
    # Files are looked for as it is made.
    from dometracker.wsgi import application

    _, body = call(application, LIST)
    FILE.write_bytes(body)
    tag = call(application, LIST)[0]["ETag"]
    new = (f"{LIST}?q=missile+nothing{number}" for number in count(time.time_ns()))
    the_list, the_file = (iter(lambda a=a: a, None) for a in (LIST, f"/static/bench/{FILE.name}"))
    kinds: dict[str, tuple[Iterator[str], int, dict[str, str]]] = {
        f"kept, {len(body):,} bytes": (the_list, ANSWERS, {}),
        "known to the reader (304)": (the_list, ANSWERS, {"If-None-Match": tag}),
        "static file of these bytes": (the_file, ANSWERS, {}),
        "made": (new, 2, {}),
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(ROUNDS):
        for name, (addresses, answers, headers) in kinds.items():
            times[name].append(cost(application, addresses, answers, **headers))
    for name, costs in times.items():
        print(f"{name}: {statistics.median(costs):.2f} ms")


if __name__ == "__main__":
    main()
