"""The text of a source: kept as evidence, added in three ways, never public."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from quotes.admin import captures as pages
from quotes.capture import documents
from quotes.capture.captures import article_of, capture, captured, fill_missing, missing_of
from quotes.capture.documents import read, read_pasted
from quotes.capture.metadata import Metadata
from quotes.capture.twins import twins_of
from quotes.dates.partial import parse
from quotes.editing import EditContext, publish
from quotes.models import Capture, CheckState, Revision, Source
from quotes.models.vocabulary import How, Kind
from tests import factories as make
from tests.documents import ARTICLE, WORDS, pdf
from tests.groups import make_groups
from tests.local_site import Answer, LocalSite, local_site
from tests.pages import PAGES
from tests.two_editors import at_once

pytestmark = pytest.mark.django_db

PASTED = f"Headline\n\n“{WORDS}” he said.\n\nThe end of it."
AT = datetime(2025, 5, 22, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as site:
        site.pages["/article"] = Answer(ARTICLE.encode())
        yield site


def signed_in(group: str = "", **fields: Any) -> Client:
    user = User.objects.create_user(f"user-{next(make.numbers)}", is_staff=True, **fields)
    if group:
        make_groups()
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    return signed_in(is_superuser=True)


def page_of(source: Source) -> str:
    return reverse("admin:quotes_source_capture", args=[source.pk])


def pasting(client: Client, source: Source, text: str) -> Any:
    return client.post(page_of(source), {"how": "pasted", "pasted": text})


def keeping(client: Client, source: Source, shown: Any, **fields: Any) -> Any:
    taken = shown.context["keep"]["taken"].value()
    return client.post(page_of(source), {"taken": taken, **fields}, follow=True)


# --- what is kept --------------------------------------------------------------------------------


def test_a_capture_holds_the_text_its_hash_and_how_it_came():
    source = make.source()
    document = read(ARTICLE.encode())
    kept = capture(source, document, How.UPLOADED, AT, {"file": "a.html"})
    kept.refresh_from_db()
    assert kept.text == document.text
    assert kept.sha256 == sha256(document.text.encode()).hexdigest()
    assert (kept.how, kept.taken_at) == ("uploaded", AT)
    assert kept.metadata["outlet"] == "CBC News"
    assert kept.metadata["file"] == "a.html"
    assert article_of(kept) == document.article


def test_the_same_text_again_is_the_capture_that_is_there():
    source, other = make.source(), make.source()
    document = read_pasted(PASTED)
    first = capture(source, document, How.PASTED)
    assert captured(source, document) == first
    assert capture(source, document, How.FETCHED) == first
    assert captured(other, document) is None
    assert capture(other, document, How.PASTED) != first
    assert capture(source, read_pasted(PASTED + " More."), How.PASTED) != first
    assert Capture.objects.count() == 3


def test_a_capture_never_changes():
    kept = capture(make.source(), read_pasted(PASTED), How.PASTED)
    for change in (lambda: Capture.objects.update(text="Other words."), kept.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_new_capture_is_held_against_the_words_cited_from_its_source():
    source = make.source()
    exact = make.citation(make.draft(text=WORDS), source=source)
    other = make.citation(make.draft(text="Words nobody printed here or anywhere."), source=source)
    kept = capture(source, read(ARTICLE.encode()), How.PASTED)
    exact.refresh_from_db()
    other.refresh_from_db()
    assert (exact.check_state, exact.capture) == (CheckState.EXACT, kept)
    assert kept.text[exact.start : exact.end] == WORDS
    assert other.check_state == CheckState.NOT_FOUND


def test_an_older_capture_has_no_end_of_its_article_and_is_read_whole():
    old = Capture.objects.create(
        source=make.source(), text="Words.", sha256="0" * 64, taken_at=AT, how="pasted"
    )
    assert article_of(old) == "Words."


# --- what the document tells of its source --------------------------------------------------------

TOLD = Metadata(
    title="T", authors=("Lee Long",), published="2025-05-21", wire="Reuters", language="fr"
)


def test_only_what_is_empty_is_filled():
    agency = make.outlet("Reuters")
    source = make.source(title="Mine")
    assert missing_of(source, TOLD) == {
        "authors": ["Lee Long"],
        "published": parse("2025-05-21"),
        "wire": agency,
    }
    fill_missing(source, TOLD, ["title", "authors", "wire"], EditContext(""))
    source.refresh_from_db()
    assert (source.title, source.authors, source.wire) == ("Mine", ["Lee Long"], agency)
    assert (source.published.text, source.language) == ("", "en")


def test_an_agency_that_is_no_outlet_here_is_not_made():
    assert "wire" not in missing_of(make.source(), TOLD)


# --- the same document under another address -----------------------------------------------------

LEAD = (
    "The minister of defence told reporters in the capital on Thursday that the government has "
    "begun talks with its southern neighbour about a shield against missiles, and that no price "
    "had been named by either side so far."
)
TALKS = (
    "She said that officials of both countries had met three times since the beginning of the "
    "year, most recently in a base on the northern coast, and that a fourth meeting was planned "
    "before the summer recess of parliament."
)
CRITICS = (
    "Members of the opposition asked why the house had learned of it from a foreign newspaper. "
    "Their critic for defence called it a blank cheque, and wanted the committee to hear every "
    "officer who had sat at that table."
)
BACKGROUND = (
    "The shield was announced in January. It is to find and destroy ballistic and cruise missiles "
    "in each phase of their flight, from the ground and from orbit. Experts differ on whether it "
    "can be built in the time and for the money that have been promised for it."
)
AGENCY = (
    "This report by The Example Press was first published on Thursday. Reproduction without the "
    "written consent of the agency is prohibited, and its clients are asked to take notice of all "
    "corrections that are sent out after publication in the usual way."
)
HARBOUR = (
    "Dock workers in the eastern harbours voted to end their strike after a mediator had put "
    "forward a new contract overnight. Ships that had waited in the bay for a week were moving "
    "again by noon, the port authority wrote in a notice to shipowners."
)
BUDGET = (
    "The finance department will publish its spring estimates a month late, its spokeswoman "
    "confirmed. Auditors had found that two programmes for housing were counted twice, an error "
    "that reached back to the last election and was never noticed by anybody."
)
WEATHER = (
    "Snow fell on the prairies for the second day in a row, closing schools in four towns and the "
    "main road to the border. Forecasters expect it to turn to rain by the weekend and warn of "
    "floods along the rivers in the south of the province."
)
WHOLE = (LEAD, TALKS, CRITICS, BACKGROUND)


def markup(*paragraphs: str, title: str = "Talks of a shield", head: str = "") -> str:
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article>"
        "<footer>About us. Contact.</footer></body></html>"
    )


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def read_there(*paragraphs: str, day: str = "2025-05-22", **fields: Any) -> Source:
    """A source that is here, with the text that was read of it."""
    there = make.source(day, title="Talks of a shield", **fields)
    capture(there, read(markup(*paragraphs).encode()), How.FETCHED)
    return there


def twins_shown(client: Client, source: Source, text: str) -> list[tuple[Source, bool]]:
    shown = pasting(client, source, text)
    assert shown.status_code == 200
    return [(twin.source, twin.is_document) for twin in shown.context["twins"]]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("/2", markup(*WHOLE)),
        ("/2", markup(*WHOLE, title="Ottawa, Washington in missile talks: minister")),
        ("/2", markup(*WHOLE, HARBOUR)),
        ("/2", markup(LEAD, HARBOUR, TALKS, CRITICS, BACKGROUND)),
        ("/2", markup(*WHOLE[:3])),
        ("/2", markup(LEAD.replace("Thursday", "Thursday morning"), *WHOLE[1:])),
        ("/2", markup(LEAD, TALKS.replace("three times", "four times"), *WHOLE[2:])),
        ("/2", markup(*WHOLE, AGENCY)),
        ("/print/1", "\n\n".join(("Talks of a shield", *WHOLE, "Printed from NewsX"))),
        ("/2", markup(*[each.upper().replace("’", "'") for each in WHOLE])),
        ("/x", markup("You have read all your free articles.", head=canonical("https://x.test/1"))),
        ("/x", markup("Sign in.", head=canonical("https://m.x.test/1/amp?utm_source=a"))),
        ("/x", markup("Sign in.", head='<meta property="og:url" content="http://x.test/1#top">')),
    ],
    ids=[
        *("the same", "retitled", "a paragraph more", "in the middle", "a paragraph less"),
        *("a word more", "a number corrected", "with a notice", "printed", "capitals"),
        *("canonical link", "of a mobile page", "og:url"),
    ],
)
def test_the_same_document_under_another_address_is_told_before_anything_is_kept(client, url, text):
    there = read_there(*WHOLE, url="https://x.test/1")
    source = make.source("2025-05-22", url=f"https://x.test{url}", outlet=there.outlet)
    shown = pasting(client, source, text)
    assert [(twin.source, twin.is_document) for twin in shown.context["twins"]] == [(there, True)]
    page = shown.content.decode()
    assert "This looks like a document that is already here:" in page
    assert reverse("admin:quotes_source_change", args=[there.pk]) in page
    merging = reverse("admin:quotes_source_merge", args=[source.pk]) + f"?other={there.pk}"
    assert merging in page
    assert f"Merge {source} into {there}" in client.get(merging).content.decode()
    assert Capture.objects.count() == 1


@pytest.mark.parametrize(
    ("there", "text"),
    [
        ((LEAD, TALKS, BACKGROUND), markup(HARBOUR, BUDGET, BACKGROUND)),
        ((LEAD, AGENCY), markup(HARBOUR, AGENCY)),
        ((LEAD, BACKGROUND, AGENCY), markup(CRITICS, BACKGROUND, AGENCY)),
        ((LEAD, TALKS, CRITICS, BACKGROUND, AGENCY), markup(WEATHER, CRITICS, BACKGROUND, AGENCY)),
        ((HARBOUR, BUDGET, WEATHER, AGENCY), markup(LEAD, BUDGET, WEATHER, AGENCY)),
        # Live pages: what the evening has of the morning is not the morning's page.
        ((LEAD, AGENCY), markup(HARBOUR, WEATHER, BUDGET, CRITICS, LEAD, AGENCY)),
        ((LEAD, HARBOUR, WEATHER), markup(BUDGET, CRITICS, TALKS, LEAD)),
        (
            ("Read our statement on the shield here.",),
            markup("Read our statement on the shield here."),
        ),
        (
            (f"In the riding of Eastbay 4512 votes went to Long. {AGENCY}",),
            markup(f"In the riding of Westbay 3907 votes went to Reed. {AGENCY}"),
        ),
        (WHOLE, markup(HARBOUR, WEATHER, BUDGET, head=canonical("https://x.test/1"))),
        (WHOLE, markup("Sign in.", head=canonical("https://x.test/"))),
        (WHOLE, markup("Sign in.", head=canonical("https://x.test/11"))),
    ],
    ids=[
        *("background", "an agency’s notice", "both", "opposition", "another lead"),
        *("live page", "live pages", "too short", "one pattern"),
        *("a live page named by all", "the front", "another address"),
    ],
)
def test_another_document_of_the_outlet_and_day_is_not_named(client, there, text):
    known = read_there(*there, url="https://x.test/1")
    make.source(url="https://x.test/", outlet=known.outlet)
    source = make.source("2025-05-22", url="https://x.test/2", outlet=known.outlet)
    assert twins_shown(client, source, text) == []


def test_a_copy_of_another_outlet_is_told_as_the_same_text_of_the_same_day_alone(client):
    there = read_there(*WHOLE)
    read_there(*WHOLE, day="2025-05-24")
    source = make.source("2025-05-22")
    shown = pasting(client, source, markup(*WHOLE, title="Ours"))
    assert [(twin.source, twin.is_document) for twin in shown.context["twins"]] == [(there, False)]
    assert "Another outlet has the same text; its copy is a source of its own:" in (
        shown.content.decode()
    )
    assert "/merge/?other=" not in shown.content.decode()


def test_of_another_day_an_outlet_may_have_one_pattern_with_other_numbers(client):
    pattern = " ".join((*WHOLE, "Next is day {}."))
    there = read_there(pattern.format(23), day="2025-05-22")
    later = make.source("2025-05-29", outlet=there.outlet)
    assert twins_shown(client, later, markup(pattern.format(30))) == []
    assert twins_shown(client, later, markup(pattern.format(23))) == [(there, True)]


def test_to_look_for_the_same_document_takes_few_queries(client, django_assert_num_queries):
    there = read_there(*WHOLE)
    for _each in range(3):
        read_there(LEAD, HARBOUR, outlet=there.outlet)
    document = read(markup(*WHOLE).encode())
    source = make.source("2025-05-22", outlet=there.outlet)
    with django_assert_num_queries(2):
        assert [twin.source for twin in twins_of(source, document)] == [there]


# --- the page ------------------------------------------------------------------------------------


def test_nothing_is_kept_before_it_was_looked_at(client):
    source = make.source()
    shown = pasting(client, source, PASTED)
    assert shown.status_code == 200
    assert WORDS in shown.content.decode()
    assert "Not saved yet" in shown.content.decode()
    assert not Capture.objects.exists()
    done = keeping(client, source, shown)
    assert "Text saved: 24 words." in done.content.decode()
    assert Capture.objects.get().text == read_pasted(PASTED).text
    assert Capture.objects.get().how == "pasted"


def test_what_was_pasted_stays_in_the_form(client):
    shown = pasting(client, make.source(), PASTED)
    assert shown.context["form"]["pasted"].value() == PASTED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "It contains no text."),
        ("  \n ", "It contains no text."),
        ("<html><body><img src=a.png></body></html>", "It contains only images"),
        ("x" * 21_000_000, "This is too large to read."),
        ("\x01\x02\x03\x04\x05\x06 words", "This is not text"),
    ],
    ids=["empty", "blank", "pictures", "huge", "junk"],
)
def test_bad_pastes_are_a_sentence_and_are_not_lost(client, text, told):
    shown = pasting(client, make.source(), text)
    assert shown.status_code == 200
    assert told in shown.content.decode()
    assert shown.context["form"]["pasted"].value() == text
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "He said “and the quotation is never closed. So it goes on to the end of the page.",
        "Ny tala no ampiasaina eto dia tsy fantatry ny arisiva, fa voatahiry ihany ilay teny.",
        "一句没有空格的话。",
        "نص بالعربية من اليمين إلى اليسار",
    ],
    ids=["unclosed", "unknown language", "no blanks", "right to left"],
)
def test_odd_texts_are_kept_as_they_are(client, text):
    source = make.source()
    keeping(client, source, pasting(client, source, text))
    assert Capture.objects.get().text == text


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.pdf", pdf("", picture=True), "It contains only images"),
        ("a.pdf", pdf("Words.", password="x"), "needs a password"),
        ("a.pdf", pdf("Words.")[:150], "damaged"),
        ("a.docx", b"PK\x03\x04", "We can read only HTML, PDF and plain text"),
        ("a.txt", bytes(range(256)) * 9, "cannot be read"),
        ("a.txt", b"", "It contains no text."),
        ("a.html", b"<html></html>", "It contains no text."),
    ],
    ids=["pictures", "password", "damaged", "office", "bytes", "empty", "no words"],
)
def test_bad_files_are_a_sentence(client, name, body, told):
    source = make.source()
    data = {"how": "uploaded", "file": SimpleUploadedFile(name, body), "pasted": "kept"}
    shown = client.post(page_of(source), data)
    assert shown.status_code == 200
    assert told in shown.content.decode()
    assert shown.context["form"]["pasted"].value() == "kept"
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.html", ARTICLE.encode()), ("a.pdf", pdf(WORDS)), ("a.txt", WORDS.encode("utf-16"))],
    ids=["html", "pdf", "txt"],
)
def test_files_are_read_shown_and_kept(client, name, body):
    source = make.source()
    file = SimpleUploadedFile(name, body)
    keeping(client, source, client.post(page_of(source), {"how": "uploaded", "file": file}))
    kept = Capture.objects.get()
    assert WORDS in kept.text
    assert (kept.how, kept.metadata["file"]) == ("uploaded", name)


def test_no_file_chosen_is_a_sentence(client):
    shown = client.post(page_of(make.source()), {"how": "uploaded"})
    assert "Choose a file first." in shown.content.decode()


def test_a_page_is_fetched_from_the_address_of_the_source(client, site, monkeypatch):
    fetcher = partial(site.fetcher)
    monkeypatch.setattr(pages, "Fetcher", lambda _limits: fetcher())
    source = make.source(url=site.url("/article"))
    keeping(client, source, client.post(page_of(source), {"how": "fetched"}))
    kept = Capture.objects.get()
    assert kept.how == "fetched"
    assert kept.metadata["status"] == 200
    assert kept.metadata["body_sha256"] == sha256(ARTICLE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, "does not exist"), (403, "does not let us read"), (503, "answered with an error")],
)
def test_what_a_site_refuses_is_a_sentence(client, site, monkeypatch, status, told):
    monkeypatch.setattr(pages, "Fetcher", lambda _limits: site.fetcher())
    site.pages["/article"] = Answer(b"no", status)
    source = make.source(url=site.url("/article"))
    data = {"how": "fetched", "pasted": "kept"}
    shown = client.post(page_of(source), data)
    assert told in shown.content.decode()
    assert shown.context["form"]["pasted"].value() == "kept"


def test_a_private_address_is_refused_in_a_sentence(client):
    source = make.source(url="http://169.254.169.254/latest/meta-data/")
    shown = client.post(page_of(source), {"how": "fetched"})
    assert "not an address on the public internet" in shown.content.decode()


def test_a_source_without_url_is_not_fetched(client):
    source = make.source(url=None)
    assert "Fetch the page" not in client.get(page_of(source)).content.decode()
    assert client.post(page_of(source), {"how": "fetched"}).status_code == 200


def test_the_same_text_is_said_to_be_here(client):
    source = make.source()
    keeping(client, source, pasting(client, source, PASTED))
    again = pasting(client, source, PASTED)
    assert "was already saved on" in again.content.decode()
    done = keeping(client, source, again)
    assert "we keep that copy" in done.content.decode()
    assert Capture.objects.count() == 1


def test_empty_fields_are_filled_as_chosen(client):
    source = make.source(title="Mine")
    shown = pasting(client, source, ARTICLE)
    assert set(shown.context["keep"]["columns"].value()) == {"authors", "published"}
    keeping(client, source, shown, columns=["published"])
    source.refresh_from_db()
    assert (source.title, source.published.text, source.authors) == ("Mine", "2025-05-21", [])


def test_nothing_is_kept_where_a_published_page_would_change_without_a_reason(client):
    source = make.source()
    published = make.draft(text=WORDS)
    make.citation(published, source=source)
    publish(published, EditContext("First published"))
    shown = pasting(client, source, ARTICLE)
    refused = keeping(client, source, shown, columns=["published"])
    assert "Give a reason" in refused.content.decode()
    assert not Capture.objects.exists()
    keeping(client, source, refused, columns=["published"], reason="The page gives its date.")
    assert Capture.objects.exists()
    assert Revision.objects.filter(statement=published).count() == 2


@pytest.mark.parametrize("column", ["slug", "url", "outlet", "language", "title", "nonsense"])
def test_other_columns_cannot_be_written(client, column):
    source = make.source(title="Mine")
    shown = pasting(client, source, ARTICLE)
    refused = keeping(client, source, shown, columns=[column])
    assert refused.status_code == 200
    source.refresh_from_db()
    assert source.title == "Mine"
    assert not Capture.objects.exists()


def test_only_what_was_read_here_for_this_source_is_kept(client):
    source, other = make.source(), make.source()
    shown = pasting(client, source, PASTED)
    taken = shown.context["keep"]["taken"].value()
    assert client.post(page_of(other), {"taken": taken}).status_code == 403
    assert client.post(page_of(source), {"taken": taken[:-3] + "abc"}).status_code == 403
    assert client.post(page_of(source), {"taken": ""}).status_code == 403
    assert not Capture.objects.exists()


@pytest.mark.parametrize("pk", [0, 10**9, 10**30])
def test_no_such_source_is_a_404(client, pk):
    assert client.get(f"/admin/quotes/source/{pk}/capture/").status_code == 404


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["contributor", "editor", "admin"])
def test_every_group_adds_texts(group):
    client, source = signed_in(group), make.statement().citations.get().source
    done = keeping(client, source, pasting(client, source, PASTED))
    assert done.status_code == 200
    assert Capture.objects.filter(source=source).exists()


def test_a_contributor_does_not_fill_what_others_published():
    client, source = signed_in("contributor"), make.statement().citations.get().source
    shown = pasting(client, source, ARTICLE)
    assert "columns" not in shown.context["keep"].fields
    keeping(client, source, shown, columns=["published"])
    source.refresh_from_db()
    assert source.published.text == ""


def test_an_account_without_a_group_adds_none():
    source = make.source()
    assert signed_in().get(page_of(source)).status_code == 403
    assert Client().get(page_of(source)).status_code == 302


def test_the_form_of_a_source_leads_here(client):
    source = make.source()
    form = client.get(reverse("admin:quotes_source_change", args=[source.pk])).content.decode()
    assert f'href="{page_of(source)}"' in form


def test_editors_read_a_captured_text(client):
    source = make.source()
    make.citation(make.draft(text=WORDS), source=source)
    kept = capture(source, read(ARTICLE.encode()), How.PASTED)
    page = client.get(reverse("admin:quotes_capture_change", args=[kept.pk])).content.decode()
    assert WORDS in page
    assert "The rest of the page" in page


# --- never public --------------------------------------------------------------------------------


def test_no_public_page_or_export_has_the_captured_text():
    """Of a whole text, only the cited words and the sentence around them are ever shown."""
    secret = "Only editors may read this sentence of the article."
    statement = make.statement(topics=(make.topic(),), speaker=make.speaker(country="CA"))
    source = statement.citations.get().source
    make.citation(make.draft(kind=Kind.PARAPHRASE), source=source)
    text = f"{secret}\n\nIt began.\n\n“{statement.text}”\n\nIt went on.\n\n{secret}"
    capture(source, read_pasted(text), How.PASTED)
    asked = 0
    for kinds in PAGES.values():
        for url in kinds.addresses():
            response = Client().get(url)
            body = b"".join(response) if response.streaming else response.content
            assert secret.encode() not in body, url
            asked += 1
    assert asked > 40


def test_what_is_too_large_to_upload_is_not_read(client, monkeypatch):
    monkeypatch.setattr(documents, "LARGEST", 100)
    file = SimpleUploadedFile("a.txt", b"x" * 101)
    shown = client.post(page_of(make.source()), {"how": "uploaded", "file": file})
    assert "This is too large to read." in shown.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_add_one_text_at_once_make_one_capture():
    source = make.source()
    citation = make.citation(make.draft(text=WORDS), source=source)
    kept: list[Capture] = []

    def add() -> None:
        kept.append(capture(source, read_pasted(PASTED), How.PASTED))

    assert at_once(add, add) == [None, None]
    assert kept[0] == kept[1] == Capture.objects.get()
    citation.refresh_from_db()
    assert citation.check_state == CheckState.EXACT
