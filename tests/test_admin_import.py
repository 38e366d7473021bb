"""Imports and exports of the admin: what is shown of a file, what is written, what is refused."""

import csv
import html
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import yaml
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.admin import importing
from quotes.citing.bibliography_files.bibliography_entry import UnreadableFile
from quotes.citing.bibliography_files.reading import read_bibliography
from quotes.models import Capture, Citation, Source, Speaker, Statement
from quotes.transfer import workbook
from quotes.transfer.plan import EntryOutcome
from quotes.transfer.sheets import read_table
from tests import factories as make
from tests.import_files import CSL, as_csv
from tests.import_pages import (
    REASON,
    SOURCES,
    STATEMENTS,
    confirm,
    outcomes,
    reasons,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/quotes/statement/"
NOW = datetime(2025, 5, 22, tzinfo=UTC)


@pytest.fixture
def client() -> Client:
    return signed_in("editor")


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.fixture
def source() -> Source:
    return make.source("2025-05-22", url="https://news.example.org/a", title="A", language="fr")


@pytest.fixture
def row(source: Source) -> dict[str, str]:
    """A row that makes a new statement."""
    make.alias(make.speaker("Mélanie Joly", slug="melanie-joly"), "Minister Joly")
    make.topic("cost")
    make.occasion("Hearing")
    return {
        "speaker": "minister joly",
        "said": "2025-05-21",
        "text": "We will not pay.",
        "topics": "cost",
        "occasion": "hearing",
        "source": "https://m.news.example.org/a?utm_source=x",
        "wording": "We will not pay.",
        "locator": "p. 4",
    }


# --- new statements ------------------------------------------------------------------------------

FORMS: dict[str, Any] = {
    "a.csv": lambda row: as_csv(row),
    "semicolon.csv": lambda row: as_csv(row).replace(",", ";"),
    "bom.csv": lambda row: b"\xef\xbb\xbf" + as_csv(row).encode(),
    "utf-16.csv": lambda row: as_csv(row).encode("utf-16"),
    "a.xlsx": lambda row: as_xlsx(row),
    "a.yaml": lambda row: yaml.safe_dump([row]),
    "a.json": lambda row: json.dumps([row]),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_shown_first_and_then_makes_a_draft(client, row, source, name):
    preview = send(client, STATEMENTS, name, FORMS[name](row))
    assert outcomes(preview) == ["new"]
    assert not Statement.objects.exists()

    assert confirm(client, preview, reason="").status_code == 302
    statement = Statement.objects.get()
    assert (statement.state, statement.created_by.username) == ("draft", "editor")
    assert (statement.speaker.slug, statement.said.text) == ("melanie-joly", "2025-05-21")
    assert [topic.slug for topic in statement.topics.all()] == ["cost"]
    assert (statement.occasion.name, statement.language) == ("Hearing", "fr")
    citation = statement.citations.get()
    assert (citation.source, citation.wording) == (source, "We will not pay.")
    assert citation.locator == "p. 4"
    assert LogEntry.objects.get().object_id == str(statement.pk)


def test_rows_of_one_statement_are_its_citations(client, row):
    make.source(url="https://other.example.org/b")
    other = row | {"source": "https://other.example.org/b", "wording": "We won’t pay."}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row, other))
    assert outcomes(preview) == ["new"]
    confirm(client, preview)
    wordings = Statement.objects.get().citations.values_list("wording", flat=True)
    assert list(wordings) == ["We will not pay.", "We won’t pay."]


def test_the_same_file_again_adds_nothing(client, row):
    content = as_csv(row)
    confirm(client, send(client, STATEMENTS, "a.csv", content))
    again = send(client, STATEMENTS, "a.csv", content)
    assert outcomes(again) == ["refused"]
    assert "is already here" in reasons(again)
    assert confirm(client, again).status_code == 200
    assert Statement.objects.count() == 1


def test_what_is_nearly_the_same_as_one_that_is_here_is_said_row_by_row(client, row):
    words = "We are not going to pay a dollar for the shield, and we have told them so"
    there = make.draft("2025-05-20", text=words, speaker=Speaker.objects.get(slug="melanie-joly"))
    make.draft("2025-05-20", text=words.replace("not ", ""), speaker=there.speaker)
    texts = (
        "We’re not going to pay a dollar for the shield",
        "We will build a radar in the high north with our allies",
        "We’ll build a radar in the high north, with our allies,",
        "They are going to pay nine dollars for the shield",
    )
    rows = [row | {"text": text, "wording": text} for text in texts]
    preview = send(client, STATEMENTS, "a.csv", as_csv(*rows))
    assert outcomes(preview) == ["new"] * 4
    first, second, third, fourth = (entry.notes for entry in preview.context["plan"].entries)
    assert first[0].startswith(f"Nearly the same is already here, with the ID {there.public_id}:")
    assert (second, fourth) == ([], [])
    assert third == ["Nearly the same stands in row 3 (97 % match)."]
    assert first[0] in html.unescape(preview.content.decode())
    confirm(client, preview, leave_out=["2", "4"])
    assert Statement.objects.count() == 4


