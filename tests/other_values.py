"""Another value for a column of the record than the one it has."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from quotes.models import (
    Capture,
    Occasion,
    Outlet,
    Source,
    Speaker,
    Statement,
    Topic,
)
from tests import factories as make

# What a column gets that takes no other text or number than these.
VALUES: dict[str, object] = {
    "statement.kind": "partial",
    "statement.doubt": "disputed",
    "statement.language": "fr",
    "statement.said": "2025-05-20",
    "statement.state": "withdrawn",
    "citation.kind": "partial",
    "citation.doubt": "disputed",
    "citation.check_state": "unchecked",
    "citation.caution": "unknown",
    "citation.watch": "gone",
    "figure.bound": "about",
    "figure.as_of": "2025",
    "figure.high": Decimal(200),
    "role.since": "2030",
    "role.until": "2026",
    "role.country": "CA",
    "speaker.kind": "institution",
    "speaker.country": "CA",
    "speaker.wikidata": "Q42",
    "source.url": "https://news.example/other",
    "source.published": "2025",
    "source.language": "fr",
    "source.kind": "speech",
    "outlet.kind": "agency",
    "outlet.country": "CA",
    "occasion.date": "2025",
    "relation.kind": "clarifies",
}


def another(model: Any, column: Any, row: Any) -> object:
    """A value that the column does not have and may have."""
    name = f"{model._meta.model_name}.{column.name}"
    if name in VALUES:
        return VALUES[name]
    value = getattr(row, column.attname)
    if column.is_relation:
        return another_row(column.related_model, value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    if isinstance(value, list):
        return [*value, "another.example"]
    if isinstance(column, models.DateTimeField):
        return "2020-01-01T00:00Z"
    if isinstance(column, models.IntegerField | models.DecimalField):
        return 1
    return f"{value or ''}x"


def another_row(model: Any, value: Any) -> Any:
    if model is User:
        return User.objects.create_user("somebody").pk
    factories: dict[Any, Callable[[], Any]] = {
        Statement: make.draft,
        Speaker: make.speaker,
        Source: make.source,
        Outlet: make.outlet,
        Topic: make.topic,
        Occasion: lambda: make.occasion("Another"),
        Capture: lambda: None,
    }
    made = factories[model]()
    return made and made.pk
