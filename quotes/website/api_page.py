"""The page that tells people how programs read the archive."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dometracker.rate_limits import RATES
from quotes.api import parameters
from quotes.api.examples import EXAMPLES
from quotes.api.operations import NAMESPACE
from quotes.api.resources import RESOURCES, Resource
from quotes.presentation.head import site_of
from quotes.search.filters import NOT, PAGE_SIZES


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What there is, how it is asked for, and requests to begin with."""
    base = reverse(f"{NAMESPACE}:directory")
    rate = RATES["api"]
    context = {
        "section": "about",
        "base": site_of(request).origin + base,
        "openapi_url": reverse("openapi"),
        "resources": [_resource(one, base) for one in RESOURCES.values()],
        "filters": [_filter(one) for one in parameters.filters() if not _is_negative(one)],
        "sizes": ", ".join(map(str, PAGE_SIZES)),
        "examples": EXAMPLES,
        "rate": {"most": rate.most, "each_second": round(1 / rate.seconds)},
    }
    return render(request, "quotes/api.html", context)


def _is_negative(parameter: parameters.Parameter) -> bool:
    return parameter["name"].startswith(NOT)


def _resource(resource: Resource, base: str) -> dict[str, Any]:
    return {
        "name": resource.name,
        "about": resource.about,
        "url": base + resource.name,
        "key": resource.key,
        "members": [name for name in resource.members if name != resource.key],
        "expansions": [one.of for one in resource.expansions],
    }


def _filter(parameter: parameters.Parameter) -> dict[str, Any]:
    schema = parameter["schema"]
    return {
        "name": parameter["name"],
        "about": parameter["description"],
        "choices": schema.get("enum", []),
    }
