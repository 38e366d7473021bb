"""Forms as a browser reads them from a page: what it would send, control by control."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

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
    # A parser of the standard like html5lib, which takes as long as the page took to be made.
    tree = LexborHTMLParser(response.content.decode())
    form = tree.css('form[id$="_form"]')[0]
    sent: dict[str, Any] = {}
    for control in form.css("[name]"):
        given = control.attributes
        name = given["name"]
        if not name or "__prefix__" in name:
            continue
        if control.tag == "textarea":
            sent[name] = control.text().replace("\n", "\r\n")
        elif control.tag == "select":
            chosen = control.css("option[selected]")
            sent[name] = chosen[0].attributes.get("value") if chosen else ""
        elif control.tag == "input" and given.get("type") not in BUTTONS:
            ticked = "checked" in given
            if given.get("type") not in ("checkbox", "radio") or ticked:
                sent[name] = given.get("value") or ("on" if ticked else "")
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
