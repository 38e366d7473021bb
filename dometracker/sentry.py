"""Failures go to Sentry, or to what speaks its protocol, if SENTRY_DSN names one.

What is sent is the traceback, the method, the path without keys and the id of the request: no
variables, forms, queries, cookies, accounts or addresses of visitors.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from dometracker.request_log import path_without_keys, request_id


def begin(dsn: str, **options: Any) -> None:
    """Have failures sent from now on. Raises ImproperlyConfigured without the package."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.integrations.logging import LoggingIntegration
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, and the package sentry-sdk is not installed: "
            "uv sync --extra sentry, or leave SENTRY_DSN empty."
        ) from error
    sentry_sdk.init(
        dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="url", middleware_spans=False),
            LoggingIntegration(level=None, event_level=None),
        ],
        include_local_variables=False,
        max_request_body_size="never",
        send_default_pii=False,
        max_breadcrumbs=0,
        before_send=_scrubbed,
        **options,
    )


def _scrubbed(event: Any, _hint: Any) -> Any:
    """The event with no more of the request than was said above."""
    asked = event.get("request") or {}
    event.pop("user", None)
    event.pop("server_name", None)
    event["request"] = {"method": asked.get("method", "")}
    if url := asked.get("url"):
        event["request"]["url"] = path_without_keys(url.partition("?")[0])
    event["tags"] = {**event.get("tags", {}), "request_id": request_id()}
    return event
