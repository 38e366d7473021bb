"""Answers as they are sent: an object or a part of a list, with links, as JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from quotes.api.reading import CUT, Sent
from quotes.api.resources import RESOURCES, Object, Part, Resource
from quotes.citing.reference import Site

MEDIA_TYPE = "application/json"


def answer(body: object, links: Mapping[str, str | None] | None = None) -> HttpResponse:
    """The answer with a body of JSON; ``links`` are the addresses by their relation (RFC 8288)."""
    response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=MEDIA_TYPE)
    told = [
        f'<{address}>; rel="{relation}"' for relation, address in (links or {}).items() if address
    ]
    if told:
        response["Link"] = ", ".join(told)
    return response


def item(resource: Resource, made: Object, sent: Sent, site: Site) -> HttpResponse:
    """One object, and what was asked for beside it."""
    body = sent.of(made, resource.key)
    if sent.expand:
        body["included"] = included(resource, [made], sent.expand, site)
    return answer(body)


def part(
    request: HttpRequest, resource: Resource, found: Part, sent: Sent, head: Mapping[str, Any]
) -> HttpResponse:
    """A part of a list, and the addresses of the parts around it."""
    site = Site(f"{request.scheme}://{request.get_host()}")
    following = around(request, site, after=found.older) if found.older else None
    previous = around(request, site, before=found.newer) if found.newer else None
    body: dict[str, Any] = {
        **head,
        "next": following,
        "previous": previous,
        resource.name.replace("-", "_"): [sent.of(one, resource.key) for one in found.objects],
    }
    if sent.expand:
        body["included"] = included(resource, found.objects, sent.expand, site)
    return answer(body, {"next": following, "prev": previous})


def around(request: HttpRequest, site: Site, **cut: str) -> str:
    """The address of another part of the same list."""
    query = request.GET.copy()
    for name in (*CUT[:2], *cut):
        query.pop(name, None)
    query.update(cut)
    return f"{site.origin}{request.path}?{query.urlencode()}"


def included(
    resource: Resource, objects: Iterable[Object], names: Iterable[str], site: Site
) -> dict[str, list[Object]]:
    """The objects that are named in some objects, each once, by resource."""
    listed = list(objects)
    made = {}
    for expansion in resource.expansions:
        if expansion.of in names:
            keys = dict.fromkeys(key for one in listed for key in expansion.keys(one) if key)
            found = RESOURCES[expansion.of].objects(keys, site)
            made[expansion.of] = [found[key] for key in keys if key in found]
    return made
