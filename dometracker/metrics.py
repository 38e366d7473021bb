"""How many requests there were, how they ended and how long they took, for Prometheus.

The counts lie in memory that all processes of gunicorn share: each has a row of its own, written by
it alone, and whoever is asked adds them up. A process that ends leaves its counts there.
"""

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator
from threading import Lock

KINDS = ("page", "api", "desk", "static", "monitor")
STATUSES = ("2xx", "3xx", "4xx", "5xx")
# Upper bounds, in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_OF_PREFIX = {
    "/api/": "api",
    "/admin/": "desk",
    "/static/": "static",
    "/healthz": "monitor",
    "/readyz": "monitor",
    "/metrics": "monitor",
}

# Of a kind: its statuses, its buckets with one for what took longer, and the seconds altogether.
_WIDTH = len(STATUSES) + len(BUCKETS) + 1 + 1
_ROW = len(KINDS) * _WIDTH
# Processes that live at the same time have different numbers modulo this.
_ROWS = 64
_DOUBLE = struct.Struct("d")
_shared = mmap.mmap(-1, _ROWS * _ROW * _DOUBLE.size)
_lock = Lock()
_row = 0


def use_row(number: int) -> None:
    """Count in the row of the process of that number, from now on."""
    global _row
    _row = number % _ROWS


def kind_of(path: str) -> str:
    """Which kind of address is asked for."""
    for prefix, kind in _OF_PREFIX.items():
        if path.startswith(prefix):
            return kind
    return "page"


def count(path: str, status: int, seconds: float) -> None:
    """Count one request."""
    at = KINDS.index(kind_of(path)) * _WIDTH
    ended = at + min(max(status // 100, 2), 5) - 2
    bucket = at + len(STATUSES) + bisect_left(BUCKETS, seconds)
    with _lock:
        _add(ended, 1)
        _add(bucket, 1)
        _add(at + _WIDTH - 1, seconds)


def _add(place: int, value: float) -> None:
    offset = (_row * _ROW + place) * _DOUBLE.size
    (before,) = _DOUBLE.unpack_from(_shared, offset)
    _DOUBLE.pack_into(_shared, offset, before + value)


def _sums() -> list[float]:
    values = struct.unpack_from(f"{_ROWS * _ROW}d", _shared)
    return [sum(values[place::_ROW]) for place in range(_ROW)]


def lines() -> Iterator[str]:
    """The counts in Prometheus's text format."""
    sums = _sums()
    of_kind = {kind: sums[n * _WIDTH : (n + 1) * _WIDTH] for n, kind in enumerate(KINDS)}
    yield "# HELP dometracker_requests_total Requests that were answered."
    yield "# TYPE dometracker_requests_total counter"
    for kind, values in of_kind.items():
        for status, value in zip(STATUSES, values, strict=False):
            labels = f'kind="{kind}",status="{status}"'
            yield f"dometracker_requests_total{{{labels}}} {value:.0f}"
    yield "# HELP dometracker_request_seconds How long they took."
    yield "# TYPE dometracker_request_seconds histogram"
    for kind, values in of_kind.items():
        counts = values[len(STATUSES) : -1]
        so_far = 0.0
        for bound, value in zip([*map(str, BUCKETS), "+Inf"], counts, strict=True):
            so_far += value
            labels = f'kind="{kind}",le="{bound}"'
            yield f"dometracker_request_seconds_bucket{{{labels}}} {so_far:.0f}"
        yield f'dometracker_request_seconds_sum{{kind="{kind}"}} {values[-1]:.6f}'
        yield f'dometracker_request_seconds_count{{kind="{kind}"}} {so_far:.0f}'


def gauge(name: str, told: str, values: dict[str, float]) -> Iterator[str]:
    """A value of now, by labels (``state="draft"``), or by ``""`` where there is one."""
    yield f"# HELP dometracker_{name} {told}"
    yield f"# TYPE dometracker_{name} gauge"
    for labels, value in values.items():
        yield (
            f"dometracker_{name}{{{labels}}} {value:g}"
            if labels
            else (f"dometracker_{name} {value:g}")
        )
