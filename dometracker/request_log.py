"""Each request has an id, which is in every line of the log that it causes and in its answer.

With LOG_FORMAT=json a line of the log is an object. Whatever the form, no line has the query of an
address, a form, a draft, an address of a visitor or the name of an account; the segments of an
address that are keys to something (a preview, a subscription, an account) are left out.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dometracker import metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_id: ContextVar[str] = ContextVar("request_id", default="")
# What a proxy may hand on: no more than an id.
_FROM_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Below these an address holds a key.
_BELOW = (
    "(/(?:preview|follow|accounts|admin/invitation|admin/notices/stop|admin/account/email"
    "|admin/account/password/forgotten)/)"
)
_KEYS = re.compile(rf"{_BELOW}[^\s?]+")
_KEY_OF_PATH = re.compile(rf"{_BELOW}.+", re.DOTALL)
# What begins a line, or writes over one on a terminal.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def request_id() -> str:
    """The id of the request that this thread answers; empty outside of one."""
    return _id.get()


def without_keys(line: str) -> str:
    """A line with paths, without what would open something."""
    return _KEYS.sub(r"\1…", line)


def path_without_keys(path: str) -> str:
    """A path, which may have blanks, or the address that ends in it, without its keys."""
    return in_one_line(_KEY_OF_PATH.sub(r"\1…", path))


def in_one_line(text: str) -> str:
    """A text whose control characters are escaped, so that it forges no line of the log."""
    return _CONTROLS.sub(lambda found: ascii(found[0])[1:-1], text)


class RequestLog:
    """The site as a WSGI application whose requests are counted, named and, if wished, logged."""

    def __init__(self, site: "WSGIApplication", *, behind_proxy: bool, lines: bool) -> None:
        self._site = site
        self._behind_proxy = behind_proxy
        self._lines = lines

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        begun = time.perf_counter()
        name = self._name(environ)
        _id.set(name)
        status = [500]

        def start(line: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            status[0] = int(line[:3])
            return start_response(line, [*headers, (HEADER, name)], *more)

        def over() -> None:
            took = time.perf_counter() - begun
            metrics.count(environ["PATH_INFO"], status[0], took)
            if self._lines:
                self._log(environ, status[0], took)
            _id.set("")

        try:
            body = self._site(environ, start)
        except BaseException:
            over()
            raise
        return _Answer(body, over)

    def _name(self, environ: "WSGIEnvironment") -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._behind_proxy else ""
        return given if _FROM_PROXY.fullmatch(given) else secrets.token_hex(8)

    def _log(self, environ: "WSGIEnvironment", status: int, took: float) -> None:
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        told = {
            "method": environ["REQUEST_METHOD"],
            "path": path_without_keys(path),
            "status": status,
            "ms": round(took * 1000, 1),
        }
        logger.info("%(method)s %(path)s %(status)s %(ms)s ms", told, extra={"told": told})


class _Answer:
    """The body of an answer; who asked is done with when it is closed."""

    def __init__(self, body: Iterable[bytes], over: Any) -> None:
        self._body = body
        self._over = over

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        try:
            close = getattr(self._body, "close", None)
            if close:
                close()
        finally:
            self._over()


class WithRequest(logging.Filter):
    """Tells each record of which request it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


class LineFormatter(logging.Formatter):
    """A line for people, with the id of its request where there is one."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{of}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        name = getattr(record, "request_id", "")
        record.of = f" [{name}]" if name else ""
        return without_keys(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = in_one_line(record.message)
        return super().formatMessage(record)


class JsonFormatter(logging.Formatter):
    """A line for programs: one object, in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        told: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_keys(record.getMessage()),
        }
        if name := getattr(record, "request_id", ""):
            told["request"] = name
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["exception"] = without_keys(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)
