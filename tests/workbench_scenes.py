"""An article with its candidates, and the cards of its workbench."""

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes.dates.partial import parse
from quotes.extraction.values import Amount, Candidate, SaidOn
from quotes.models import (
    Capture,
    Proposal,
    Source,
    Speaker,
)
from quotes.text.spans import Span
from tests import factories as make

ARTICLE = (
    "Shield to cost $175 billion\n"
    "\n"
    "The shield will be “fully operational before the end of my term,” the president said on"
    " Wednesday. It should cost about $175 billion, he told reporters.\n"
    "\n"
    "“We are looking at it,” the minister said, “and we will decide at the right time.” 🚀\n"
    "\n"
    "« C’est une bonne idée », a dit le ministre.\n"
)


def span(words: str, text: str = ARTICLE) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def found(words: str, *others: str, **fields: Any) -> Candidate:
    pieces = tuple(span(piece) for piece in (words, *others))
    return Candidate(
        **{"pieces": pieces, "kind": "direct", "certainty": 0.95}
        | {"speaker_certainty": 0.95}
        | fields
    )


def capture_of(source: Source, text: str = ARTICLE) -> Capture:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Capture.objects.create(
        source=source, text=text, sha256=digest, taken_at=timezone.now(), how="pasted"
    )


@pytest.fixture
def president() -> Speaker:
    return make.speaker("Donald Trump", slug="donald-trump")


@pytest.fixture
def candidates(monkeypatch, president) -> list[Candidate]:
    said = SaidOn(parse("2025-05-21"), "“Wednesday” in an article of 22 May 2025", Span(0, 1))
    cost = Amount(
        quantity="cost",
        low="175000000000",
        high="",
        bound="about",
        unit="USD",
        span=span("$175 billion, he"),
    )
    made = [
        found(
            "fully operational before the end of my term,",
            speaker="donald-trump",
            said=said,
            kind="partial",
            mention=span("the president"),
            cue=span("said on"),
        ),
        found("It should cost about $175 billion", speaker="donald-trump", figures=(cost,)),
        found(
            "We are looking at it,",
            "and we will decide at the right time.",
            name="Bill Blair",
            certainty=0.5,
            offered=("donald-trump",),
        ),
        found("C’est une bonne idée", certainty=0.4),
    ]
    monkeypatch.setattr("quotes.admin.workbench.candidates_in", lambda capture: made)
    return made


def page(source: Source) -> str:
    return reverse("admin:quotes_source_workbench", args=[source.pk])


def card(proposal: Proposal) -> str:
    source = proposal.capture.source_id
    return reverse("admin:quotes_source_workbench_card", args=[source, proposal.pk])


def looked_at(client: Client, proposal: Proposal) -> str:
    """The page with the card of a proposal opened."""
    response = client.get(page(proposal.capture.source), {"card": proposal.pk})
    assert response.status_code == 200
    return str(response.content.decode())


def opened(client: Client, source: Source) -> list[Proposal]:
    """The proposals of an article whose workbench has been opened."""
    assert client.get(page(source)).status_code == 200
    return list(Proposal.objects.filter(capture__source=source))


def filled(client: Client, proposal: Proposal, **fields: object) -> dict[str, Any]:
    """What a browser sends for a card that nobody has touched."""
    cards = client.get(page(proposal.capture.source)).context["cards"]
    [shown] = [one for one in cards if one.proposal.pk == proposal.pk]
    return {
        name: value for name, value in shown.form.initial.items() if value not in (None, False)
    } | fields