def test_what_is_left_out_is_not_written(client, row):
    second = row | {"text": "We will pay.", "wording": "We will pay."}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row, second))
    assert outcomes(preview) == ["new", "new"]
    confirm(client, preview, leave_out=["2"])
    assert Statement.objects.get().text == "We will pay."


def test_a_row_of_a_file_stands_once(client, row):
    between = row | {"text": "Between."}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row, between, row))
    assert outcomes(preview) == ["new", "new", "refused"]
    assert "Already in row 2" in reasons(preview)


REPEATED: list[tuple[dict[str, str], int]] = [
    ({}, 1),
    ({"source": "http://www.news.example.org/a/"}, 1),
    ({"source": "https://news.example.org/a?utm_medium=y#top"}, 1),
    ({"locator": " p. 4 "}, 1),
    ({"occasion": "", "topics": "", "said": "2025-05-21"}, 1),
    ({"citation_kind": "direct"}, 1),
    ({"locator": "p. 5"}, 2),
    ({"wording": "We will not pay. "}, 2),
    ({"wording": "will not pay"}, 2),
    ({"citation_kind": "partial"}, 2),
]


@pytest.mark.parametrize(("change", "count"), REPEATED)
@pytest.mark.parametrize("is_here", [False, True])
def test_a_row_that_repeats_the_one_before_it_is_no_citation_more(
    client, row, source, change, count, is_here
):
    rows = [row | {"citation_kind": ""}, row | {"citation_kind": ""} | change]
    if is_here:
        made = make.draft("2025-05-21", text=row["text"], speaker=Speaker.objects.get())
        rows = [one | {"public_id": made.public_id} for one in rows]
    preview = send(client, STATEMENTS, "a.csv", as_csv(*rows))
    assert outcomes(preview) == ["changed" if is_here else "new"], reasons(preview)
    told = "Row 3 repeats one before it." in preview.content.decode()
    assert confirm(client, preview).status_code == 302
    assert (Statement.objects.get().citations.count(), told) == (count, count == 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"speaker": "nobody"}, "nothing here is called “nobody”"),
        ({"speaker": ""}, "speaker is missing"),
        ({"text": " "}, "text is missing"),
        ({"said": "yesterday"}, "said:"),
        ({"source": ""}, "source is missing"),
        ({"source": "unknown"}, "source: “unknown” is not in the archive. Give its URL."),
        ({"source": "https://[bad"}, "source: "),
        ({"source": "ftp://a.example/x"}, "source: An address begins with https:// or http://"),
        ({"source": "http://testserver/s/7kq2m"}, "a statement in this archive, not a source"),
        (
            {"source": "https://new.example/x", "source_published": "5/6/2025"},
            "source: published:",
        ),
        ({"wording": ""}, "wording: needed for a quotation; only a paraphrase has none"),
        ({"citation_kind": "loud"}, "citation_kind: “loud” is not one of"),
        ({"kind": "loud"}, "kind: “loud” is not one of direct"),
        ({"language": "not a tag"}, "language:"),
        ({"topics": "cost; unheard"}, "nothing here is called “unheard”"),
        ({"occasion": "unheard"}, "nothing here is called “unheard”"),
        ({"via": "Unheard Press"}, "nothing here is called “Unheard Press”"),
        ({"place": "x" * 201}, "place:"),
        ({"locator": "x" * 121}, "locator:"),
        ({"public_id": "zzzzz"}, "No statement has the ID zzzzz"),
        ({"doubt": "misattributed"}, "a doubt needs its reason, and a reason its doubt"),
        ({"citation_doubt": "disputed"}, "a doubt needs its reason, and a reason its doubt"),
        ({"doubt_reason": "He denies it."}, "a doubt needs its reason, and a reason its doubt"),
        (
            {"citation_doubt_reason": "Another heard “ever”."},
            "a doubt needs its reason, and a reason its doubt",
        ),
        (
            {"Doubt reason": "He denies it.", "doubt": " "},
            "a doubt needs its reason, and a reason its doubt",
        ),
    ],
)
def test_a_row_is_refused_with_its_reason(client, row, change, sentence):
    preview = send(client, STATEMENTS, "a.csv", as_csv(row | change))
    assert outcomes(preview) == ["refused"]
    assert sentence in reasons(preview)
    assert sentence in preview.content.decode().replace("&#x27;", "'").replace("&lt;", "<")
    assert confirm(client, preview).status_code == 200
    assert not Statement.objects.exists()


