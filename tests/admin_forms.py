"""Forms of the admin as Django has them: what would be sent for one, and what came of it."""

from typing import Any

from django.db import models
from django.test import Client
from django.urls import reverse

from quotes.models import (
    Statement,
)
from tests import factories as make


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filled(client: Client, page: str) -> dict[str, Any]:
    """What a browser would send for a form that nobody has touched."""
    response = client.get(page)
    assert response.status_code == 200
    form = response.context["adminform"].form
    data = values_of(form)
    for inline in response.context["inline_admin_formsets"]:
        data |= values_of(inline.formset.management_form)
        for row in inline.formset.forms:
            data |= values_of(row)
    return data


def values_of(form: Any) -> dict[str, Any]:
    data = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        parts = (
            bound.field.widget.decompress(value)
            if hasattr(bound.field.widget, "decompress")
            else None
        )
        if parts is not None:
            data |= {f"{bound.html_name}_{number}": part for number, part in enumerate(parts)}
        elif isinstance(value, list):
            data[bound.html_name] = "\n".join(value)
        elif value is not None and value is not False:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    return {name: "" if value is None else value for name, value in data.items()}


def added_row(data: dict[str, Any], prefix: str, **fields: object) -> dict[str, Any]:
    """One more row of an inline, as "add another" makes it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {**data, **row, f"{prefix}-TOTAL_FORMS": number + 1}


def errors_in(response: Any) -> str:
    """Every sentence of a form that is shown again."""
    assert response.status_code == 200, "the form was saved"
    return " ".join(str(error) for error in response.context["errors"])


def saved(response: Any) -> None:
    assert response.status_code == 302, errors_in(response)


def new_statement(client: Client, **fields: object) -> dict[str, Any]:
    data = filled(client, address(Statement, "add"))
    data |= {
        "speaker": make.speaker(slug="mark-carney").pk,
        "text": "We will build it.",
        "said": "2025-05-21",
        "language": "en",
    }
    return data | fields


def cited(data: dict[str, Any], **fields: object) -> dict[str, Any]:
    given = {"kind": "direct", "position": 0, "wording": "We will build it."}
    if "source" not in fields:
        given["source"] = make.source().pk
    return added_row(data, "citations", **given | fields)
