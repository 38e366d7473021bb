"""The page of the record as data: every form of it, and how it is cited."""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from zipfile import ZipFile

import lxml.html
import pytest
import yaml
from bibtexparser import parse_string
from django.core.management import CommandError, call_command
from django.test import Client
from jsonschema import Draft202012Validator, ValidationError

from quotes.editing import EditContext, publish, record_changes, withdraw
from quotes.exports.formats import FORMATS
from quotes.models import State, Statement
from quotes.models.change_log import without_history
from quotes.website.data import HOLDS
from tests import factories
from tests.linked_data import documents

pytestmark = pytest.mark.django_db

# What CFF 1.2.0 asks for, and what else it knows that is used here.
REQUIRED = {"cff-version", "message", "title", "authors"}
KNOWN = REQUIRED | {"type", "abstract", "version", "date-released", "url"}


@pytest.fixture
def changed():
    """A statement that was published on one day and corrected on a later one."""
    made = factories.draft()
    factories.citation(made)
    publish(made, EditContext("First published", at=datetime(2026, 3, 1, 12, tzinfo=UTC)))
    made.place = "Ottawa"
    made.save()
    record_changes([made.pk], EditContext("Place added", at=datetime(2026, 4, 2, 12, tzinfo=UTC)))
    return made


def page(client: Client) -> str:
    response = client.get("/data/")
    assert response.status_code == 200
    return response.content.decode()


def test_every_form_of_the_list_is_there_with_what_it_holds(client: Client, changed):
    links = {a.get("href"): a for a in lxml.html.fromstring(page(client)).iterfind(".//dt/a")}
    assert set(HOLDS) == set(FORMATS)
    for suffix, form in FORMATS.items():
        link = links[f"/statements.{suffix}"]
        assert link.text == form.label
        assert link.getparent().getnext().text == str(HOLDS[suffix])


def test_the_counts_are_those_of_the_archive(client: Client, changed):
    text = " ".join(page(client).split())
    assert "1 statements by 1 officials and institutions, printed by 1 outlets." in text
    assert "It last changed on 2 April 2026." in text


def test_the_record_is_cited_with_the_day_of_its_last_change(client: Client, changed):
    content = page(client)
    assert (
        "DomeTracker. (2026). Public statements on the Golden Dome (Version 2026-04-02) "
        "[Data set]. http://testserver/data/" in content
    )
    (entry,) = parse_string(re.search(r"@dataset\{.*?\n\}", content, re.DOTALL)[0]).entries
    fields = {field.key: field.value for field in entry.fields}
    assert entry.entry_type == "dataset"
    assert fields["version"] == fields["date"] == "2026-04-02"
    assert fields["year"] == "2026"
    assert fields["url"] == "http://testserver/data/"


def test_the_citation_file_is_cff(client: Client, changed):
    response = client.get("/data/citation.cff")
    assert response["Content-Type"] == "application/yaml; charset=utf-8"
    read = yaml.safe_load(response.content)
    assert REQUIRED <= set(read) <= KNOWN
    assert read["cff-version"] == "1.2.0"
    assert read["type"] == "dataset"
    assert read["authors"] == [{"name": "DomeTracker"}]
    assert read["version"] == read["date-released"] == "2026-04-02"
    assert read["url"] == "http://testserver/data/"


def test_the_data_set_names_every_form(client: Client, changed):
    (document,) = documents(page(client))
    (dataset,) = (node for node in document["@graph"] if node["@type"] == "Dataset")
    assert dataset["version"] == dataset["dateModified"] == "2026-04-02"
    assert {(one["contentUrl"], one["encodingFormat"]) for one in dataset["distribution"]} == {
        (f"http://testserver/statements.{suffix}", form.media_type)
        for suffix, form in FORMATS.items()
    }
    # The statements say that they are parts of it, by this name.
    assert dataset["@id"] == "http://testserver/data/#dataset"


@pytest.fixture
def released(changed, tmp_path, settings):
    """A release in the folder that is offered, with two more that are none."""
    settings.RELEASES_DIR = tmp_path / "releases"
    call_command(
        "release",
        settings.RELEASES_DIR / "2026-04-02",
        url="http://testserver",
        zip=True,
        stdout=StringIO(),
    )
    (settings.RELEASES_DIR / "2026-04-03").mkdir()
    (settings.RELEASES_DIR / "notes").mkdir()
    return settings.RELEASES_DIR


