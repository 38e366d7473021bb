"""What programs ask a site for by itself: robots.txt, llms.txt, OpenSearch and its suggestions."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dometracker.languages import in_language
from quotes.exports.formats import FORMATS
from quotes.models import Dimension, Facet
from quotes.models.search_index import NONE, is_true
from quotes.presentation.head import site_of
from quotes.presentation.labels import count_display, facet_label
from quotes.search.queries import Count
from quotes.text.folding import search_fold
from quotes.website.data import description

_TEXT = "text/plain; charset=utf-8"

# Whatever can be asked of a list is without end, and the sitemaps name every page.
_DISALLOWED = ("/preview/", "/follow/", "/statements/?*", "/statements/choose/")
_OF_ALL_LANGUAGES = ("/admin/", "/language/", "/*not-*=")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What programs that follow links may ask for (RFC 9309), and where every page is named."""
    origin = site_of(request).origin
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _OF_ALL_LANGUAGES),
        *(
            f"Disallow: {in_language(path, code)}"
            for code, _name in settings.LANGUAGES
            for path in _DISALLOWED
        ),
        "",
        f"Sitemap: {origin}{reverse('sitemap-index')}",
        f"Sitemap: {origin}{reverse('news-sitemap')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type=_TEXT)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What language models should know before they quote from here (llmstxt.org), as Markdown."""
    context = {
        "origin": site_of(request).origin,
        "name": settings.ARCHIVE_NAME,
        "description": description(),
        "forms": list(FORMATS.values()),
    }
    return render(request, "quotes/llms.txt", context, content_type="text/markdown; charset=utf-8")


# --- OpenSearch ----------------------------------------------------------------------------------

_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SUGGESTIONS = "application/x-suggestions+json"
# The longest that a browser shows (OpenSearch 1.1, "ShortName").
_LONGEST_NAME = 16


@require_safe
def open_search(request: HttpRequest) -> HttpResponse:
    """How a browser searches this archive from its address bar (OpenSearch 1.1)."""
    origin = site_of(request).origin
    root = Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    told = {
        "ShortName": settings.ARCHIVE_NAME[:_LONGEST_NAME],
        "Description": description(),
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
        "Language": get_language() or settings.LANGUAGE_CODE,
    }
    for name, text in told.items():
        SubElement(root, name).text = text
    statements = reverse("statements")
    for media_type, path, rel in (
        ("text/html", f"{statements}?q={{searchTerms}}", "results"),
        ("application/atom+xml", f"{_form('atom')}?q={{searchTerms}}", "results"),
        ("application/feed+json", f"{_form('feed.json')}?q={{searchTerms}}", "results"),
        (_SUGGESTIONS, f"{reverse('suggest')}?q={{searchTerms}}", "suggestions"),
        ("application/opensearchdescription+xml", reverse("open-search"), "self"),
    ):
        SubElement(root, "Url", {"type": media_type, "rel": rel, "template": origin + path})
    xml = '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
    return HttpResponse(xml, content_type="application/opensearchdescription+xml; charset=utf-8")


def _form(suffix: str) -> str:
    return reverse("statements-as", args=[suffix])


# Whose names are suggested, and the page of each.
_SUGGESTED = {
    Dimension.SPEAKER: "official",
    Dimension.TOPIC: "topic",
    Dimension.OUTLET: "outlet",
}
MOST_SUGGESTED = 10
_LONGEST = 200


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Officials, topics and outlets one of whose words begins with what is being typed.

    The four lists of OpenSearch Suggestions 1.1: what was asked, names, what is known of each, and
    its page. The most frequent come first. One query.
    """
    asked = request.GET.get("q", "")[:_LONGEST]
    found = _suggested(asked)
    origin = site_of(request).origin
    pages = [reverse(_SUGGESTED[Dimension(one.dimension)], args=[one.key]) for one in found]
    answer = [
        asked,
        [facet_label(one) for one in found],
        [_known(one) for one in found],
        [origin + page for page in pages],
    ]
    return JsonResponse(answer, safe=False, content_type=_SUGGESTIONS)


def _suggested(text: str) -> list[Facet]:
    folded = search_fold(text.replace("\0", "")).strip()
    if not folded:
        return []
    pattern = rf"\m{re.escape(folded)}"
    begins = is_true("folded ~ %s OR folded_fr ~ %s", pattern, pattern)
    named = Facet.objects.filter(begins, dimension__in=list(_SUGGESTED), total__gt=0)
    return list(named.exclude(key=NONE).order_by("-total", "key")[:MOST_SUGGESTED])


def _known(facet: Facet) -> str:
    kind = capfirst(Dimension(facet.dimension).label)
    number = count_display(Count(facet.total, True))
    counted = ngettext("%(n)s statement", "%(n)s statements", facet.total) % {"n": number}
    return _("%(kind)s: %(counted)s") % {"kind": kind, "counted": counted}
