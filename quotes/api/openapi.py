"""The description of the API for programs (OpenAPI 3.1), made from its code."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from dometracker import problems
from quotes.api.operations import api
from quotes.api.reading import CUT
from quotes.search.filters import FILTERS

# The headers of an answer that a client may go by.
_HEADERS = {
    "ETag": "What the answer is known by until the archive changes.",
    "Link": "The parts of a list around this one (RFC 8288).",
    "RateLimit-Limit": "How many requests may be made at once.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "The seconds until all of them are there again.",
}


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The description, which is the same for everybody."""
    return HttpResponse(_written(), content_type="application/json")


@cache
def _written() -> str:
    with override(settings.LANGUAGE_CODE):
        return json.dumps(described(), ensure_ascii=False)


def described() -> dict[str, Any]:
    """The description as plain values."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    made["info"] |= {
        "summary": _("What public officials said, word for word, with its sources."),
        "description": _(
            "Everything that is public of the archive, as it is on its pages. No key is needed. "
            "Members may be added to an object, and none goes."
        ),
    }
    made["servers"] = [{"url": "/"}]
    made["externalDocs"] = {"url": reverse("api-page")}
    made["components"]["headers"] = {
        name: {"description": about, "schema": {"type": "string"}}
        for name, about in _HEADERS.items()
    }
    shared: dict[str, Any] = {}
    made["components"]["parameters"] = shared
    for address, path in made["paths"].items():
        # It is answered as GET is, without the body.
        path.pop("head", None)
        for operation in path.values():
            operation["tags"] = [_tag(address)]
            told = operation.get("parameters", [])
            operation["parameters"] = [_shared(one, shared) for one in told]
            is_kept = "requestBody" not in operation
            for status, answer in operation["responses"].items():
                _spell(int(status), answer, is_kept=is_kept)
    return made


def _tag(address: str) -> str:
    """What an operation belongs to: the first part of its address behind the version."""
    return address.removeprefix(reverse("api:directory")).partition("/")[0] or "directory"


def _shared(parameter: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """A reference to a parameter that every list has; any other parameter as it is."""
    name = parameter["name"]
    if name not in (*FILTERS, *CUT):
        return parameter
    if shared.setdefault(name, parameter) != parameter:
        return parameter
    return {"$ref": f"#/components/parameters/{name}"}


def _spell(status: int, answer: dict[str, Any], *, is_kept: bool) -> None:
    """Say of an answer what the framework does not: how it is written, and its headers."""
    if status == 200:
        told = [name for name in _HEADERS if is_kept or name not in ("ETag", "Link")]
        answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in told}
        return
    content = answer.pop("content", None)
    if status == 301:
        answer["description"] = "It was merged into what stands at the address in Location."
    elif content:
        [form] = content.values()
        answer["content"] = {problems.MEDIA_TYPE: form}
    if status in (429, 503):
        schema = {"type": "integer"}
        answer["headers"] = {
            "Retry-After": {"description": "The seconds to wait.", "schema": schema}
        }
