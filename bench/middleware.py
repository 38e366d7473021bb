"""Tells in a header what the SQL of an answer cost. Never in the production settings."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Bench-SQL"


class Meter:
    """Counts what passes through a database connection; an ``execute_wrapper`` of Django."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - started


class SqlCostMiddleware:
    """``X-Bench-SQL: 7 3.214``: so many queries, so many milliseconds until their answers began.

    What a streamed answer asks comes after its headers, so that none are given for one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meter = Meter()
        with connection.execute_wrapper(meter):
            response = self.get_response(request)
        if not response.streaming:
            response[HEADER] = f"{meter.queries} {meter.seconds * 1000:.3f}"
        return response