def test_a_source_that_is_not_here_is_made_with_the_statement(client, row):
    outlet = make.outlet("The Weekly", hosts=["weekly.example"])
    first = row | {
        "source": "https://weekly.example/a?utm_source=x",
        "source_title": "Of the plan",
        "source_published": "2025-05-22",
        "source_authors": "Ann Long; Bob Short",
    }
    second = row | {"text": "Nor later.", "wording": "Nor later."}
    second |= {"source": "https://weekly.example/a"}
    third = row | {"text": "Never.", "wording": "Never.", "source": "https://daily.example/b"}
    preview = send(client, STATEMENTS, "a.csv", as_csv(first | {"outlet": ""}, second, third))
    assert outcomes(preview) == ["new"] * 3, reasons(preview)
    page = preview.content.decode()
    assert "The Weekly; https://weekly.example/a" in page
    assert "Daily (new); https://daily.example/b" in page

    assert confirm(client, preview, leave_out=["2"]).status_code == 302
    made = Statement.objects.get(text="Never.").citations.get().source
    assert (made.url, made.outlet.hosts) == ("https://daily.example/b", ["daily.example"])
    weekly = Source.objects.get(outlet=outlet)
    assert (weekly.title, weekly.published.text) == ("Of the plan", "2025-05-22")
    assert weekly.authors == ["Ann Long", "Bob Short"]
    assert Statement.objects.get(text="Nor later.").citations.get().source == weekly
    assert LogEntry.objects.filter(content_type__model="source").count() == 2

    again = send(client, STATEMENTS, "a.csv", as_csv(first))
    assert outcomes(again) == ["new"]
    assert confirm(client, again).status_code == 302
    assert Source.objects.filter(outlet=outlet).count() == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"wording": "Never."},
        {"via": "Nobody"},
        {"locator": "p. 5"},
        {"citation_kind": "partial"},
        {"citation_doubt": "disputed"},
        {"citation_doubt_reason": "Another heard “ever”."},
        {"source_title": "Of the plan"},
        {"outlet": "The Weekly"},
        {"source_published": "2025-05-22"},
        {"source_authors": "Ann Long"},
        {"archived_url": "https://web.archive.org/web/2025/https://a.example/x"},
    ],
)
def test_a_row_that_cites_without_a_source_is_refused(client, row, cells):
    made = make.draft(speaker=make.speaker("Ada Long"))
    preview = send(client, STATEMENTS, "a.csv", as_csv({"public_id": made.public_id} | cells))
    assert (outcomes(preview), reasons(preview)) == (["refused"], "source is missing.")
    more = dict.fromkeys(row, "") | {name: row[name] for name in ("speaker", "said", "text")}
    begun = dict.fromkeys(cells, "") | row
    assert outcomes(send(client, STATEMENTS, "a.csv", as_csv(begun, more))) == ["new"]
    preview = send(
        client, STATEMENTS, "a.csv", as_csv(begun, dict.fromkeys(begun, "") | more | cells)
    )
    assert (outcomes(preview), reasons(preview)) == (["refused"], "source is missing.")


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        ({"source_title": "A"}, {"source_title": "B"}, True),
        ({}, {"source_title": "B"}, True),
        ({"source_authors": "Ann Long"}, {"source_authors": "Bob Short"}, True),
        ({"source_published": "2025-05-21"}, {"source_published": "2025-05-22"}, True),
        ({"source_language": "fr"}, {"source_language": "en"}, True),
        ({"outlet": "The Weekly"}, {"outlet": "The Daily"}, True),
        ({"source_title": "A", "outlet": "W"}, {"source_title": "A", "outlet": "D"}, True),
        ({"source_title": "A"}, {"source_title": " "}, False),
        ({"source_title": "A"}, {"source_title": " A "}, False),
        ({"source_title": "A"}, {}, False),
    ],
)
@pytest.mark.parametrize("text", ["We will not pay.", "Nor later."])
def test_rows_of_a_new_source_do_not_contradict_each_other(
    client, row, first, second, is_refused, text
):
    url = "https://weekly.example/a"
    more = dict.fromkeys([*first, *second], "")
    other = row | {"text": text, "wording": text, "locator": "p. 9"}
    rows = (row | {"source": url} | more | first, other | {"source": f"{url}?utm_source=x"})
    preview = send(client, STATEMENTS, "a.csv", as_csv(rows[0], rows[1] | more | second))
    assert ("refused" in outcomes(preview)) == is_refused, reasons(preview)
    assert ("in row 3 differs from row 2." in reasons(preview)) == is_refused


def test_a_new_source_whose_rows_are_left_out_is_not_made(client, row):
    other = row | {"text": "Nor later.", "wording": "Nor later."}
    file = as_csv(row | {"source": "https://daily.example/b"}, other)
    assert (
        confirm(client, send(client, STATEMENTS, "a.csv", file), leave_out=["2"]).status_code == 302
    )
    assert not Source.objects.filter(url="https://daily.example/b").exists()


def test_an_alias_of_two_officials_is_not_guessed(client, row):
    make.alias(make.speaker("Somebody Else"), "Minister Joly")
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    assert "more than one is called" in reasons(preview)


# --- statements that are here --------------------------------------------------------------------


