"""Imports of what this archive has exported, of damaged files, and the names of new outlets."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from quotes.citing.bibliography_files.reading import read_entries
from quotes.editing import EditContext, publish
from quotes.models import Outlet, Source, Statement
from quotes.models.change_log import Change
from tests import factories as make
from tests.conftest import Cell
from tests.import_pages import SOURCES, STATEMENTS, confirm, outcomes, reasons, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in("editor")


# --- what this archive has exported --------------------------------------------------------------


def published_in(source: Source) -> None:
    made = make.draft()
    make.citation(made, source=source)
    publish(made, EditContext("First published"))


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_exported_statements_come_back_as_their_sources(client: Client, suffix: str) -> None:
    titled = make.source(
        "2025-05-21", url="https://news.example/a", title="A", authors=["Ada Long"]
    )
    for source in (titled, make.source(url=None), make.source(url="https://news.example/c")):
        published_in(source)
    before = Source.objects.count()
    export = client.get(f"/statements.{suffix}").getvalue()
    preview = send(client, SOURCES, f"a.{suffix}", export)
    assert outcomes(preview) == ["unchanged"] * 3, reasons(preview)
    assert Source.objects.count() == before


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
@pytest.mark.parametrize("url", ["https://news.example/a", None])
def test_an_exported_source_without_a_title_stays_without(
    client: Client, suffix: str, url: str | None
) -> None:
    source = make.source("2025-05-21", url=url)
    published_in(source)
    export = client.get(f"/sources/{source.public_id}.{suffix}").content
    preview = send(client, SOURCES, f"a.{suffix}", export)
    assert outcomes(preview) == ["unchanged"], reasons(preview)


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_an_export_leads_to_the_source_and_tells_where_its_words_are_kept(
    client: Client, suffix: str
) -> None:
    source = make.source("2025-05-21", url="https://news.example/a", title="A")
    published_in(source)
    public_id = Statement.objects.get().public_id
    export = client.get(f"/s/{public_id}.{suffix}").content.decode()
    form = {"bib": "bibtex", "ris": "ris", "csl.json": "csl-json"}[suffix]
    (entry,) = read_entries(export.replace("\r\n", "\n"), form)
    assert entry.urls[0] == "https://news.example/a"
    assert f"http://testserver/s/{public_id}/v/1" in " ".join(entry.texts)


def exported_before(url: str) -> list[str]:
    """What earlier versions of the archive exported, and what Zotero leaves of an export."""
    permalink, facts = "http://testserver/s/7kq2m/v/1", "speaker: Ada Long | said: 2025-05-21"
    return [
        f"@online{{a, title={{[Ada Long: “Words.”]}}, author={{{{Reuters}}}}, url={{{permalink}}},"
        f" untitled={{yes}}, sourceurl={{{url}}}}}",
        f"TY  - NEWS\nTI  - T\nAU  - Reuters\nUR  - {permalink}\nUR  - {url}\nER  - \n",
        json.dumps([{"URL": permalink, "title": "T", "note": f"source-url: {url}"}]),
        f"@article{{a, title={{T}}, author={{{{Reuters}}}}, url={{{url}}},"
        f" note={{{facts} | kept-at: {permalink}}}}}",
        json.dumps([{"URL": url, "title": "T", "note": f"{facts}\nkept-at: {permalink}"}]),
        f"TY  - NEWS\nTI  - T\nUR  - {url}\nN1  - {facts} | kept-at: {permalink}\nER  - \n",
    ]


@pytest.mark.parametrize("number", range(6))
def test_what_was_exported_before_or_passed_through_zotero_is_known(
    client: Client, number: int
) -> None:
    url = "https://news.example/a"
    make.source(url=url)
    suffix = ("bib", "ris", "json", "bib", "json", "ris")[number]
    preview = send(client, SOURCES, f"a.{suffix}", exported_before(url)[number])
    assert outcomes(preview) == ["unchanged"], reasons(preview)


@pytest.mark.parametrize("number", [3, 4, 5])
def test_a_source_that_is_kept_elsewhere_is_new_here(client: Client, number: int) -> None:
    suffix = ("bib", "json", "ris")[number - 3]
    preview = send(client, SOURCES, f"a.{suffix}", exported_before("https://n.example/a")[number])
    assert outcomes(preview) == ["new"], reasons(preview)


def test_a_permalink_of_a_source_that_is_not_here_is_refused(client: Client) -> None:
    items = [{"URL": "http://testserver/s/7kq2m/v/1"}, {"URL": "http://testserver/about/"}]
    preview = send(client, SOURCES, "a.json", json.dumps(items))
    assert outcomes(preview) == ["refused", "refused"]
    assert "a statement in this archive" in reasons(preview)
    assert "a page of this archive" in reasons(preview)


@pytest.mark.parametrize(
    "copy",
    [
        "https://web.archive.org/web/%s",
        "https://web.archive.org/web/20260102030405/%s",
        "http://web.archive.org/web/2026*/%s",
        "https://archive.ph/%s",
        "https://archive.today/newest/%s",
    ],
)
def test_an_archived_copy_of_a_page_of_ours_is_that_page(client: Client, copy: str) -> None:
    source = make.source(url="https://news.example/a")
    pages = (source.get_absolute_url(), f"/sources/{source.public_id}.bib", "/s/7kq2m", "/about/")
    items = [{"URL": copy % f"http://testserver{page}"} for page in pages]
    preview = send(client, SOURCES, "a.json", json.dumps(items))
    assert outcomes(preview) == ["unchanged", "unchanged", "refused", "refused"]


def test_a_new_source_of_a_table_has_the_language_that_the_table_names(client: Client) -> None:
    make.speaker("Ada Long")
    row = {"speaker": "Ada Long", "text": "Non.", "wording": "Non.", "source_language": "French"}
    row |= {"source": "https://news.example/a"}
    other = row | {"source": "https://news.example/b", "source_language": "as spoken"}
    other |= {"text": "Jamais.", "wording": "Jamais."}
    for cells, outcome in ((row, "new"), (other, "refused")):
        preview = send(client, STATEMENTS, "a.csv", as_csv(cells))
        assert outcomes(preview) == [outcome], reasons(preview)
        confirm(client, preview)
    assert Source.objects.get().language == Statement.objects.get().language == "fr"


def test_an_article_whose_note_links_here_is_an_article(client: Client) -> None:
    file = """@online{a, title={T}, url={https://a.example/x},
        note={Checked at http://testserver/s/7kq2m/v/1}}"""
    assert outcomes(send(client, SOURCES, "a.bib", file)) == ["new"]


def test_what_is_filled_in_is_one_change_of_the_source(client: Client) -> None:
    origin = make.source(url="https://news.example/origin")
    source = make.source(url="https://news.example/a", derived_from=origin)
    before = Change.objects.count()
    preview = send(client, SOURCES, "a.json", items("https://news.example/a"))
    assert outcomes(preview) == ["changed"]
    confirm(client, preview, SOURCES)
    source.refresh_from_db()
    assert (source.title, source.derived_from) == ("T https://news.example/a", origin)
    changes = Change.objects.filter(table_name="source").order_by("pk")
    assert Change.objects.count() - before == 1
    assert changes.last().before == {"title": ""}  # type: ignore[union-attr]


# --- names of new outlets ------------------------------------------------------------------------


def items(*urls: str, **fields: str) -> str:
    return json.dumps([{"URL": url, "title": f"T {url}", **fields} for url in urls])


def test_a_name_made_of_the_host_is_not_that_of_another_outlet(client: Client) -> None:
    make.outlet("CNN", hosts=["cnn.com"])
    preview = send(client, SOURCES, "a.json", items("https://cnn.example/3abc"))
    assert outcomes(preview) == ["new"]
    assert "cnn.example (new)" in preview.content.decode()
    assert "An outlet called “CNN” already exists" in preview.content.decode()
    assert confirm(client, preview, SOURCES).status_code == 302
    assert Source.objects.get().outlet.name == "cnn.example"


def test_two_hosts_of_one_derived_name_are_two_outlets(client: Client) -> None:
    urls = ("https://acme.example/x", "https://acme.test/x", "https://acme.example/y")
    preview = send(client, SOURCES, "a.json", items(*urls))
    assert outcomes(preview) == ["new"] * 3
    assert confirm(client, preview, SOURCES).status_code == 302
    hosts = dict(Outlet.objects.values_list("name", "hosts"))
    assert hosts == {"ACME": ["acme.example"], "acme.test": ["acme.test"]}
    later = send(client, SOURCES, "a.json", items("https://acme.another/x"))
    assert confirm(client, later, SOURCES).status_code == 302
    assert Outlet.objects.filter(name="acme.another").exists()


def test_a_name_that_the_file_gives_is_one_outlet_with_its_hosts(client: Client) -> None:
    urls = ("https://acme.example/x", "https://m.acme.test/x")
    file = items(*urls, **{"container-title": "The Acme"})
    assert confirm(client, send(client, SOURCES, "a.json", file), SOURCES).status_code == 302
    assert Outlet.objects.get().hosts == ["acme.example", "acme.test"]


def test_an_outlet_that_is_left_out_is_not_made(client: Client) -> None:
    preview = send(client, SOURCES, "a.json", items("https://a.example/x", "https://b.example/x"))
    confirm(client, preview, SOURCES, leave_out=["1"])
    assert [outlet.hosts for outlet in Outlet.objects.all()] == [["b.example"]]


# --- characters that nothing can hold, dates that cannot be read ---------------------------------

ROW = {"speaker": "nobody", "text": "Words.", "source": "https://news.example/a"}


def as_csv(row: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue()


@pytest.mark.parametrize("column", ["text", "source", "speaker", "public_id", "via", "topics"])
@pytest.mark.parametrize("form", ["csv", "json", "half.json", "yaml"])
def test_a_row_with_half_a_character_is_refused(client: Client, column: str, form: str) -> None:
    row = ROW | {column: "a \0b"}
    content: dict[str, Any] = {
        "csv": as_csv(row),
        "json": json.dumps([row]),
        "half.json": json.dumps([ROW | {column: "a \ud83d b"}]),
        "yaml": "- " + json.dumps(row).replace("\\u0000", "\\0"),
    }
    preview = send(client, STATEMENTS, f"a.{form}", content[form])
    assert outcomes(preview) == ["refused"]
    assert "cannot hold U+0000 or half a character" in reasons(preview)


@pytest.mark.parametrize("name", ["te\ud83dxt", "te\0xt"])
def test_a_column_with_half_a_character_is_a_sentence(client: Client, name: str) -> None:
    response = send(client, STATEMENTS, "a.json", json.dumps([{**ROW, name: "x"}]))
    assert response.status_code == 200
    assert "name cannot hold U+0000" in response.content.decode()


@pytest.mark.parametrize("field", ["title", "author", "URL", "container-title", "issued"])
@pytest.mark.parametrize("value", ["a\ud83db", "a\0b"])
def test_an_entry_with_half_a_character_is_refused(client: Client, field: str, value: str) -> None:
    item: dict[str, Any] = {"URL": "https://news.example/a", "title": "A"}
    shapes = {"author": [{"literal": value}], "issued": {"raw": value}}
    item[field] = shapes.get(field, value)
    preview = send(client, SOURCES, "a.json", json.dumps([item]))
    assert outcomes(preview) == ["refused"]


def test_a_letter_that_was_lost_is_refused(client: Client) -> None:
    preview = send(client, SOURCES, "a.bib", "@online{a, title={A\0b}, url={https://a.example/}}")
    assert outcomes(preview) == ["refused"]
    assert "a letter was lost" in reasons(preview)


def test_a_date_that_is_left_out_is_said(client: Client) -> None:
    file = "@online{a, title={T}, date={5/6/2025}, url={https://a.example/}}"
    page = send(client, SOURCES, "a.bib", file).content.decode()
    assert "The date “5/6/2025” could not be read." in page


def test_a_first_address_that_is_none_of_the_web_is_passed_over(client: Client) -> None:
    file = "TY  - NEWS\nTI  - T\nUR  - file:///home/a.pdf\nUR  - https://a.example/x\nER  - \n"
    preview = send(client, SOURCES, "a.ris", file)
    assert outcomes(preview) == ["new"]
    confirm(client, preview, SOURCES)
    assert Source.objects.get().url == "https://a.example/x"


OF_SOURCES = ("bib", "ris", "csl.json")
PUBLIC_TABLES = ("json", "csv", "csv?rows=citations")
TABLES_OF_THE_DESK = ("csv", "xlsx", "yaml")


def test_every_export_of_the_whole_record_comes_back_unchanged(
    record: None, client: Client, cell: Cell
) -> None:
    for suffix in (*OF_SOURCES, *PUBLIC_TABLES):
        with cell(public=suffix):
            export = client.get(f"/statements.{suffix}").getvalue()
            page = SOURCES if suffix in OF_SOURCES else STATEMENTS
            preview = send(client, page, f"a.{suffix.partition('?')[0]}", export)
            assert set(outcomes(preview)) == {"unchanged"}, reasons(preview)[:2_000]
    chosen = list(Statement.objects.values_list("pk", flat=True))
    for form in TABLES_OF_THE_DESK:
        with cell(desk=form):
            sent = {"action": f"export_{form}", "_selected_action": chosen}
            export = client.post("/admin/quotes/statement/", sent).getvalue()
            preview = send(client, STATEMENTS, f"a.{form}", export)
            assert set(outcomes(preview)) == {"unchanged"}, reasons(preview)[:2_000]
            assert len(outcomes(preview)) == len(chosen)


def test_an_exported_statement_comes_back_unchanged(client: Client) -> None:
    made = make.draft(speaker=make.speaker("Ada Long"))
    make.citation(made, source=make.source(url="https://news.example/a"))
    publish(made, EditContext("First published"))
    export = client.get(f"/s/{made.public_id}.json").content
    assert outcomes(send(client, STATEMENTS, "a.json", export)) == ["unchanged"]


@pytest.mark.parametrize(
    "told",
    [{"statements": {}}, {"statements": [1]}, {"statements": [{"citations": [1]}]}, {"a": 1}, {}],
)
def test_json_that_is_no_export_is_a_sentence(client: Client, told: Any) -> None:
    page = send(client, STATEMENTS, "a.json", json.dumps(told)).content.decode()
    assert "This must be a list of rows" in page
