"""What has an address of its own: which kind it is, its key, and where it is shown."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import Model, Q

from quotes.models import Occasion, Outlet, Redirect, Source, Speaker, Statement, Topic
from quotes.models.statements import StatementQuerySet
from quotes.models.vocabulary import Addressed

MODELS: dict[Addressed, Any] = {
    Addressed.SPEAKER: Speaker,
    Addressed.OUTLET: Outlet,
    Addressed.TOPIC: Topic,
    Addressed.SOURCE: Source,
    Addressed.STATEMENT: Statement,
    Addressed.OCCASION: Occasion,
}

AddressedRow: TypeAlias = Speaker | Outlet | Topic | Source | Statement | Occasion

_SHOWING: dict[type[Model], Callable[[Any], Q]] = {
    Speaker: lambda row: Q(speaker=row),
    Outlet: lambda row: Q(citations__source__outlet=row) | Q(citations__via=row),
    Topic: lambda row: Q(topics=row),
    Occasion: lambda row: Q(occasion=row),
    Source: lambda row: Q(citations__source=row),
    Statement: lambda row: Q(pk=row.pk),
}


def kind_of(row: Model | type[Model]) -> Addressed:
    """The kind of a row, or of a model, that has an address; ValueError for any other."""
    return Addressed(str(row._meta.model_name))


def key_field(kind: Addressed) -> str:
    """The column that finds a row of this kind from its address."""
    return "public_id" if kind in (Addressed.SOURCE, Addressed.STATEMENT) else "slug"


def key_of(row: Model) -> str:
    """The part of its address that a row is found by."""
    return getattr(row, key_field(kind_of(row)))


def taken_addresses(model: type[Model]) -> set[str]:
    """The keys of all addresses of a kind, those that lead elsewhere or nowhere now among them."""
    kind = kind_of(model)
    rows = model._default_manager.values_list(key_field(kind), flat=True)
    old = Redirect.objects.filter(kind=kind).values_list("old", flat=True)
    return {*rows, *old}


def statements_showing(row: Model) -> StatementQuerySet:
    """The statements, published or not, whose public state tells something of the row."""
    return Statement.objects.filter(_SHOWING[type(row)](row)).distinct()


def showing(row: Model) -> set[int]:
    """The keys of the statements whose public state tells something of the row."""
    return set(statements_showing(row).values_list("pk", flat=True))


def was_public(row: Model) -> bool:
    """Whether its address has been given out; by a withdrawn statement too."""
    return statements_showing(row).filter(published_at__isnull=False).exists()


def new_redirect(kind: Addressed, old: str, to: Model | None, reason: str) -> Redirect:
    """From an address of this kind to a row, or, without one, the tombstone; not yet saved."""
    target = {kind.value: to} if to else {}
    return Redirect(kind=kind, old=old, reason=reason, **target)