def table_of(client: Client, form: str, *statements: Statement) -> bytes:
    rows = [statement.pk for statement in statements]
    response = client.post(LIST, {"action": f"export_{form}", "_selected_action": rows})
    assert response.status_code == 200
    assert f".{form}" in response["Content-Disposition"]
    return response.content


def full_statement() -> Statement:
    made = make.statement(
        text="=We said: “no”;\nand = more, ’tis so.",
        topics=(make.topic("cost"), make.topic("arms")),
        occasion=make.occasion("Hearing"),
        place="Ottawa",
        note="@ noted",
    )
    make.citation(
        made,
        wording=" = kept exactly ",
        via=make.outlet("Press Agency"),
        source=make.source(url=None),
        position=1,
    )
    # Names that two share are not what an export relies on.
    make.occasion("Hearing", place="elsewhere")
    return made


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
def test_an_export_comes_back_unchanged(client, form):
    made = full_statement()
    bare = make.draft("")
    content = table_of(client, form, made, bare)
    preview = send(client, STATEMENTS, f"a.{form}", content)
    assert outcomes(preview) == ["unchanged", "unchanged"], reasons(preview)
    assert b"Nothing to import" in preview.content


def test_a_workbook_leaves_out_what_xml_has_no_place_for(client):
    made = make.draft("", text="We\x01 will\ufffe pay\uffff for\tit.")
    book = openpyxl.load_workbook(io.BytesIO(table_of(client, "xlsx", made)))
    head, cells = book.active.iter_rows(values_only=True)
    assert dict(zip(head, cells, strict=True))["text"] == "We will pay for\tit."


def test_an_export_of_no_rows_or_too_many_is_a_sentence(client, monkeypatch):
    monkeypatch.setattr("quotes.admin.importing.MOST_ROWS", 1)
    rows = [make.statement().pk, make.statement().pk]
    sent = {"action": "export_csv", "_selected_action": rows}
    assert "at most 1 rows" in client.post(LIST, sent, follow=True).content.decode()


def changed(client: Client, made: Statement, **cells: str) -> Any:
    rows = list(csv.DictReader(io.StringIO(table_of(client, "csv", made).decode("utf-8-sig"))))
    rows[0] |= cells
    return send(client, STATEMENTS, "a.csv", as_csv(*rows))


def test_a_change_of_what_is_public_is_shown_and_needs_a_reason(client):
    made = make.statement(text="We will pay.")
    preview = changed(client, made, text="We will not pay.", place="Ottawa")
    assert outcomes(preview) == ["changed"]
    (entry,) = preview.context["plan"].entries
    assert [(d.before, d.after) for d in entry.differences] == [
        ("", "Ottawa"),
        ("We will pay.", "We will not pay."),
    ]
    refused = confirm(client, preview, reason="")
    assert "This field is required" in refused.content.decode()
    made.refresh_from_db()
    assert made.text == "We will pay."

    assert "none of its wordings prints so: “not”" in preview.content.decode()
    assert confirm(client, preview, despite_check=REASON).status_code == 302
    row = Statement.objects.get(pk=made.pk)
    assert (row.text, row.place, row.version) == ("We will not pay.", "Ottawa", made.version + 1)
    revision = made.revisions.get(number=2)
    assert (revision.reason, revision.editor_name) == (REASON, "Ada Long")


def test_other_words_of_a_citation_are_checked_before_they_are_public(client):
    made = make.statement()
    citation = made.citations.get()
    capture = Capture.objects.create(
        source=citation.source, text="W", sha256="0" * 64, taken_at=made.created_at, how="pasted"
    )
    Citation.objects.update(check_state="folded", checked_at=made.created_at, capture=capture)
    preview = changed(client, made, wording="Other words.")
    assert outcomes(preview) == ["changed"]
    assert "not found in the source: “Other words.”" in preview.content.decode()
    citation.refresh_from_db()
    assert (citation.wording, citation.check_state) != ("Other words.", "not-found")
    refused = confirm(client, preview)
    assert "Nothing was imported." in refused.content.decode()
    confirm(client, preview, despite_check="Read in the printed edition.")
    citation.refresh_from_db()
    assert (citation.wording, citation.check_state) == ("Other words.", "not-found")
    revision = made.revisions.get(number=2)
    assert revision.reason == f"Read in the printed edition. {REASON}"


def test_columns_that_are_not_there_change_nothing(client):
    made = full_statement()
    table = as_csv({"public_id": made.public_id, "place": "Québec"})
    preview = send(client, STATEMENTS, "a.csv", table)
    assert outcomes(preview) == ["changed"]
    confirm(client, preview)
    row = Statement.objects.get(pk=made.pk)
    assert (row.place, row.text, row.citations.count()) == ("Québec", made.text, 2)


def cited_in_full() -> Citation:
    return make.citation(
        make.draft(speaker=make.speaker("Ada Long")),
        source=make.source(url="https://news.example/a"),
        wording="never",
        kind="partial",
        via=make.outlet("Press Agency"),
        locator="p. 4",
        doubt="disputed",
        doubt_reason="Another heard “ever”.",
    )


