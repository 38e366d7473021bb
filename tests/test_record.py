"""The record's files: what is read, what is refused and with which sentence, what is written."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.dates.partial import parse as parse_date
from quotes.editing.slugs import outlet_slugs
from quotes.management.commands.load_archive import BUNDLED
from quotes.transfer import record_folder, schema
from quotes.transfer.yaml_document import PlainScalar, RefusedRecord, parse
from tests.record_files import RELATIONS, STATEMENTS, with_change, write


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(RefusedRecord) as refused:
        record_folder.read(folder)
    return [str(mistake) for mistake in refused.value.mistakes]


def test_a_record_is_read_with_dates_and_words_as_they_were_written(tmp_path: Path) -> None:
    record = record_folder.read(write(tmp_path))
    assert [speaker.slug for speaker in record.speakers] == ["mark-carney", "jeff-crank"]
    assert record.speakers[0].roles[0].plain()["from"] == "2025-03-14"
    assert record.statements[0].figures[0].low == Decimal(500)
    assert record.statements[1].citations[0].quoted == "put a price tag on it."
    assert record.topics == record.outlets == []


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        (
            "statements",
            "- canada-participation",
            "- Canada’s participation",
            "statements.yaml:34: This part of the address cannot contain spaces, slashes, ? or #",
        ),
        (
            "speakers",
            "from: '2025-03-14'",
            "from: 2025-02-30",
            "speakers.yaml:10: from: 2025-02-30 is not a valid date",
        ),
        (
            "speakers",
            "    to: null",
            "    to: 2024",
            "speakers.yaml:11: to: the office ends (2024) before it begins (2025-03-14)",
        ),
        (
            "speakers",
            "country: US",
            "country: usa",
            "speakers.yaml:17: country: Enter the country as two capital letters, such as CA "
            "(ISO 3166-1)",
        ),
        (
            "speakers",
            "  - PM Carney\n",
            "  - PM Carney\n  - PM Carney\n",
            "speakers.yaml:6: “PM Carney” is given twice",
        ),
        (
            "speakers",
            "  aliases: []",
            "  aliases: none",
            "speakers.yaml:16: aliases: must be a list",
        ),
        (
            "speakers",
            "  name: Jeff Crank\n",
            "  name: Jeff Crank\n  name: J. Crank\n",
            "speakers.yaml:15: the key “name” stands here again; it was given in line 14",
        ),
        (
            "speakers",
            "  name: Jeff Crank\n",
            "",
            "speakers.yaml:13: the key “name” is missing",
        ),
        (
            "speakers",
            "name: Jeff Crank",
            "name: [Jeff Crank]",
            "speakers.yaml:14: name: must be a text",
        ),
        ("speakers", "name: Jeff Crank", "name:", "speakers.yaml:14: name: must not be null"),
        ("speakers", "name: Jeff Crank", "name: ' '", "speakers.yaml:14: name: must not be blank"),
        (
            "speakers",
            "name: Jeff Crank",
            f"name: {'x' * 201}",
            "speakers.yaml:14: name: Ensure this value has at most 200 characters (it has 201)",
        ),
        (
            "speakers",
            "name: Jeff Crank",
            'name: "Jeff\\0Crank"',
            "speakers.yaml:14: name: a text cannot hold U+0000 or a lone surrogate",
        ),
        (
            "speakers",
            "  country: US\n",
            "  country: US\n  kind: persn\n",
            "speakers.yaml:18: kind: “persn” is not one of person, institution",
        ),
        (
            "statements",
            "- id: carney-2025-05-21-no-price-tag",
            "- id: crank-2025-500b-bargain",
            "statements.yaml:24: “crank-2025-500b-bargain” was already given in statements.yaml:1",
        ),
        (
            "sources",
            "url: https://payloadspace.com/rep-jeff-crank-on-the-mission-of-the-golden-dome-caucus",
            "url: payloadspace.com/rep-jeff-crank",
            "sources.yaml:20: url: an address begins with https:// or http://",
        ),
        (
            "sources",
            "url: https://payloadspace.com/rep-jeff-crank-on-the-mission-of-the-golden-dome-caucus",
            "url: HTTP://newrepublic.com/post/195772/donald-trump-beg-canada-state-golden-dome/?ref=x",
            "sources.yaml:20: url: this is the same document as "
            "“newrepublic-2025-05-28-beg-canada” in sources.yaml:11; make one source of them",
        ),
        (
            "sources",
            "published: '2025-05-28'",
            "published: 28 May 2025",
            "sources.yaml:15: published: “28 May 2025” cannot be read as a date: "
            "write 2025, 2025-05, 2025-05-21, 2025-05-21~ or 2025-05/2025-06",
        ),
        (
            "sources",
            "  url: https://payloadspace.com/rep-jeff-crank-on-the-mission-of-the-golden-dome-caucus\n",
            "  url: null\n  archived_at: 2025-05-21\n",
            "sources.yaml:21: archived_at: must be a moment with its time zone, "
            "such as '2025-05-21T14:30:00+00:00'",
        ),
        (
            "sources",
            "outlet: Dailymotion",
            "outlet: Dailymotion\n  primary: yes",
            "sources.yaml:5: primary: must be true or false",
        ),
        (
            "sources",
            "outlet: Dailymotion",
            "outlet: Dailymotion\n  derived_from: nowhere",
            "sources.yaml:5: “nowhere” is not in sources.yaml",
        ),
        (
            "sources",
            "outlet: Dailymotion",
            "outlet: Dailymotion\n  public_id: hello",
            "sources.yaml:5: public_id: This is not a public id: five or more lower-case letters "
            "and digits",
        ),
        (
            "statements",
            "speaker: jeff-crank",
            "speaker: jeff-cranc",
            "statements.yaml:2: “jeff-cranc” is not in speakers.yaml",
        ),
        (
            "statements",
            "- source: payload-crank-caucus",
            "- source: payload-crank",
            "statements.yaml:19: “payload-crank” is not in sources.yaml",
        ),
        (
            "statements",
            "quoted: put a price tag on it.",
            "quoted: null",
            "statements.yaml:39: quoted: needed for a quotation; only a paraphrase has none",
        ),
        (
            "statements",
            "    low: 500",
            "    low: '500'",
            "statements.yaml:14: low: must be a number such as 175 or 17.5, "
            "without quotation marks",
        ),
        (
            "statements",
            "    low: 500",
            "    low: 500.5",
            "statements.yaml:14: low: low (500.5) is greater than high (500)",
        ),
        (
            "statements",
            "    low: 500\n    high: 500\n",
            "",
            "statements.yaml:13: low: a figure needs low, high or both",
        ),
        (
            "statements",
            "bound: exact",
            "bound: circa",
            "statements.yaml:16: bound: “circa” is not one of "
            "exact, about, at-least, at-most, range",
        ),
        (
            "statements",
            "    unit: USD-billion",
            "    unit: USD-billion\n    note: x",
            "statements.yaml:18: unknown key “note”",
        ),
        (
            "statements",
            "text: $500B would be a bargain at that point",
            "text: {a: b}",
            "statements.yaml:9: text: must be a text",
        ),
        (
            "statements",
            "  - canada-participation\n",
            "  - cost\n",
            "statements.yaml:35: “cost” is given twice",
        ),
        (
            "statements",
            "  figures: []\n",
            "  figures: [text]\n",
            "statements.yaml:36: must be keys with their values",
        ),
        (
            "statements",
            "date_basis: article dated 2025-05-28 says 'Last week'; video dated 5/22/2025",
            "date_basis: !!binary aGVsbG8=",
            "statements.yaml:27: a tag such as tag:yaml.org,2002:binary is not read",
        ),
        (
            "statements",
            "  place: null\n  occasion: News conference\n",
            "  place: &there Ottawa\n  occasion: *there\n",
            "statements.yaml:29: an alias (*) is not read: write the value again",
        ),
        (
            "statements",
            "text: $500B would",
            "text: 'x': $500B would",
            "statements.yaml:9: not YAML: mapping values are not allowed in this context",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, part: str, old: str, new: str, expected: str
) -> None:
    assert mistakes(write(tmp_path, **with_change(part, old, new))) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "topics.yaml:1: the file is empty: write [] if there is nothing to list"),
        (b"# nothing\n", "topics.yaml:1: the file is empty: write [] if there is nothing to list"),
        (
            b"slug: cost\n",
            "topics.yaml:1: the file must be a list of entries, each beginning with a hyphen",
        ),
        (b"- cost\n", "topics.yaml:1: must be keys with their values"),
        (b"- slug: a\n  name: caf\xe9\n", "topics.yaml:2: this is not UTF-8"),
        ("- slug: a\n".encode("utf-16"), "topics.yaml:1: this is not UTF-8"),
        (
            b"- slug: a\n  name: \xc3\xa9\x01\n",
            "topics.yaml:2: the file holds a control character: control characters are not allowed",
        ),
        (b"- slug: a\n\tname: b\n", "topics.yaml:2: not YAML: found a tab character"),
        (b"[]\n---\n[]\n", "topics.yaml:2: not YAML: but found another document"),
        (b"- ? [a]\n  : b\n", "topics.yaml:1: a key must be a single word"),
        (b"- &a [*a]\n", "topics.yaml:1: an alias (*) is not read: write the value again"),
        (b"[" * 3000 + b"]" * 3000, "topics.yaml:1: lists are nested too deeply"),
    ],
)
def test_what_is_not_a_list_in_yaml_is_refused(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    assert mistakes(write(tmp_path, topics=content))[0].startswith(expected)


def test_all_mistakes_come_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    speakers = with_change("speakers", "country: US", "country: U")
    statements = with_change("statements", "kind: partial", "kind: part")
    statements["statements"] = statements["statements"].replace(
        "  place: null\n", "  plaec: null\n", 1
    )
    found = mistakes(write(tmp_path, **speakers, **statements, outlets="- name: ''\n"))
    assert [re.match(r"\w+\.yaml:\d+", mistake)[0] for mistake in found] == [  # type: ignore[index]
        "speakers.yaml:17",
        "statements.yaml:5",
        "statements.yaml:40",
        "outlets.yaml:1",
    ]


def test_an_entry_with_a_mistake_is_still_known_to_those_that_refer_to_it(tmp_path: Path) -> None:
    folder = write(tmp_path, **with_change("speakers", "country: CA", "country: Canada"))
    assert len(mistakes(folder)) == 1


def test_a_missing_file_does_not_make_all_that_refers_to_it_unknown(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "speakers.yaml").unlink()
    assert mistakes(folder) == [f"speakers.yaml: this file is missing in {folder}"]


def test_a_missing_folder_and_a_file_in_its_place_are_named(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "none") == [f"{tmp_path / 'none'}: this does not exist"]
    (tmp_path / "file").write_text("")
    assert mistakes(tmp_path / "file") == [f"{tmp_path / 'file'}: this is not a folder"]


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (write(tmp_path) / "topics.yaml").mkdir()
    assert mistakes(tmp_path) == ["topics.yaml: this file cannot be read: Is a directory"]


def test_a_statement_without_citations_is_refused(tmp_path: Path) -> None:
    uncited = STATEMENTS[: STATEMENTS.index("  citations:")] + "  citations: []\n"
    expected = ["statements.yaml:18: citations: a statement needs at least one citation"]
    assert mistakes(write(tmp_path, statements=uncited)) == expected


def test_sources_derived_from_each_other_are_named_once(tmp_path: Path) -> None:
    changed = with_change(
        "sources", "outlet: Dailymotion", "outlet: Dailymotion\n  derived_from: b"
    )
    text = changed["sources"].replace("derived_from: b", "derived_from: payload-crank-caucus")
    text += "  derived_from: dailymotion-2025-05-22-carney-video\n"
    assert mistakes(write(tmp_path, sources=text)) == [
        "sources.yaml:5: derived_from: a source would be derived from itself: "
        "dailymotion-2025-05-22-carney-video ← payload-crank-caucus ← "
        "dailymotion-2025-05-22-carney-video"
    ]


def test_a_public_id_is_given_once(tmp_path: Path) -> None:
    changed = with_change(
        "sources", "outlet: Dailymotion", "outlet: Dailymotion\n  public_id: bbbbb"
    )
    text = changed["sources"] + "  public_id: bbbbb\n"
    assert mistakes(write(tmp_path, sources=text)) == [
        "sources.yaml:29: public_id: “bbbbb” was already given in sources.yaml:5"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "from: carney-2025-05-21-no-price-tag",
            "from: carney-2025-05-21-no-price",
            "relations.yaml:1: “carney-2025-05-21-no-price” is not in statements.yaml",
        ),
        (
            "to: carney-2025-05-21-no-price-tag",
            "to: crank",
            "relations.yaml:6: “crank” is not in statements.yaml",
        ),
        (
            "to: carney-2025-05-21-no-price-tag",
            "to: crank-2025-500b-bargain",
            "relations.yaml:6: to: a statement is not related to itself",
        ),
        (
            "kind: replies-to",
            "kind: answers",
            "relations.yaml:7: kind: “answers” is not one of "
            "repeats, revises, contradicts, clarifies, denies, replies-to",
        ),
        (
            "reason: Asked about the price.",
            "reason: ''",
            "relations.yaml:8: reason: must not be blank",
        ),
        ("  kind: replies-to\n", "", "relations.yaml:5: the key “kind” is missing"),
        (
            "  kind: replies-to\n",
            "  kind: replies-to\n  note: x\n",
            "relations.yaml:8: unknown key “note”",
        ),
    ],
)
def test_a_mistake_in_a_relation_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert RELATIONS.count(old) == 1
    assert mistakes(write(tmp_path, relations=RELATIONS.replace(old, new))) == [expected]


def test_a_relation_is_given_once_and_one_of_another_kind_is_another(tmp_path: Path) -> None:
    first = RELATIONS[: RELATIONS.index("- from: crank")]
    again = first.replace("One names", "Only one names")
    assert mistakes(write(tmp_path, relations=first + again)) == [
        "relations.yaml:5: this relation was already given in relations.yaml:1"
    ]
    other = first.replace("contradicts", "denies")
    assert len(record_folder.read(write(tmp_path, relations=first + other)).relations) == 2


@pytest.mark.parametrize(
    ("outlets", "expected"),
    [
        (
            "- name: CBC\n  slug: cbc\n  formerly: [cbc]\n",
            "outlets.yaml:3: formerly: “cbc” is the slug that it has now",
        ),
        (
            "- name: CBC\n  formerly: [cbc-news, 'cbc news']\n",
            "outlets.yaml:2: This part of the address cannot contain spaces, slashes, ? or #",
        ),
        (
            "- name: CBC\n  formerly: [a, a]\n",
            "outlets.yaml:2: “a” is given twice",
        ),
        (
            "- name: CBC\n  formerly: [a]\n- name: BBC\n  formerly: [b, a]\n",
            "outlets.yaml:4: “a” was already given in outlets.yaml:2",
        ),
        (
            "- name: CBC\n  formerly: [a]\n- name: BBC\n  slug: a\n",
            "outlets.yaml:2: “a” was already given in outlets.yaml:4",
        ),
    ],
)
def test_a_former_address_leads_to_one_outlet(tmp_path: Path, outlets: str, expected: str) -> None:
    assert mistakes(write(tmp_path, outlets=outlets)) == [expected]


def test_unquoted_words_and_dates_are_not_taken_for_something_else(tmp_path: Path) -> None:
    text = STATEMENTS.replace("'2025-05-21'", "2025-05-21").replace("'2025'", "2025")
    text = text.replace("language: en", "language: no", 1).replace("notes: null", "notes: 12:30", 1)
    first, second = record_folder.read(write(tmp_path, statements=text)).statements
    assert (first.date.text, first.language, first.notes) == ("2025", "no", "12:30")
    assert second.date.text == "2025-05-21"


def test_the_example_in_the_manual_is_in_the_bundled_record() -> None:
    manual = (Path(__file__).parent.parent / "docs" / "format.md").read_text("utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```$", manual, re.DOTALL | re.MULTILINE)
    names = ("speakers", "sources", "statements", "relations")
    for name, example in zip(names, examples, strict=True):
        assert example in (BUNDLED / f"{name}.yaml").read_text("utf-8")


def test_a_byte_order_mark_and_windows_line_ends_are_forgiven(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + STATEMENTS.replace("\n", "\r\n").encode()
    assert record_folder.read(write(tmp_path, statements=content)) == record_folder.read(
        write(tmp_path)
    )


def test_an_outlet_that_nobody_knows_is_named_after_its_host(tmp_path: Path) -> None:
    folder = write(tmp_path, **with_change("sources", "outlet: Dailymotion", "outlet: null"))
    assert record_folder.read(folder).sources[0].with_outlet().outlet == "lrpapi.dailymotion.com"
    printed = with_change("sources", "outlet: Payload", "outlet: null")["sources"]
    printed = printed.replace(
        "url: https://payloadspace.com/rep-jeff-crank-on-the-mission-of-the-golden-dome-caucus",
        "url: null",
    )
    assert mistakes(write(tmp_path, sources=printed)) == [
        "sources.yaml:22: outlet: a source without a URL needs its outlet"
    ]


def test_outlets_that_would_share_a_slug_are_numbered_in_one_order() -> None:
    expected = {"TIME": "time", "Time": "time-2", "time": "time-4", "Other": "time-3"}
    given = {"Other": "time-3"}
    assert outlet_slugs(["time", "TIME", "Time", "Other"], given) == expected
    assert outlet_slugs(["Other", "Time", "time", "TIME"], given) == expected
    assert outlet_slugs(["Time"], {}, taken={"time", "time-2"}) == {"Time": "time-3"}


@pytest.mark.parametrize(
    ("written", "number"),
    [("175", "175"), ("17.50", "17.5"), ("-0", "0"), ("1000", "1000"), ("0.000001", "0.000001")],
)
def test_numbers_are_written_in_plain_digits(written: str, number: str) -> None:
    low = schema.FigureEntry.read("low", PlainScalar(written))
    figure = schema.FigureEntry(quantity="a", low=low, bound="exact", unit="b")
    assert f"  low: {number}\n" in _text_of(figure)


@pytest.mark.parametrize("written", ["1e3", ".5", "1_000", "0x10", "1,000", "1.1234567", "NaN", ""])
def test_numbers_in_other_spellings_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        schema.FigureEntry.read("low", PlainScalar(written))


def test_optional_keys_are_written_only_where_they_say_something() -> None:
    plain = schema.SourceEntry(id="a", url=None, outlet="b", language="en", kind="report").plain()
    keys = ["id", "url", "title", "outlet", "authors", "published", "language", "kind", "wire"]
    assert list(plain) == keys


def test_every_optional_key_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    record = record_folder.read(write(tmp_path))
    record.speakers[0] = record.speakers[0].but(
        kind="institution", name_fr="f", party="p", description="d"
    )
    record.speakers[0].roles[0].title_fr = "Premier ministre du Canada"
    record.speakers[0].roles[0].country = "CA"
    record.sources[0] = record.sources[0].but(
        public_id="bcdfg",
        archived_url="https://web.archive.org/web/2025/https://payloadspace.com/",
        archived_at=datetime(2025, 5, 21, 14, 30, tzinfo=UTC),
        primary=True,
        derived_from="payload-crank-caucus",
    )
    record.statements[0].public_id = "bcdfg"
    record.statements[0].figures[0].as_of = parse_date("2025~")
    record.statements[0].citations[0].locator = "p. 3"
    record.topics = [
        schema.TopicEntry(slug="cost", name="Cost", name_fr="Coût", description="Money.")
    ]
    record.outlets = [
        schema.OutletEntry(name="Payload", slug="p", kind="website", country="US", hosts=["a.org"])
    ]
    record_folder.write(record, tmp_path)
    assert record_folder.read(tmp_path) == record


def test_an_optional_file_with_nothing_to_say_is_removed(tmp_path: Path) -> None:
    folder = write(tmp_path, topics="- slug: cost\n  name: Cost\n", outlets="[]\n")
    record = record_folder.read(folder)
    record_folder.write(record, folder)
    assert (folder / "topics.yaml").exists()
    record.topics = []
    record_folder.write(record, folder)
    expected = ["sources.yaml", "speakers.yaml", "statements.yaml"]
    assert sorted(path.name for path in folder.iterdir()) == expected


def test_a_folder_with_other_things_in_it_is_not_written_into_unasked(tmp_path: Path) -> None:
    record = record_folder.read(write(tmp_path / "record"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(RefusedRecord, match="not empty and holds no record"):
        record_folder.write(record, other)
    assert [path.name for path in other.iterdir()] == ["notes.txt"]
    record_folder.write(record, other, force=True)
    assert (other / "notes.txt").read_text() == "mine"
    assert record_folder.read(other) == record


def test_a_write_that_fails_leaves_the_old_record_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path)
    record = record_folder.read(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    record.speakers.pop()
    write_text = Path.write_text

    def full_disk(path: Path, *args: str, **kwargs: str) -> int:
        if "statements" in path.name:
            raise OSError(28, "No space left on device")
        return write_text(path, *args, **kwargs)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError, match="No space"):
        record_folder.write(record, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


HOSTILE = [
    *("no", "Yes", "~", "null", "", "2025", "2025-05-21", "12:30", "1e3", "0x1F", "=", "<<", "- a"),
    *(
        ": ",
        "a: b",
        "a #b",
        "#",
        "'",
        '"',
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "{a}",
        "?",
    ),
    *("trailing ", " leading", "\ttab", "a\tb", "a\n", "a\n\nb", "\na", "a \n b", "a\r\nb", "\x85"),
    *(
        "a\x85b",
        "\u2028",
        "a\u2028b",
        "\ufeffa",
        "a\ufeff",
        "\x07",
        "\x7f",
        "\xa0",
        "é",
        "😀",
        "\uffff",
    ),
]
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
)
known = texts.filter(str.strip)
maybe = st.none() | known


def _text_of(entry: schema.RecordEntry) -> str:
    text = record_folder.texts(schema.ArchiveRecord(statements=[entry]))["statements.yaml"]  # type: ignore[list-item]
    assert text is not None
    return text


@given(text=known, notes=maybe, place=maybe, occasion=maybe, quoted=known, via=maybe)
def test_any_text_is_read_again_as_it_was_written(
    text: str,
    notes: str | None,
    place: str | None,
    occasion: str | None,
    quoted: str,
    via: str | None,
) -> None:
    statement = schema.StatementEntry(
        id="a",
        speaker="b",
        place=place,
        occasion=occasion,
        kind="direct",
        language="no",
        text=text,
        citations=[schema.CitationEntry(source="c", quoted=quoted, kind="direct", via=via)],
        notes=notes,
    )
    written = _text_of(statement)
    document = parse("statements.yaml", written.encode())
    assert document.mistakes == []
    mistakes: list[schema.EntryMistake] = []
    again = schema.StatementEntry.read_all(document.data[0], mistakes)
    assert again == statement
    assert mistakes == []
    assert _text_of(again) == written
