"""What the workbench costs for an article, a hearing and a very long report.

No test by its name: ``pytest tests/browser/workbench_cost.py -s`` prints the table of
docs/measurements.md. The texts are invented, and the same each time.
"""

import statistics
import time
from contextlib import ExitStack

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from quotes.capture import documents
from quotes.capture.captures import capture
from quotes.models import Proposal
from quotes.models.vocabulary import How
from tests import factories as make
from tests.browser.conftest import NewPage

THINGS = "harbour lantern bridge orchard kite clerk tower paper winter fence map paint".split()
PEOPLE = ["Ann Long", "Peter Marsh", "Clara Hill", "John Reed"]


def sentence(number: int) -> str:
    one, two = THINGS[number % 12], THINGS[number // 12 % 12]
    return f"The {one} of number {number} is older than the {two} that we were promised last year."


def report(quotations: int) -> str:
    lines = [
        f"“{sentence(number)}” {PEOPLE[number // 20 % 4]} said on Tuesday. Nobody in the room had"
        " asked about it before."
        for number in range(quotations)
    ]
    return "A headline for the evening\n\n" + "\n\n".join(lines)


def hearing(turns: int) -> str:
    lines = ["Hearing on the northern post", "May 20, 2025"]
    for number in range(turns):
        name = PEOPLE[number % 4].upper()
        label = f"SENATOR {name}:" if number % 2 else f"GENERAL {name}:"
        said = " ".join(sentence(7 * number + part) for part in range(1 + number % 9))
        lines.append(f"{label} {said}")
    return "\n\n".join(lines)


TEXTS = {
    "an article, 14 quotations": report(14),
    "a hearing, 180 turns": hearing(180),
    "a report, 560 quotations": report(560),
}


def test_cost(new_desk_page: NewPage, afterwards: ExitStack):
    client = Client()
    client.force_login(get_user_model()._default_manager.get(username="editor"))
    print("\n| text | words | cards | kB | nodes | first, s | later, s | load, s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, text in TEXTS.items():
        source = make.source("2025-05-22", title=name)
        capture(source, documents.read_pasted(text), How.PASTED)
        address = reverse("admin:quotes_source_workbench", args=[source.pk])
        begun = time.perf_counter()
        content = client.get(address).content
        first = time.perf_counter() - begun
        later = []
        for _again in range(3):
            begun = time.perf_counter()
            client.get(address)
            later.append(time.perf_counter() - begun)
        page = new_desk_page()
        page.set_default_timeout(600_000)
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector(".workbench.has-keys")
        loaded = time.perf_counter() - begun
        nodes = page.evaluate("document.querySelectorAll('*').length")
        cards = Proposal.objects.filter(capture__source=source).count()
        print(
            f"| {name} | {len(text.split()):,} | {cards} | {len(content) // 1000:,} | {nodes:,}"
            f" | {first:.2f} | {statistics.median(later):.2f} | {loaded:.2f} |",
            flush=True,
        )
        afterwards.callback(Proposal.objects.filter(capture__source=source).delete)