@pytest.mark.parametrize("column", ["via", "locator", "citation_kind", "citation_doubt"])
def test_a_citation_keeps_what_the_file_has_no_column_for(client, column):
    cited = cited_in_full()
    row = {"public_id": cited.statement.public_id, "source": cited.source.url, "wording": "never"}
    assert outcomes(send(client, STATEMENTS, "a.csv", as_csv(row))) == ["unchanged"]
    told = {"via": "Press Agency", "locator": "p. 4", "citation_kind": "partial"}
    doubt = {"citation_doubt": "disputed", "citation_doubt_reason": "Another heard “ever”."}
    more = doubt if column == "citation_doubt" else {column: told[column]}
    assert outcomes(send(client, STATEMENTS, "a.csv", as_csv(row | more))) == ["unchanged"]


DOUBTFUL = "a doubt needs its reason, and a reason its doubt"
NO_WORDS = "wording: needed for a quotation; only a paraphrase has none"


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        ({}, "unchanged"),
        ({"locator": "p. 5"}, "changed"),
        ({"via": ""}, "changed"),
        ({"citation_kind": "direct"}, "changed"),
        ({"citation_kind": "paraphrase"}, "changed"),
        ({"wording": "", "citation_kind": "paraphrase"}, "changed"),
        ({"citation_doubt": "back-translation"}, "changed"),
        ({"citation_doubt_reason": "Nobody heard it."}, "changed"),
        ({"citation_doubt": "", "citation_doubt_reason": ""}, "changed"),
        ({"wording": ""}, NO_WORDS),
        ({"wording": "", "citation_kind": "direct"}, NO_WORDS),
        ({"source": "https://news.example/b", "locator": "p. 5"}, NO_WORDS),
        ({"citation_doubt": ""}, DOUBTFUL),
        ({"citation_doubt_reason": " "}, DOUBTFUL),
        ({"wording": "ever", "citation_doubt": ""}, DOUBTFUL),
    ],
)
def test_a_row_is_judged_with_what_the_citation_keeps(client, cells, outcome):
    cited = cited_in_full()
    row = {"public_id": cited.statement.public_id, "source": cited.source.url} | cells
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    if outcome in ("changed", "unchanged"):
        assert outcomes(preview) == [outcome], reasons(preview)
    else:
        assert outcomes(preview) == ["refused"]
        assert outcome in reasons(preview)
    written = confirm(client, preview)
    assert written.status_code == (302 if outcome == "changed" else 200)


def test_which_of_two_citations_of_a_source_is_meant_is_not_guessed(client):
    cited = cited_in_full()
    make.citation(cited.statement, source=cited.source, wording="not ever", position=1)
    row = {"public_id": cited.statement.public_id, "source": cited.source.url, "locator": "p. 5"}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    assert reasons(preview) == "wording: needed, as this source is cited more than once."
    preview = send(client, STATEMENTS, "a.csv", as_csv(row | {"wording": "not ever"}))
    assert confirm(client, preview).status_code == 302
    told = cited.statement.citations.order_by("position").values_list("wording", "locator")
    assert list(told) == [("never", "p. 4"), ("not ever", "p. 5")]


@pytest.mark.parametrize("group", ["contributor", "editor", "admin"])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_an_account_may_not_change_is_refused_row_by_row(group, state):
    client = signed_in(group)
    made = make.draft() if state == "draft" else make.statement()
    table = as_csv({"public_id": made.public_id, "place": "Québec"})
    preview = send(client, STATEMENTS, "a.csv", table)
    expected = "refused" if group == "contributor" else "changed"
    assert outcomes(preview) == [expected]
    confirm(client, preview)
    assert bool(Statement.objects.filter(place="Québec")) == (group != "contributor")


# --- between the preview and the deed ------------------------------------------------------------


def test_what_has_changed_since_is_shown_again(client, row):
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    meanwhile = send(client, STATEMENTS, "a.csv", as_csv(row))
    assert confirm(client, meanwhile).status_code == 302
    again = confirm(client, preview)
    assert outcomes(again) == ["refused"]
    assert "Check the new preview" in again.content.decode()
    assert Statement.objects.count() == 1


def test_what_was_not_imported_leads_to_no_row(client, row):
    """All of a file is written before the words of one of its rows refuse it."""
    made = make.statement()
    source = made.citations.get().source
    Capture.objects.create(
        source=source, text="W", sha256="0" * 64, taken_at=made.created_at, how="pasted"
    )
    new = {"public_id": "", "speaker": "melanie-joly", "text": "New.", "wording": "New."}
    new |= {"source": source.url}
    other = {"public_id": made.public_id, "speaker": made.speaker.slug, "text": made.text}
    preview = send(client, STATEMENTS, "a.csv", as_csv(new, new | other | {"wording": "Other."}))
    assert outcomes(preview) == ["new", "changed"], reasons(preview)
    refused = confirm(client, preview)
    page = refused.content.decode()
    assert "Nothing was imported." in page
    assert re.findall(r"/statement/([0-9]+)/change/", page) == [str(made.pk)]
    assert confirm(client, refused, despite_check="In the printed edition.").status_code == 302
    assert Statement.objects.count() == 2


