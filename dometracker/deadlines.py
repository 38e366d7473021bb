"""Every request ends: after its time it asks the database nothing more, and is answered 503.

A statement may take half of the time that is left, by PostgreSQL's own limit, so that all of them
together end with the request. Waiting for a lock and idling in a transaction are bounded likewise.
What Python does between two statements cannot be ended from outside of its thread; it is bounded
by the size of what it is given: rows of a page, letters of a query, and `dometracker.bounded`
where a file is read. An answer that is sent as it is made, such as an export, has no time of its
own, and each of its statements has. Commands have no limits.
"""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.utils.translation import gettext as _
from psycopg import errors
from psycopg.pq import TransactionStatus

from dometracker.bounded import Busy
from dometracker.embedded import EmbeddedDatabaseError
from dometracker.languages import is_admin_page
from dometracker.problems import is_for_programs, problem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """What requests of one kind may take, in seconds: altogether, and waiting for a lock."""

    whole: float
    lock: float


class DeadlinePassed(Exception):
    """The time of a request is over."""


# What PostgreSQL says where a statement, a wait or a transaction took too long.
_STOPPED = (errors.QueryCanceled, errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout)

# What it says where it stops, starts, takes nobody more, or was ended.
_AWAY = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.TooManyConnections,
)

_SET = "SELECT " + ", ".join(
    f"set_config('{name}', %s, false)"
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
)


class _ToldLimits(local):
    """What the database was told by this thread: through which connection, how long to wait for a
    lock, and how long a statement may take."""

    told: tuple[object, float, float] | None = None


_limits = _ToldLimits()


class DeadlineMiddleware:
    """Bounds each request, those of editors less: they import files and wait for each other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.PATIENCE is None:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._public = Patience(*settings.PATIENCE["public"])
        self._desk = Patience(*settings.PATIENCE["desk"])

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with within(self._desk if is_admin_page(request) else self._public):
            return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_to(request, error)


def answer_to(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page for a request that had to end; None where it failed for another reason.

    Of what a view raises the middleware is told, of what is raised around it the handler of
    failures alone.
    """
    if isinstance(error, Busy):
        return later(request, 503, _("Too many files at once"), str(error))
    if isinstance(error, Error) and (sentence := _why_away(error)):
        logger.error("Database: %s %s: %s", request.method, request.path, type(error.__cause__))
        if request.method == "POST":
            # Whether a commit was done that was not answered, nobody can tell.
            more = _("What you sent may not be saved: look before you send it again.")
            sentence = f"{sentence} {more}"
        return later(request, 503, _("The archive cannot be reached"), sentence)
    is_stopped = isinstance(error, OperationalError) and isinstance(error.__cause__, _STOPPED)
    if not is_stopped and not isinstance(error, DeadlinePassed):
        return None
    logger.warning("Too long: %s %s", request.method, request.path)
    sentence = _("The page could not be made in time.")
    if request.method == "POST":
        # Rows that are done one by one stay done.
        more = _("Part of it may be saved: check what was done before you send it again.")
        sentence = f"{sentence} {more}"
    return later(request, 503, _("This took too long"), sentence)


def _why_away(error: Error) -> str:
    """The sentence for a database that is gone, full or takes no edits; empty for other errors."""
    cause = error.__cause__
    if isinstance(cause, errors.ReadOnlySqlTransaction):
        return _("The archive can be read, and nothing can be changed for the moment.")
    if isinstance(cause, errors.DiskFull):
        return _("The archive has no room left for changes. Its operators must make some.")
    if isinstance(error, EmbeddedDatabaseError) or isinstance(cause, _AWAY):
        return _("The database does not answer. It should be back soon.")
    raw: Any = connection.connection
    is_lost = raw is None or raw.closed or raw.broken
    if isinstance(error, OperationalError | InterfaceError) and is_lost:
        return _("The database does not answer. It should be back soon.")
    return ""


@contextmanager
def within(patience: Patience) -> Iterator[None]:
    """Statements of this thread end with the time that begins now."""
    ends = time.monotonic() + patience.whole

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        left = ends - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        _tell(patience, left)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
    if connection.in_atomic_block:
        # Of a test, whose own statements have no limits.
        _set(0, 0, 0)
        _limits.told = None


def _tell(patience: Patience, left: float) -> None:
    """Tell the database how long a statement may take, unless what it was told will do."""
    connection.ensure_connection()
    half = patience.whole / 2
    told = _limits.told
    is_told = told is not None and told[:2] == (connection.connection, patience.lock)
    if told is not None and is_told and min(half, left) / 2 <= told[2] <= left:
        return
    # By halves, so that few statements of a long request are told anew.
    longest = half if left >= half else left / 2
    is_set = _set(longest, patience.lock, patience.whole)
    # A transaction that is taken back takes back what was told in it.
    is_kept = is_set and not connection.in_atomic_block
    _limits.told = (connection.connection, patience.lock, longest) if is_kept else None


def _set(statement: float, lock: float, idle: float) -> bool:
    """Tell the limits, in seconds; 0 is none. False in a transaction that has failed."""
    raw: Any = connection.connection
    if raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR:
        return False
    milliseconds = [str(math.ceil(limit * 1000)) for limit in (statement, lock, idle)]
    # Beside Django's own cursor: it is no query of the page.
    raw.execute(_SET, milliseconds).fetchone()
    return True


def later(
    request: HttpRequest, status: int, title: str, sentence: str, seconds: int = 10
) -> HttpResponse:
    """A page that asks to come back, made without the database; for a program a problem."""
    headers = {"Retry-After": str(seconds)}
    if is_for_programs(request):
        return problem(status, sentence, headers=headers)
    page = loader.get_template("later.html")
    content = page.render(
        {
            "status": status,
            "title": title,
            "sentence": sentence,
            "ask": _("Try again in a minute, or continue here:"),
            "front_page": _("Go to the front page"),
        }
    )
    return HttpResponse(content, status=status, headers=headers)
