"""Two walks over all public addresses: each answers as it should, and none shows what is not
published. A page that is not in the table of tests/pages.py makes them fail.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quotes import urls
from quotes.models import Redirect, Relation, Source, State, Statement
from quotes.models.vocabulary import Addressed, RelationKind
from tests import factories, html, pages

pytestmark = pytest.mark.django_db

# With a handful of rows there are about a hundred addresses; links without an end trap crawlers.
CRAWL_LIMIT = 500


def test_every_public_route_is_in_the_table():
    assert pages.missing_from(pages.PAGES) == []


def test_the_table_names_no_route_that_is_gone():
    assert set(pages.PAGES) <= set(pages.public_names())


def test_a_route_that_is_not_in_the_table_is_noticed():
    table = {name: kinds for name, kinds in pages.PAGES.items() if name != "official"}
    assert pages.missing_from(table) == ["official"]


# Every page of the real record


def test_every_page_of_the_record_answers_with_valid_html(client: Client, record: None):
    wrong = []
    for name, kinds in pages.PAGES.items():
        addresses = kinds.addresses()
        if not addresses:
            wrong.append(f"{name}: no address stands for it")
        for address in addresses:
            response = client.get(address)
            wrong += [f"{address}: {fault}" for fault in faults_of(response, kinds.answer)]
    assert not wrong, "\n".join(wrong)


def faults_of(response: HttpResponse, answer: str) -> list[str]:
    if response.status_code != pages.STATUS[answer]:
        return [f"status {response.status_code} and not {pages.STATUS[answer]}"]
    found = policy_faults(response, by_whom="*" if answer == "framed" else "'none'")
    if answer in ("page", "framed"):
        found += html.faults(response.content.decode())
    return found


# The policy, on every kind of response

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def policy_faults(response: HttpResponse, by_whom: str = "'none'") -> list[str]:
    """Where the policy is not strict; ``by_whom`` the page may be framed."""
    policy = response.get("Content-Security-Policy", "")
    given = dict(part.strip().split(" ", 1) for part in policy.split(";") if part)
    wrong = [
        f"the policy has {name} {given.get(name)}"
        for name, value in {**DIRECTIVES, "frame-ancestors": by_whom}.items()
        if given.get(name) != value
    ]
    if "unsafe" in policy or "*" in policy.replace(f"frame-ancestors {by_whom}", ""):
        wrong.append(f"the policy is not strict: {policy}")
    return wrong


def fail(*args: object, **kwargs: object) -> HttpResponse:
    raise ValueError("on purpose")


def failing_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    route = next(route for route in urls.urlpatterns if route.name == "about")
    monkeypatch.setattr(route, "callback", fail)
    client.raise_request_exception = False
    return client.get(reverse("about"))


def test_the_policy_is_strict_on_errors_too(client: Client, monkeypatch: pytest.MonkeyPatch):
    missing = client.get("/no-such-page/")
    failed = failing_page(client, monkeypatch)
    assert (missing.status_code, failed.status_code) == (404, 500)
    assert policy_faults(missing) == policy_faults(failed) == []
    assert html.faults(missing.content.decode()) == html.faults(failed.content.decode()) == []


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/static/css/site.css"])
def test_the_policy_is_strict_on(address: str, client: Client):
    response = client.get(address)
    # Or the file stays open.
    response.close()
    assert response.status_code in (200, 302)
    assert policy_faults(response) == []


def test_the_policy_is_strict_inside_the_admin(admin_client: Client):
    for name in ("admin:index", "admin:quotes_statement_changelist", "admin:quotes_statement_add"):
        response = admin_client.get(reverse(name))
        assert response.status_code == 200
        assert policy_faults(response) == []


# What is not published


class Hidden(NamedTuple):
    """A statement that nobody may read, and a word that only its rows have."""

    statement: Statement
    word: str


def hidden_statement(word: str) -> Statement:
    """A draft, all of whose rows carry the word in every text that a page could show."""
    speaker = factories.speaker(f"Speaker {word}", description=f"Known for {word}.")
    factories.role(speaker, f"Minister of {word}", since="2025")
    factories.alias(speaker, f"Alias {word}")
    outlet = factories.outlet(f"The {word} Times", country="XA")
    source = factories.source(
        "2025-05-22", outlet=outlet, title=f"{word} in the news", slug=f"about-{word}"
    )
    statement = factories.draft(
        "2025-05-21",
        topics=(factories.topic(f"topic-{word}", name=f"Topic {word}"),),
        speaker=speaker,
        slug=f"slug-{word}",
        text=f"We shall have a {word} by then.",
        note=f"A note on {word}.",
        place=f"{word} City",
        occasion=factories.occasion(f"The {word} conference", slug=f"event-{word}"),
        language="fi",
    )
    factories.citation(statement, wording=f"a {word} by then", source=source)
    statement.figures.create(quantity=f"cost-of-{word}", low=175, unit=f"{word}s")
    entangle(statement, source, word)
    return statement


def entangle(hidden: Statement, source: Source, word: str) -> None:
    """Make rows that are public lead to the hidden ones, by every relation that can."""
    published = factories.statement("2025-05-23", text="It is to be ready by summer.")
    report = factories.source("2025-05-23", derived_from=source)
    factories.citation(published, wording="ready by summer", source=report)
    Relation.objects.create(
        kind=RelationKind.REPEATS,
        from_statement=published,
        to_statement=hidden,
        reason=f"It repeats the {word}.",
    )
    Relation.objects.create(
        kind=RelationKind.REVISES,
        from_statement=hidden,
        to_statement=published,
        reason=f"It revises the {word}.",
    )
    # What a source comes from may itself come from what only a draft cites, and be of an agency.
    relayed = factories.source("2025-05-24", derived_from=report, wire=report.outlet)
    factories.citation(published, wording="ready by summer", source=relayed)
    # Addresses that were public led there, before their rows were for drafts alone.
    former = {
        Addressed.SPEAKER: {"speaker": hidden.speaker},
        Addressed.OUTLET: {"outlet": source.outlet},
        Addressed.SOURCE: {"source": source},
        Addressed.TOPIC: {"topic": hidden.topics.get()},
        Addressed.STATEMENT: {"statement": hidden},
        Addressed.OCCASION: {"occasion": hidden.occasion},
    }
    for kind, leads_to in former.items():
        old = former_address(kind, word)
        Redirect.objects.create(kind=kind, old=old, reason="It was the same.", **leads_to)
    # And a second one that nobody may read, of whose rows all others are public.
    beside = factories.draft(
        speaker=published.speaker,
        occasion=published.occasion,
        text=f"No {word} was ever promised.",
        slug=f"beside-{word}",
    )
    factories.citation(beside, wording=f"No {word} was ever", source=report)


def former_address(kind: str, word: str) -> str:
    """The part of an address that led to the row of a hidden statement, without its word."""
    number = ("axolotl", "bergamot", "chrysalis").index(word)
    by_id = kind in (Addressed.STATEMENT, Addressed.SOURCE)
    return f"22{number}22" if by_id else f"former-{number}"


@pytest.fixture
def hidden() -> list[Hidden]:
    """One draft, one in review and one withdrawn statement, beside two that are published."""
    topic = factories.topic("cost")
    factories.statement("2025-05-21", topics=(topic,), text="The dome will cost billions.")
    factories.statement("2025-05-22", topics=(topic,), text="The dome will be ready in time.")
    found = {word: hidden_statement(word) for word in ("axolotl", "bergamot", "chrysalis")}
    Statement.objects.filter(pk=found["bergamot"].pk).update(state=State.IN_REVIEW)
    Statement.objects.filter(pk=found["chrysalis"].pk).update(
        state=State.WITHDRAWN, published_at=timezone.now()
    )
    return [Hidden(statement, word) for word, statement in found.items()]


def addresses_of(one: Hidden) -> list[str]:
    """The addresses at which the hidden rows would stand, were they public."""
    statement, word = one
    citation = statement.citations.get()
    source = citation.source
    return [
        statement.get_absolute_url(),
        reverse("statement-by-id", args=[statement.public_id]),
        reverse("permalink", args=[statement.public_id]),
        statement.speaker.get_absolute_url(),
        source.get_absolute_url(),
        reverse("source-by-id", args=[source.public_id]),
        source.outlet.get_absolute_url(),
        reverse("topic", args=[f"topic-{word}"]),
        *(reverse(f"api:get-{one}", args=[key]) for one, key in keys_of(statement, word).items()),
        reverse("thread", args=[statement.public_id]),
        statement.occasion.get_absolute_url(),
        reverse("figure", args=[f"cost-of-{word}"]),
        reverse("figure-as", args=[f"cost-of-{word}", "csv"]),
    ]


def keys_of(statement: Statement, word: str) -> dict[str, str]:
    """The keys of the hidden rows in the API."""
    source = statement.citations.get().source
    of_statement = (f"{statement.public_id}.1", "figure", "revision")
    return {
        "statement": statement.public_id,
        "official": statement.speaker.slug,
        "office": f"{statement.speaker.slug}.1",
        "official-revision": f"{statement.speaker.slug}.1",
        "source": source.public_id,
        "outlet": source.outlet.slug,
        "topic": f"topic-{word}",
        "citation": f"{statement.public_id}.{source.public_id}-1",
        **dict.fromkeys(of_statement[1:], of_statement[0]),
    }


# What the rows of a hidden statement say, and its address does not.
TOLD_OF_HIDDEN = (
    *("known for {}", "minister of {}", "alias {}", "{} in the news", "a {} by then"),
    *("a note on {}", "{} city", "the {} conference", "no {} was ever"),
)


def searches_for(one: Hidden) -> list[str]:
    """Lists that would find the hidden statement, were it public."""
    statement, word = one
    queries = {
        "q": word,
        "speaker": statement.speaker.slug,
        "topic": f"topic-{word}",
        "outlet": statement.citations.get().source.outlet.slug,
        "language": "fi",
        "country": "XA",
        "place": f"{word} City",
    }
    return [f"{reverse('statements')}?{name}={value}" for name, value in queries.items()]


def shown(response: HttpResponse, asked: str) -> str:
    """What a response tells, in one case, without the question that it may repeat."""
    # Of an image nothing can be read; which one it is has to be public all the same.
    text = response.getvalue().decode(errors="replace") + response.get("Location", "")
    return text.lower().replace(asked.lower(), "") if asked else text.lower()


def test_no_list_and_no_page_shows_what_is_not_published(client: Client, hidden: list[Hidden]):
    addresses = [a for kinds in pages.PAGES.values() for a in kinds.addresses()]
    told = [
        f"{address} shows {one.word}"
        for address in addresses
        for text in [shown(client.get(address), "")]
        for one in hidden
        if one.word in text
    ]
    assert not told, "\n".join(told)


def test_what_is_not_published_has_no_address(client: Client, hidden: list[Hidden]):
    told = []
    for one in hidden:
        for address in addresses_of(one):
            response = client.get(address, follow=True)
            # The words of the address may be repeated, as a search; those of the rows may not.
            text = shown(response, urlsplit(address).path)
            is_told = any(words.format(one.word) in text for words in TOLD_OF_HIDDEN)
            if response.status_code not in (404, 410) or is_told:
                told.append(f"{address}: {response.status_code}")
    assert not told, "\n".join(told)


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        (Addressed.SPEAKER, "official"),
        (Addressed.OUTLET, "outlet"),
        (Addressed.TOPIC, "topic"),
        (Addressed.SOURCE, "source-by-id"),
        (Addressed.STATEMENT, "permalink"),
        (Addressed.STATEMENT, "statement-by-id"),
        (Addressed.STATEMENT, "thread"),
        (Addressed.OCCASION, "occasion"),
    ],
)
def test_a_former_address_does_not_name_what_is_not_published(
    client: Client, hidden: list[Hidden], kind: str, route: str
):
    for one in hidden:
        old = former_address(kind, one.word)
        addresses = [reverse(route, args=[old])]
        if kind == Addressed.SOURCE:
            addresses.append(reverse("source-as", args=[old, "bib"]))
        if kind == Addressed.STATEMENT:
            addresses += [reverse("statement-as", args=[old, "json"]), f"/embed/{old}"]
        for address in addresses:
            response = client.get(address)
            assert one.word not in shown(response, ""), address
            assert response.status_code in (404, 410), address


def test_a_withdrawn_statement_says_that_it_is_gone(client: Client, hidden: list[Hidden]):
    withdrawn = hidden[2].statement
    response = client.get(withdrawn.get_absolute_url())
    assert response.status_code == 410
    assert html.faults(response.content.decode()) == []


def test_no_search_finds_what_is_not_published(client: Client, hidden: list[Hidden]):
    told = []
    for one in hidden:
        for address in searches_for(one):
            response = client.get(address)
            text = response.content.decode()
            if response.status_code != 200 or one.statement.public_id in text:
                told.append(f"{address}: {response.status_code}")
            if "by then" in text or "in the news" in text:
                told.append(f"{address} shows the words")
    assert not told, "\n".join(told)


def test_every_link_leads_to_a_page_that_is_public(client: Client, hidden: list[Hidden]):
    def check(address: str, response: HttpResponse) -> list[str]:
        if response.status_code not in (200, 301, 302):
            return [f"{address}: {response.status_code}"]
        text = shown(response, "")
        return [f"{address} shows {one.word}" for one in hidden if one.word in text]

    wrong, seen = crawl(client, reverse("home"), check)
    assert not wrong, "\n".join(wrong)
    # Or the crawl has not gone anywhere.
    assert {reverse("about"), reverse("statements"), reverse("dates")} <= seen


def crawl(
    client: Client, start: str, check: Callable[[str, HttpResponse], list[str]]
) -> tuple[list[str], set[str]]:
    """Follow every link of this site, but of a list's narrowings only those one step deep."""
    wrong: list[str] = []
    seen, ahead = {start}, [start]
    while ahead:
        assert len(seen) < CRAWL_LIMIT, f"the links do not end: {ahead[-1]}"
        address = ahead.pop()
        response = client.get(address)
        wrong += check(address, response)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        for link in html.links(response.content.decode()):
            target = urljoin(address, link).split("#")[0]
            deep = urlsplit(target).query.count("&") > 0 or urlsplit(address).query != ""
            if target not in seen and not (deep and urlsplit(target).query):
                seen.add(target)
                ahead.append(target)
    return wrong, seen


def test_the_admin_is_closed_to_visitors(client: Client):
    response = client.get(reverse("admin:quotes_statement_changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