def test_a_file_is_planned_once_for_a_page(client, row, monkeypatch):
    kind, planned = importing.KINDS[Statement], []

    def plan(*arguments):
        planned.append(kind.plan(*arguments))
        return planned[-1]

    monkeypatch.setitem(importing.KINDS, Statement, replace(kind, plan=plan))
    source = Source.objects.get()
    Capture.objects.create(
        source=source, text="We will not pay.", sha256="0" * 64, taken_at=NOW, how="pasted"
    )
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    assert "import-checks" in preview.content.decode()
    assert len(planned) == 1
    assert confirm(client, preview).status_code == 302
    assert len(planned) == 2


def test_a_preview_is_for_whom_it_was_made_and_not_to_be_forged(client, row):
    preview = send(client, STATEMENTS, "a.csv", as_csv(row))
    assert confirm(signed_in("admin"), preview).status_code == 400
    kept = preview.context["kept"]
    for forged in ("", "x", kept[:-2], f"{kept}x"):
        assert confirm(client, preview, kept=forged).status_code == 400
    assert confirm(client, preview, leave_out=["x"]).status_code == 400
    assert not Statement.objects.exists()


@pytest.mark.parametrize("page", [STATEMENTS, SOURCES])
def test_only_who_may_add_may_import(page):
    user = User.objects.create_user("assistant", is_staff=True)
    client = Client()
    assert client.get(page).status_code == 302
    client.force_login(user)
    assert client.get(page).status_code == 403
    assert send(client, page, "a.csv", "a").status_code == 403


def test_all_or_nothing(client, row, monkeypatch):
    """A rule that the database alone keeps stops the whole file."""
    second = row | {"text": "We will pay.", "wording": "We will pay."}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row, second))
    monkeypatch.setattr("quotes.editing.slugs.proposed_slug", lambda *a, **k: "same")
    answer = confirm(client, preview)
    assert "Nothing was imported." in answer.content.decode()
    assert not Statement.objects.exists()


def test_the_first_page_leads_to_the_imports(client):
    page = client.get("/admin/").content.decode()
    for name in ("statement", "source"):
        address = reverse(f"admin:quotes_{name}_import")
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_more_rows_ask_no_more_questions(client, row):
    def questions(count: int) -> int:
        rows = [row | {"text": f"Words {number}."} for number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            assert outcomes(send(client, STATEMENTS, "a.csv", as_csv(*rows))) == ["new"] * count
        return len(captured)

    questions(1)
    assert questions(1) == questions(30)


def test_more_rows_are_written_with_no_more_questions(client, row):
    def questions(batch: str, count: int) -> int:
        rows = [row | {"text": f"Words {number} of {batch}."} for number in range(count)]
        preview = send(client, STATEMENTS, "a.csv", as_csv(*rows))
        with CaptureQueriesContext(connection) as captured:
            assert confirm(client, preview).status_code == 302
        return len(captured)

    questions("none", 2)
    assert questions("few", 2) == questions("many", 30)


# --- files that cannot be read -------------------------------------------------------------------


def bomb() -> bytes:
    """A ZIP that unpacks to far more than it weighs."""
    packed = io.BytesIO(as_xlsx({"text": "a"}))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", b"\0" * (workbook.MOST_UNPACKED + 1))
    return packed.getvalue()


def merged() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx({"speaker": "a", "text": "b", "source": "c"})))
    sheet: Any = book.active
    sheet.merge_cells("A2:B2")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


