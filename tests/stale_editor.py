"""An editor in a process of its own, for test_stale_pages: a line in, an edit; what pages say now.

    DOMETRACKER_HOME=… KEPT_ANSWERS_MB=0 python -m tests.stale_editor HOST

Each line of stdin asks for one edit of the record. The answer is a line of JSON: addresses of pages
that may show it, each with its status and the hash of its body, made anew in this process.
"""

import hashlib
import json
import random
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from quotes.editing import EditContext, publish, record_changes, withdraw  # noqa: E402
from quotes.models import Outlet, Source, State, Statement, Topic  # noqa: E402

LISTS = (
    *("/", "/statements/", "/statements/?sort=added", "/statements.atom?sort=added"),
    *("/officials/", "/sources/", "/outlets/", "/topics/", "/dates/", "/corrections/", "/data/"),
)
PAGES = 4


def place(statement: Statement, number: int) -> None:
    statement.place = f"Room {number}"
    statement.save()


def note(statement: Statement, number: int) -> None:
    statement.note = f"Noted for the {number}th time."
    statement.save()


def title_of_a_source(statement: Statement, number: int) -> None:
    pk = statement.citations.values_list("source", flat=True)[0]
    Source.objects.filter(pk=pk).update(title=f"Edition {number}")


def description_of_the_official(statement: Statement, number: int) -> None:
    speaker = statement.speaker
    speaker.description = f"Described for the {number}th time."
    speaker.save()


def name_of_an_outlet(statement: Statement, number: int) -> None:
    pk = statement.citations.values_list("source__outlet", flat=True)[0]
    Outlet.objects.filter(pk=pk).update(name=f"Paper {number}")


def name_of_a_topic(statement: Statement, number: int) -> None:
    Topic.objects.filter(statements=statement).update(description=f"Told {number} times.")


EDITS: tuple[Callable[[Statement, int], None], ...] = (
    place,
    note,
    title_of_a_source,
    description_of_the_official,
    name_of_an_outlet,
    name_of_a_topic,
)


def edit(rng: random.Random, number: int) -> Statement:
    """One act on a statement drawn at random: a change, a withdrawal, or its return."""
    with transaction.atomic():
        statement = rng.choice(list(Statement.objects.exclude(published_at=None)))
        context = EditContext(f"Edit {number}", overrides_check=True)
        if statement.state == State.WITHDRAWN:
            publish(statement, context)
        elif rng.random() < 0.1:
            withdraw(statement, context)
        else:
            rng.choice(EDITS)(statement, number)
            record_changes([statement.pk], context)
    return statement


def addresses(statement: Statement) -> list[str]:
    """Pages that show the statement, or did."""
    source = statement.citations.select_related("source__outlet")[0].source
    speaker = statement.speaker
    return [
        *LISTS,
        statement.get_absolute_url(),
        f"/s/{statement.public_id}.json",
        f"/embed/{statement.public_id}",
        speaker.get_absolute_url(),
        source.get_absolute_url(),
        source.outlet.get_absolute_url(),
        f"{reverse('statements')}?speaker={speaker.slug}",
        f"/statements.json?speaker={speaker.slug}",
        *(topic.get_absolute_url() for topic in statement.topics.all()),
    ]


def main() -> None:
    host = sys.argv[1]
    rng, client = random.Random(14), Client(headers={"host": host})
    for number in count(1):
        if not sys.stdin.readline():
            return
        statement = edit(rng, number)
        told: dict[str, Any] = {}
        for address in rng.sample(addresses(statement), PAGES):
            answer = client.get(address)
            told[address] = [answer.status_code, hashlib.sha256(answer.getvalue()).hexdigest()]
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