def test_the_newest_release_is_offered_with_sizes_and_hashes(client: Client, released):
    response = client.get("/data/")
    assert response["Cache-Control"] == "no-cache"
    content = response.content.decode()
    links = {a.get("href") for a in lxml.html.fromstring(content).iterfind(".//main//a")}
    assert "Everything that was public on 2 April 2026" in " ".join(content.split())
    whole = "/data/releases/2026-04-02.zip"
    files = {link for link in links if link.startswith("/data/releases/2026-04-02/")}
    assert whole in links
    assert "/data/releases/2026-04-02/data/statements.csv" in files
    for link in {whole, *files}:
        answer = client.get(link)
        body = b"".join(answer.streaming_content)
        digest = sha256(body).hexdigest()
        assert digest in content
        assert answer["ETag"] == f'"{digest}"'
        assert client.get(link, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    with ZipFile(released / "2026-04-02.zip") as packed:
        assert packed.testzip() is None
        written = packed.read("2026-04-02/SHA256SUMS")
    assert written == (released / "2026-04-02" / "SHA256SUMS").read_bytes()


def test_a_file_that_comes_after_its_release_is_offered_when_it_is_whole(client: Client, released):
    whole = released / "2026-04-02.zip"
    content = whole.read_bytes()
    digest = sha256(content).hexdigest()
    whole.unlink()
    (released / "2026-04-02.zip.part").write_bytes(content[:1000])
    assert digest not in client.get("/data/").content.decode()
    whole.write_bytes(content)
    assert digest in client.get("/data/").content.decode()
    answer = client.get("/data/releases/2026-04-02.zip")
    assert answer["ETag"] == f'"{digest}"'
    assert answer.getvalue() == content
    with pytest.raises(CommandError, match="is there already"):
        call_command("release", released / "2026-04-02", url="http://testserver", zip=True)


@pytest.mark.parametrize(
    "path",
    [
        "2026-04-02/../../secret",
        "2026-04-02/%2e%2e/%2e%2e/secret",
        "2026-04-02/data/extra.csv",
        "2026-04-02/",
        "2026-04-03/SHA256SUMS",
        "2026-04-03.zip",
        "notes/x",
        "../2026-04-02/README.md",
    ],
)
def test_nothing_else_of_the_folder_is_given_out(client: Client, released, path):
    (released / "secret").write_text("x")
    (released / "2026-04-02" / "data" / "extra.csv").write_text("x")
    assert client.get(f"/data/releases/{path}").status_code == 404


def test_datacite_is_told_what_a_doi_needs(client: Client, changed, settings):
    told = client.get("/data/datacite.json").json()
    required = {"types", "creators", "publisher", "titles", "publicationYear", "schemaVersion"}
    assert required <= set(told)
    assert told["version"] == "2026-04-02"
    assert told["publicationYear"] == 2026
    assert "doi" not in told
    settings.DATA_DOI = "10.12345/dome"
    told = client.get("/data/datacite.json").json()
    assert told["identifiers"] == [
        {"identifier": "https://doi.org/10.12345/dome", "identifierType": "DOI"}
    ]
    content = page(client)
    assert 'href="https://doi.org/10.12345/dome"' in content
    (document,) = documents(content)
    assert document["@graph"][0]["identifier"] == "https://doi.org/10.12345/dome"


ADDRESSES = {
    "statements": ["/statements.json", "/statements.json?q=dome", "/statements.json?q=zzyzx"],
    "corrections": ["/corrections.json", "/corrections.json?change=words"],
}


def test_json_is_as_its_schemas_say(client: Client, record: None):
    made = Statement.objects.published().first()
    made.text += " Indeed."
    made.save()
    record_changes([made.pk], EditContext("More of it", overrides_check=True))
    withdraw(Statement.objects.published().last(), EditContext("It was never said."))
    ids = Statement.objects.published().order_by("-pk").values_list("public_id", flat=True)[:3]
    asked = {**ADDRESSES, "statement": [f"/s/{public_id}.json" for public_id in ids]}
    for name, addresses in asked.items():
        address = f"/data/schemas/{name}.json"
        answer = client.get(address)
        assert answer["Content-Type"] == "application/schema+json"
        schema = answer.json()
        assert schema["$id"] == f"http://testserver{address}"
        Draft202012Validator.check_schema(schema)
        for asked_for in addresses:
            content = json.loads(b"".join(client.get(asked_for)))
            Draft202012Validator(schema).validate(content)
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate({**content, "unknown": 1})
    assert client.get("/data/schemas/nothing.json").status_code == 404


def test_an_empty_archive_has_no_version(client: Client):
    content = page(client)
    assert "DomeTracker. (n.d.). Public statements on the Golden Dome [Data set]." in content
    read = yaml.safe_load(client.get("/data/citation.cff").content)
    assert "version" not in read
    assert "date-released" not in read


def test_a_statement_without_a_history_counts_by_its_publication(client: Client):
    made = factories.draft()
    factories.citation(made)
    # As in an archive that was filled for measuring.
    with without_history():
        Statement.objects.filter(pk=made.pk).update(
            state=State.PUBLISHED, published_at=datetime(2026, 5, 6, 12, tzinfo=UTC)
        )
    assert "It last changed on 6 May 2026." in page(client)


def test_the_page_is_linked_from_every_page_and_from_what_is_said_of_the_record(client: Client):
    about = lxml.html.fromstring(client.get("/about/").content.decode())
    assert about.findall(".//footer//a[@href='/data/']")
    assert about.findall(".//main//a[@href='/data/']")


def test_a_page_costs_three_queries(client: Client, changed, django_assert_num_queries):
    with django_assert_num_queries(2 + 1):
        client.get("/data/")