UNREADABLE: dict[str, tuple[str, Any, str]] = {
    "empty": ("a.csv", b"", "The file is empty."),
    "ending": ("a.pdf", b"x", "not a supported format"),
    "no rows": ("a.csv", b"speaker,text,source\n", "no rows below"),
    "missing columns": ("a.csv", b"speaker,place\na,b\n", "Missing columns: text, source"),
    "twice": ("a.csv", b"text,text\na,b\n", "Two columns are called"),
    "quotes": ("a.csv", b'text\n"a" b\n', "cannot be read as CSV"),
    "no workbook": ("a.xlsx", b"not a zip", "not a readable Excel workbook"),
    "no sheet": ("a.xlsx", bomb, "too large when unpacked"),
    "merged": ("a.xlsx", merged, "Merged cells (A2:B2)"),
    "yaml": ("a.yaml", b"a: [", "cannot be read as YAML"),
    "yaml tag": ("a.yaml", b"!!python/object:os.system [x]", "cannot be read as YAML"),
    "json": ("a.json", b"[", "cannot be read as JSON"),
    "no list": ("a.json", b"{}", "must be a list"),
    "deep": ("a.json", b"[" * 100_000, "nested too deeply"),
    "large": ("a.csv", b"a" * 5_000_001, "larger than 5 MB"),
    "many": ("a.csv", b"speaker,text,source\n" + b"a,b,c\n" * 5_001, "more than 5000 rows"),
    "other bytes": ("a.csv", b"text\n\x81\x8d\n", "encoding of the file cannot be read"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_a_sentence(client, name):
    file, content, sentence = UNREADABLE[name]
    response = send(client, STATEMENTS, file, content() if callable(content) else content)
    assert response.status_code == 200
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert "plan" not in response.context


def test_formulas_and_dates_of_a_spreadsheet(client, row):
    dated = {**row, "said": datetime(2025, 5, 21), "text": "Dated."}
    formula = {**row, "text": "=1+1"}
    preview = send(client, STATEMENTS, "a.xlsx", as_xlsx(dated, formula))
    assert outcomes(preview) == ["new", "refused"]
    assert "Cell C3 is a formula" in reasons(preview)
    confirm(client, preview)
    assert Statement.objects.get().said.text == "2025-05-21"


def test_windows_letters_are_read_and_said(client, row):
    content = as_csv(row | {"text": "Défense"}).encode("cp1252")
    preview = send(client, STATEMENTS, "a.csv", content)
    assert "Windows-1252" in preview.content.decode()
    confirm(client, preview)
    assert Statement.objects.get().text == "Défense"


def test_a_reason_without_a_doubt_is_told_of_each_of_the_rows_of_a_statement(client, row):
    make.source(url="https://other.example.org/b")
    other = row | {"source": "https://other.example.org/b", "doubt_reason": "He denies it."}
    preview = send(client, STATEMENTS, "a.csv", as_csv(row, other))
    assert outcomes(preview) == ["refused"]
    assert "doubt_reason in row 3 differs from row 2" in reasons(preview)


@pytest.mark.parametrize("form", ["csv", "yaml", "json"])
def test_a_reason_without_a_doubt_is_refused_for_what_is_here(client, form):
    made = make.statement()
    cells = {"public_id": made.public_id, "doubt_reason": "He denies it."}
    content = FORMS[f"a.{form}"](cells)
    preview = send(client, STATEMENTS, f"a.{form}", content)
    assert outcomes(preview) == ["refused"]
    assert DOUBTFUL in reasons(preview)


# --- encodings -----------------------------------------------------------------------------------

WORDS = "« Ça coûtera 175 milliards d’euros – déjà », a-t-il dit. “We’ll pay,” she said."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"a,b\n{WORDS},".encode(), ""),
        (f"a,b\n{WORDS},".encode("cp1252"), "Windows-1252"),
        (f"a,b\n{WORDS},".encode("latin-1", "ignore"), "Windows-1252"),
        (b"a,b\nIt\x92s late,", "Windows-1252"),
        (f"a,b\n{WORDS.encode().decode('cp1252', 'replace')},".encode(), "wrong encoding"),
        (f"a,b\n{WORDS.encode().decode('latin-1')},".encode(), "wrong encoding"),
        ("a,b\nd\u00c3\u00a9j\u00c3\u00a0,".encode(), "wrong encoding"),
        ("a,b\nÂge, À côté, Ångström, Ã".encode(), ""),
        ("a,b\nLa pâte â tout faire; São Paulo, LÃ".encode(), ""),
    ],
)
def test_how_a_table_was_read_is_told(content: bytes, told: str) -> None:
    note = read_table(content, "a.csv").note
    assert told in note if told else not note


@pytest.mark.parametrize(
    "content",
    [
        f"a,b\n{WORDS},\n".encode() + "Déjà,\n".encode("cp1252"),
        f"a,b\n{WORDS},\n".encode() + b"It\x92s late,\n",
        b"\xef\xbb\xbfa,b\n" + WORDS.encode("cp1252"),
        b"a,b\nwords\x81 and \x9d,",
    ],
)
def test_what_is_in_two_encodings_or_in_none_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"Save (it|the whole file) as UTF-8"):
        read_table(content, "a.csv")


def test_other_columns_and_cells_without_one_are_said(client, row):
    content = as_csv(row | {"colour": "blue"}).rstrip() + ",too much\r\n"
    preview = send(client, STATEMENTS, "a.csv", content)
    assert "Columns ignored: colour" in preview.content.decode()
    assert "more cells than there are columns" in reasons(preview)


# --- sources -------------------------------------------------------------------------------------

RIS = """TY  - NEWS
TI  - A story
AU  - Long, Ada
AU  - A Desk
T2  - Example News
DA  - 2025/05/21/
UR  - https://www.example-news.org/a?utm_source=zotero
LA  - en-CA
ER  -
"""
BIBTEX = r"""@article{long2025,
  title = {A story},
  author = {Long, Ada and {A Desk}},
  journal = {Example News},
  date = {2025-05-21},
  url = {https://www.example-news.org/a?utm_source=zotero},
  langid = {en-CA},
}
"""
BIBLIOGRAPHIES = {"a.json": CSL, "a.ris": RIS, "a.bib": BIBTEX}


