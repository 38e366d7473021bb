"""What took the database longer than SLOW_QUERY_MS: the statement, never a value in it."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
_LONGEST = 2_000


def note_slow(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Fit to be a receiver of Django's signal ``connection_created``."""
    if settings.SLOW_QUERY_MS and _timed not in connection.execute_wrappers:
        # At the end stands what a `with` takes away again.
        connection.execute_wrappers.insert(0, _timed)


def _timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - begun) * 1000
        if took >= settings.SLOW_QUERY_MS:
            statement = " ".join(str(sql)[:_LONGEST].split())
            told = {"ms": round(took), "statement": statement}
            logger.warning("%(ms)s ms: %(statement)s", told, extra={"told": told})
