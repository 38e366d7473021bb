"""Forms as a browser reads them from a page: what it would send, control by control."""

from typing import Any

import html5lib
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import factories as make

# Not pressed by a browser that sends a form with another button.
BUTTONS = {"submit", "button", "image", "reset"}


def editor(name: str) -> Client:
    client = Client()
    user = User.objects.create_superuser(name, first_name=name.capitalize(), last_name="Long")
    client.force_login(user)
    return client


def page_of(row: Any) -> str:
    return reverse(f"admin:quotes_{row._meta.model_name}_change", args=[row.pk])


def form_in(response: Any) -> dict[str, Any]:
    """What a browser would send for the form of a page: every control of it, as it stands."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    form = next(one for one in tree.iter("form") if (one.get("id") or "").endswith("_form"))
    sent: dict[str, Any] = {}
    for control in form.iter():
        name = control.get("name")
        if not name or "__prefix__" in name:
            continue
        if control.tag == "textarea":
            sent[name] = (control.text or "").replace("\n", "\r\n")
        elif control.tag == "select":
            chosen = [one for one in control.iter("option") if one.get("selected") is not None]
            sent[name] = chosen[0].get("value") if chosen else ""
        elif control.tag == "input" and control.get("type") not in BUTTONS:
            ticked = control.get("checked") is not None
            if control.get("type") not in ("checkbox", "radio") or ticked:
                sent[name] = control.get("value") or ("on" if ticked else "")
    return sent


def opened(client: Client, row: Any) -> dict[str, Any]:
    response = client.get(page_of(row))
    assert response.status_code == 200
    return form_in(response)


def saved(response: Any) -> None:
    assert response.status_code == 302, response.content.decode()


def another(form: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """The form with one more row in an inline."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return form | row | {f"{prefix}-TOTAL_FORMS": str(number + 1)}


def cited(form: dict[str, Any], wording: str) -> dict[str, Any]:
    given = {"kind": "partial", "position": "1", "source": str(make.source().pk)}
    return another(form, "citations", wording=wording, **given)