@pytest.mark.parametrize("name", BIBLIOGRAPHIES)
def test_each_bibliography_makes_a_source_and_its_outlet(client, name):
    preview = send(client, SOURCES, name, BIBLIOGRAPHIES[name])
    assert outcomes(preview) == ["new"], reasons(preview)
    assert "Example News (new)" in preview.content.decode()
    assert not Source.objects.exists()
    confirm(client, preview, SOURCES)
    source = Source.objects.get()
    assert (source.title, source.published.text) == ("A story", "2025-05-21")
    assert source.authors == ["Ada Long", "A Desk"]
    assert source.language == "en-CA"
    assert (source.outlet.name, source.outlet.hosts) == ("Example News", ["example-news.org"])
    assert LogEntry.objects.get().object_id == str(source.pk)

    again = send(client, SOURCES, name, BIBLIOGRAPHIES[name])
    assert outcomes(again) == ["unchanged"]


def test_the_outlet_is_that_of_the_host_or_of_the_name(client):
    by_host = make.outlet("The Example", hosts=["example-news.org"])
    confirm(client, send(client, SOURCES, "a.json", CSL), SOURCES)
    assert Source.objects.get().outlet == by_host
    by_name = make.outlet("EXAMPLE news")
    elsewhere = CSL.replace("www.example-news.org", "example.org")
    confirm(client, send(client, SOURCES, "a.json", elsewhere), SOURCES)
    assert Source.objects.get(canonical_url="https://example.org/a").outlet == by_name


def test_the_same_article_under_another_address_is_said(client):
    there = make.source("2025-05-22", url="https://x.example.org/1", title="Talks of a shield")
    entry = (
        "@online{a, title={Talks of a Shield}, url={https://x.example.org/%s}, date={%s},"
        " organization={%s}}"
    )
    name = there.outlet.name
    lines = (entry % ("2", "2025-05-22", name), entry % ("3", "2025-05-29", name))
    preview = send(client, SOURCES, "a.bib", "\n".join(lines))
    assert outcomes(preview) == ["new", "new"]
    told = "“Talks of a shield” is of this outlet and day, with nearly this title."
    assert [told in entry.notes for entry in preview.context["plan"].entries] == [True, False]


def test_a_known_source_is_filled_in_and_never_overwritten(client):
    source = make.source(url="http://example-news.org/a", title="Its own title")
    made = make.draft()
    make.citation(made, source=source)
    preview = send(client, SOURCES, "a.json", CSL)
    assert outcomes(preview) == ["changed"]
    confirm(client, preview, SOURCES, reason="")
    source.refresh_from_db()
    assert (source.title, source.published.text) == ("Its own title", "2025-05-21")


def test_filling_in_what_is_public_needs_a_reason_and_makes_a_revision(client):
    source = make.source(url="http://example-news.org/a")
    made = make.draft()
    make.citation(made, source=source)
    public = make.statement()
    Citation.objects.filter(statement=public).update(source=source)
    before = public.revisions.count()
    preview = send(client, SOURCES, "a.json", CSL)
    assert "This field is required" in confirm(client, preview, SOURCES, reason="").content.decode()
    assert confirm(client, preview, SOURCES).status_code == 302
    assert public.revisions.count() == before + 1
    assert public.revisions.order_by("number").last().reason == REASON


def test_items_that_cannot_be_taken_are_refused_by_themselves(client):
    items = [
        *json.loads(CSL),
        {"title": "No address"},
        {"URL": "ftp://example.org/"},
        {"URL": "https://www.example-news.org/a#again"},
        "not a CSL-JSON item",
    ]
    preview = send(client, SOURCES, "a.json", json.dumps(items))
    assert outcomes(preview) == ["new", "refused", "refused", "refused", "refused"]
    assert "Missing URL" in reasons(preview)
    assert "The same document is in entry 1" in reasons(preview)


@pytest.mark.parametrize(
    "written",
    [
        "https://news.example/a--b_c%20d~e",
        r"https://news.example/a--b\_c\%20d\~{}e",
        r"\url{https://news.example/a--b_c%20d~e}",
    ],
)
def test_a_url_in_bibtex_is_kept_letter_for_letter(written):
    content = "@online{x, title={A -- b}, url={" + written + "}}"
    (entry,) = read_bibliography(content.encode()).entries
    assert (entry.urls, entry.title) == (("https://news.example/a--b_c%20d~e",), "A – b")


@pytest.mark.parametrize("content", ["", "words", "[", "[]", "{}[", "@article{", "1"])
def test_what_is_no_bibliography_is_a_sentence(client, content):
    response = send(client, SOURCES, "a.bib", content)
    assert response.status_code == 200
    assert "plan" not in response.context or outcomes(response) == ["refused"]


def test_outcomes_have_a_word_each():
    assert {outcome.value for outcome in EntryOutcome} == {"new", "changed", "unchanged", "refused"}
