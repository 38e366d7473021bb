"""The topics, and the statements on one."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quotes.models import Topic
from quotes.models.vocabulary import Addressed
from quotes.presentation.cards import Link
from quotes.presentation.moved import moved_or_missing
from quotes.revisions.resolve import at
from quotes.website.lists.listing import listing


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All topics by name, with how much was said on each."""
    topics = Topic.objects.public().with_statement_count()
    return render(
        request,
        "quotes/topics.html",
        {"topics": sorted(topics, key=lambda topic: topic.public_name.casefold())},
    )


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic: what it is, who speaks on it, and the statements."""
    topic = at(Topic.objects.public(), slug=slug)
    if topic is None:
        return moved_or_missing(request, Addressed.TOPIC, slug)
    query = QueryDict(mutable=True)
    query["topic"] = slug
    context = {
        "section": "topics",
        "topic": topic,
        "scope_name": topic.public_name,
        "trail": [Link(_("Topics"), reverse("topics"))],
    }
    return listing(request, "quotes/topic.html", query, within=("topic",), context=context)
