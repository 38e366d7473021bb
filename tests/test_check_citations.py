"""A bibliography held against the record: every form, every outcome, and what cannot be read."""

import json
import random
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.citing.bibliography_check.bibliographies import MOST_BYTES, read
from quotes.citing.bibliography_check.permalinks import permalinks
from quotes.citing.bibliography_check.wordings import CitedVersion, Differences
from quotes.citing.bibliography_files.bibliography_entry import (
    MOST_ENTRIES,
    BibliographyTooLarge,
    UnreadableFile,
    form_of,
)
from quotes.citing.bibliography_files.markup import plain_tex
from quotes.citing.bibtex import escaped
from quotes.editing import EditContext, publish, record_changes
from quotes.models import Redirect, State, Statement
from quotes.models.change_log import without_history
from quotes.models.vocabulary import Addressed
from tests import factories, html

PAGE, API = "/check-citations", "/check-citations.json"

WORDS = "We are considering it now, at the highest level."
REWORDED = "We are considering it now, at a high level."


def asked(client: Client, content: str | bytes, status: int = 200) -> dict:
    response = client.post(API, content, content_type="text/plain")
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/json"
    return response.json()


def answers(client: Client, content: str | bytes) -> list[dict]:
    return asked(client, content)["citations"]


def answer(client: Client, content: str | bytes) -> dict:
    (only,) = answers(client, content)
    return only


def link(statement: Statement, version: int | None = None, host: str = "testserver") -> str:
    return f"http://{host}/s/{statement.public_id}" + (f"/v/{version}" if version else "")


def bib(address: str, words: str = "", key: str = "k", **fields: str) -> str:
    named = {"url": address, "abstract": escaped(words), **fields}
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in named.items() if value)
    return f"@article{{{key},\n{lines}}}\n"


def edit(statement: Statement, reason: str = "Two recordings have it so", **fields: str) -> None:
    fields = fields or {"text": REWORDED}
    for name, value in fields.items():
        setattr(statement, name, value)
    statement.save()
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    record_changes([statement.pk], EditContext(reason, "R. Editor", at, overrides_check=True))


def merge(old: Statement, into: Statement) -> None:
    Statement.objects.filter(pk=old.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old=old.public_id, statement=into, reason="Said once"
    )


def withdraw(statement: Statement) -> None:
    Statement.objects.filter(pk=statement.pk).update(state=State.WITHDRAWN)
    Redirect.objects.create(
        kind=Addressed.STATEMENT, old=statement.public_id, reason="Nobody said it"
    )


@pytest.fixture
def statement() -> Statement:
    return factories.statement(text=WORDS)


# The round trip

WORDINGS = [
    "The “dome” costs 100% of {our} budget, isn’t that so? $175B & more_less #1 ~ ^2 \\ done",
    "Le « dôme » coûtera 175 milliards — à moins que…",
    "Это ``обсуждается'' -- на высоком уровне",
    "金色穹顶计划，我们正在考虑。",
    "القبة الذهبية قيد الدراسة",
    "a } lone brace and two -- dashes",
    'He said "no", twice.',
    "Plain words.",
]


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_an_export_names_exactly_what_was_edited_since(client: Client, suffix: str):
    made = [factories.statement(text=text, place="Ottawa") for text in WORDINGS * 2]
    # Quoted in pieces, and in none.
    made.append(factories.statement(text="one two three four", wordings=("one two", "four")))
    paraphrase = factories.draft(kind="paraphrase", text="He doubts the price.")
    factories.citation(paraphrase, wording=None)
    publish(paraphrase, EditContext("First published"))
    made.append(paraphrase)
    chosen = random.Random(4)
    edit(made[0], text="Was changed before the export.")

    export = client.get(f"/statements.{suffix}").getvalue()
    before = answers(client, export)
    assert {found["statement"] for found in before} == {one.public_id for one in made}
    assert [found["outcome"] for found in before] == ["current"] * len(made)
    assert not any(found["words_differ"] for found in before)

    edited = chosen.sample(made, 7)
    for number, one in enumerate(edited):
        if number % 2:
            edit(one, place=f"City {number}")
        else:
            edit(one, text=one.text + " And more.")
    after = answers(client, export)
    corrected = {found["statement"] for found in after if found["outcome"] == "corrected"}
    assert corrected == {one.public_id for one in edited}
    assert {found["outcome"] for found in after} == {"current", "corrected"}
    # In the order of the export.
    assert [found["statement"] for found in after] == [found["statement"] for found in before]


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_an_export_by_citations_names_a_wording_that_was_mended(client: Client, suffix: str):
    made = factories.statement(text=WORDS, wordings=(WORDS, "at the highest level"))
    export = client.get(f"/statements.{suffix}?rows=citations").getvalue()
    second = made.citations.get(position=1)
    second.wording = "at a high level"
    second.save()
    record_changes([made.pk], EditContext("Misread"))
    found = answers(client, export)
    assert [one["outcome"] for one in found] == ["corrected", "corrected"]
    mended = next(one for one in found if one["difference"])
    assert {"op": "insert", "text": "a high"} in [
        {"op": piece["op"], "text": piece["text"].strip()} for piece in mended["difference"]
    ]
    assert mended["changes"][0]["parts"] == ["citations"]


# The outcomes


@pytest.mark.django_db
def test_what_stands_is_current(client: Client, statement: Statement):
    found = answer(client, bib(link(statement, 1), WORDS))
    assert found["outcome"] == "current"
    assert (found["cited_version"], found["current_version"]) == (1, 1)
    assert found["words_differ"] is False
    assert found["changes"] == []
    assert found["url"] == link(statement)


@pytest.mark.django_db
def test_a_correction_comes_with_its_reason_its_day_and_its_words(
    client: Client, statement: Statement
):
    edit(statement)
    edit(statement, "It was Ottawa", place="Ottawa")
    found = answer(client, bib(link(statement, 1), WORDS))
    assert found["outcome"] == "corrected"
    assert (found["cited_version"], found["current_version"]) == (1, 3)
    assert [(c["version"], c["reason"], c["parts"]) for c in found["changes"]] == [
        (2, "Two recordings have it so", ["text"]),
        (3, "It was Ottawa", ["place"]),
    ]
    assert found["changes"][0]["made_at"] == "2026-07-01T12:00:00Z"
    assert found["changes"][0]["url"] == link(statement, 2)
    today = "".join(p["text"] for p in found["difference"] if p["op"] != "delete")
    assert today == REWORDED
    assert "2 times" in found["sentence"]


@pytest.mark.django_db
def test_what_changed_besides_the_words_leaves_the_words_alone(
    client: Client, statement: Statement
):
    edit(statement, "It was Ottawa", place="Ottawa")
    found = answer(client, bib(link(statement, 1), WORDS))
    assert (found["outcome"], found["words_differ"], found["difference"]) == (
        "corrected",
        False,
        [],
    )


@pytest.mark.django_db
def test_a_permalink_without_a_version_is_known_by_the_words(client: Client, statement: Statement):
    statement.citations.all().delete()
    factories.citation(statement, wording="a level of some height")
    edit(statement)
    old = answer(client, bib(link(statement), WORDS))
    assert (old["outcome"], old["cited_version"]) == ("corrected", 1)
    new = answer(client, bib(link(statement), REWORDED))
    assert (new["outcome"], new["cited_version"]) == ("current", 2)


@pytest.mark.django_db
def test_words_of_no_version_are_unknown_and_shown_beside_todays(
    client: Client, statement: Statement
):
    found = answer(client, bib(link(statement), "We are considering nothing at all."))
    assert found["outcome"] == "unknown"
    assert "none of its versions" in found["sentence"]
    assert found["words_differ"] is True
    assert any(piece["op"] == "delete" for piece in found["difference"])


@pytest.mark.django_db
def test_words_that_are_not_in_the_version_that_is_named(client: Client, statement: Statement):
    strange = "We are considering nothing at all."
    found = answer(client, bib(link(statement, 1), strange))
    assert (found["outcome"], found["cited_version"]) == ("unknown", 1)
    edit(statement)
    found = answer(client, bib(link(statement, 1), strange))
    assert found["outcome"] == "corrected"
    assert "do not stand in the version that is named" in found["sentence"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "considering it now",
        "“We are considering it now … at the highest level”",
        "We are … highest level",
        "we".replace("w", "W") + " are considering it now,",
    ],
)
def test_a_part_of_the_words_is_the_words(client: Client, statement: Statement, words: str):
    assert answer(client, bib(link(statement), words))["outcome"] == "current"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["considering it no", "the highest level. We are", "highest … considering", "e"]
)
def test_half_a_word_or_another_order_is_not_the_words(
    client: Client, statement: Statement, words: str
):
    assert answer(client, bib(link(statement), words))["outcome"] == "unknown"


@pytest.mark.django_db
def test_a_bare_permalink_of_what_was_corrected_names_every_correction(
    client: Client, statement: Statement
):
    assert answer(client, link(statement))["outcome"] == "current"
    edit(statement)
    found = answer(client, link(statement))
    assert (found["outcome"], found["cited_version"]) == ("corrected", None)
    assert "does not say which version" in found["sentence"]
    assert len(found["changes"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "outcome"), [("2026-06-30", "corrected"), ("2099-01-01", "current")]
)
def test_the_day_on_which_it_was_read_tells_the_version(
    client: Client, statement: Statement, day: str, outcome: str
):
    edit(statement)
    year, month, last = day.split("-")
    forms = [
        bib(link(statement), urldate=day),
        f"TY  - NEWS\nUR  - {link(statement)}\nY2  - {year}/{month}/{last}/\nER  - \n",
        json.dumps(
            [{"URL": link(statement), "accessed": {"date-parts": [[int(year), month, last]]}}]
        ),
    ]
    assert [answer(client, form)["outcome"] for form in forms] == [outcome] * 3


@pytest.mark.django_db
def test_a_merged_statement_says_into_which_and_whether_the_words_differ(
    client: Client, statement: Statement
):
    other = factories.statement(text=REWORDED)
    merge(statement, other)
    found = answer(client, bib(link(statement, 1), WORDS))
    assert (found["outcome"], found["merged_into"]) == ("merged", other.public_id)
    assert found["words_differ"] is True
    assert found["reason"] == "Said once"
    assert found["date"]
    assert any(piece["op"] == "insert" for piece in found["difference"])
    same = answer(client, bib(link(statement, 1), "We are considering it now"))
    assert same["words_differ"] is False


@pytest.mark.django_db
def test_merged_twice_and_merged_in_a_ring(client: Client, statement: Statement):
    second, third = factories.statement(), factories.statement(text=WORDS)
    merge(statement, second)
    merge(second, third)
    found = answer(client, link(statement))
    assert (found["outcome"], found["merged_into"]) == ("merged", third.public_id)
    assert found["words_differ"] is False
    merge(third, statement)
    assert answer(client, link(statement))["outcome"] == "withdrawn"


@pytest.mark.django_db
def test_a_withdrawn_statement_has_its_reason_and_none_of_its_words(
    client: Client, statement: Statement
):
    withdraw(statement)
    response = client.post(API, link(statement, 1), content_type="text/plain")
    (found,) = response.json()["citations"]
    assert (found["outcome"], found["reason"]) == ("withdrawn", "Nobody said it")
    assert found["date"]
    assert "considering" not in response.content.decode()


@pytest.mark.django_db
def test_what_has_no_permalink_of_ours_is_unknown_and_why(client: Client, statement: Statement):
    found = answers(
        client,
        bib("https://news.example/2025/05/dome", key="news")
        + bib(link(statement, host="elsewhere.example"), key="foreign")
        + bib("http://testserver/s/zzzzz", key="nobody")
        + bib(link(statement, 9), key="nine"),
    )
    assert [one["outcome"] for one in found] == ["unknown"] * 4
    assert [one["key"] for one in found] == ["news", "foreign", "nobody", "nine"]
    sentences = [one["sentence"] for one in found]
    assert "no permalink" in sentences[0]
    assert "elsewhere.example is not this archive" in sentences[1]
    assert "no statement with this address" in sentences[2]
    assert "no version 9" in sentences[3]


@pytest.mark.django_db
def test_a_draft_is_not_known(client: Client):
    draft = factories.draft(text="A secret axolotl.")
    factories.citation(draft)
    response = client.post(API, link(draft), content_type="text/plain")
    assert response.json()["citations"][0]["outcome"] == "unknown"
    assert "axolotl" not in response.content.decode()


@pytest.mark.django_db
def test_a_statement_without_a_history_is_compared_as_it_stands(client: Client):
    made = factories.draft(text=WORDS)
    factories.citation(made)
    made.state, made.published_at = State.PUBLISHED, datetime(2026, 1, 1, tzinfo=UTC)
    # As in an archive that was filled for measuring.
    with without_history():
        made.save()
    assert answer(client, bib(link(made), WORDS))["outcome"] == "current"
    assert answer(client, bib(link(made), "Never."))["outcome"] == "unknown"
    assert answer(client, link(made, 1))["outcome"] == "unknown"


@pytest.mark.django_db
def test_the_hosts_that_are_ours(client: Client, statement: Statement, settings):
    settings.ALLOWED_HOSTS = ["testserver", ".archive.example"]
    for host in ("archive.example", "www.archive.example:8000", "TESTSERVER"):
        assert answer(client, link(statement, host=host))["outcome"] == "current", host
    settings.ALLOWED_HOSTS = ["*"]
    assert answer(client, link(statement))["outcome"] == "current"
    assert answer(client, link(statement, host="archive.example"))["outcome"] == "unknown"


@pytest.mark.django_db
def test_every_form_of_an_address_is_read(client: Client, statement: Statement):
    pk = statement.public_id
    forms = [
        f"http://testserver/s/{pk}",
        f"https://testserver:443/s/{pk}/v/1",
        f"http://testserver/statements/{pk}/",
        f"http://testserver/statements/{pk}/some-old-slug/",
        f"http://testserver/statements/{pk}/v/1/",
        f"http://testserver/statements/xxxxx/was/{pk}/v/1/",
        f"http://testserver/fr/s/{pk}",
        f"http://testserver/s/{pk}?utm_source=x#:~:text=considering",
        f"/s/{pk}",
        f"<http://testserver/s/{pk}>,",
        f"http://testserver/s/{pk}.json",
        f"http://testserver/s/{pk}.csl.json).",
        f"http://testserver/s/{pk}.bib,",
        f"http://testserver/s/{pk}…",
        f"http://testserver/s/{pk[:2]}\u00ad{pk[2:]}\u200b",
        f"http://testserver/S/{pk.upper()}",
        f"http://testserver/embed/{pk}",
        f'<iframe src="http://testserver/embed/{pk}?v=1">',
        f"https://web.archive.org/web/20260102030405/http://testserver/s/{pk}/v/1",
        f"https://archive.ph/http:/testserver/statements/{pk}/a-slug/",
        f"[1] M. Carney, http://testserver/s/{pk}/v/1.",
        f"{{{{cite web |url=http://testserver/s/{pk} |title=A}}}}",
        f"[Carney](http://testserver/s/{pk}) said so.",
        f"[^1]: http://testserver/s/{pk}",
        f"Words kept at [http://testserver/s/{pk}/v/1 DomeTracker].",
        f"(Words kept at DomeTracker: http://testserver/s/{pk}/v/1)",
    ]
    assert [one["outcome"] for one in answers(client, "\n".join(forms))] == ["current"] * len(forms)


@pytest.mark.django_db
def test_an_entry_that_cites_two_is_answered_twice(client: Client, statement: Statement):
    other = factories.statement()
    entry = bib(link(statement), note=f"See also {link(other, 1)} and {link(statement, 1)}.")
    found = answers(client, entry)
    assert [(one["entry"], one["statement"]) for one in found] == [
        (1, statement.public_id),
        (1, other.public_id),
    ]
    assert found[0]["cited_version"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 60])
def test_the_queries_do_not_grow_with_the_entries(client: Client, count: int):
    made = [factories.statement() for _ in range(count)]
    for one in made[::3]:
        edit(one)
    for one in made[1::3]:
        merge(one, made[0])
    text = "\n".join(link(one, 1) for one in made)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(answers(client, text)) == count
    assert len(queries) <= 5, [query["sql"][:200] for query in queries]


# The forms


def keys(text: str) -> list[str]:
    return [entry.key for entry in read(text).entries]


def test_what_form_a_text_is_in():
    assert form_of(' [{"id": "a"}]') == "csl-json"
    assert form_of("﻿TY  - NEWS\n".lstrip("﻿")) == "ris"
    assert form_of("% a comment\n  @article{a,}") == "bibtex"
    assert form_of("see http://a.example/s/7kq2m") == "text"


def test_bibtex_with_macros_comments_and_parents():
    text = r"""
        @comment{ @article{no, url = {http://a.example/s/22222}} }
        @string{ours = "http://a.example/s/"}
        @preamble{ "\newcommand{\x}{y}" }
        Free text between entries.
        @Article{one, URL = ours # "7kq2m", Abstract = "A {B}ig \& b\'etter {\"u}ber-plan"}
        @inbook(two, crossref = {one}, title = {Of one})
        @misc{one, url = {http://a.example/s/33333}}
    """
    first, second, again = read(text).entries
    assert [found.public_id for found in first.addresses] == ["7kq2m"]
    assert first.words == "A Big & bétter über-plan"
    assert [found.public_id for found in second.addresses] == ["7kq2m"]
    assert [found.public_id for found in again.addresses] == ["33333"]


def test_a_broken_entry_of_bibtex_is_named_with_its_line_and_the_others_are_read():
    entries = read(
        "@article{a,\n  url = {http://a.example/s/7kq2m}\n}\n@misc{b,\n x = {\n@misc{c}\n"
    ).entries
    assert [entry.key for entry in entries] == ["a", "", "c"]
    assert (entries[1].line, "Line 4" in entries[1].fault) == (4, True)


def test_what_many_entries_share_is_not_read_for_each_of_them():
    """A parent or a macro of a megabyte in thousands of entries is the work of hours."""
    macros = "@string{s = {%s}}\n" % ("y" * 900_000)
    parent = "@misc{p, url = {http://a.example/s/7kq2m}, x = {%s}}\n" % ("z" * 900_000)
    children = "".join(f"@misc{{k{n}, crossref = {{p}}, a = s # s}}\n" for n in range(3_000))
    entries = read(macros + parent + children).entries
    assert all(entry.addresses[0].public_id == "7kq2m" for entry in entries)


@pytest.mark.parametrize("words", WORDINGS)
def test_what_the_export_escapes_is_read_as_it_was(words: str):
    assert (
        CitedVersion(1, datetime.now(UTC), "", {"": words}).place_of(plain_tex(escaped(words)))
        == ""
    )


def test_ris_without_an_end_and_with_lines_that_go_on():
    text = (
        "\ufeffTY  - NEWS\r\nID  - a\r\nAB  - We are\r\nconsidering it.\r\nUR  - http://a.example/s/7kq2m\r\n"
        "TY  - NEWS\r\nID  - b\r\nER  -\r\n\r\nTY  - ELEC\r\nID  - c"
    )
    entries = read(text).entries
    assert [entry.key for entry in entries] == ["a", "b", "c"]
    assert entries[0].words == "We are\nconsidering it."
    assert [entry.line for entry in entries] == [1, 6, 10]


@pytest.mark.django_db
def test_ris_is_read_as_its_own_reader_reads_it(client: Client):
    import rispy

    for text in WORDINGS:
        factories.statement(text=text)
    export = client.get("/statements.ris").getvalue().decode()
    theirs = [(one["id"], one["abstract"]) for one in rispy.loads(export.replace("\r\n", "\n"))]
    assert theirs == [(entry.key, entry.words) for entry in read(export).entries]


def test_csl_json_alone_in_a_list_and_wrapped():
    item = {"id": 7, "URL": "http://a.example/s/7kq2m", "abstract": "Words."}
    for text in (item, [item], {"items": [item]}):
        (entry,) = read(json.dumps(text)).entries
        assert (entry.key, entry.words, entry.addresses[0].public_id) == ("7", "Words.", "7kq2m")


def test_what_is_no_item_is_an_entry_with_a_fault():
    entries = read(
        '["a", {"id": "b", "custom": {"deep": ["http://a.example/s/7kq2m"]}}, null]'
    ).entries
    assert [bool(entry.fault) for entry in entries] == [True, False, True]
    assert entries[1].addresses[0].public_id == "7kq2m"


def test_in_a_list_of_addresses_a_line_that_is_none_is_an_entry():
    entries = read("http://a.example/s/7kq2m\n\nhttp://news.example/x\n/s/22222/v/3\n").entries
    assert [len(entry.addresses) for entry in entries] == [1, 0, 1]
    assert entries[2].addresses[0].version == 3


def test_in_prose_only_addresses_are_entries():
    entries = read("He said so (http://a.example/s/7kq2m).\nNothing here.\n").entries
    assert [entry.addresses[0].public_id for entry in entries] == ["7kq2m"]


@pytest.mark.parametrize(
    "text",
    [
        "http://a.example/s/7kq2m’s words",
        "http://a.example/s/7kq2m's words",
        "http://a.example/s/7kq2m—he said",
        "http://a.example/s/7kq2m&utm_source=mail",
        "https://www.google.com/url?q=http://a.example/s/7kq2m&sa=D&ust=1",
        "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fa.example%2Fs%2F7kq2m&data=0",
        "https://l.facebook.com/l.php?u=http%3A%2F%2Fa.example%2Fs%2F7kq2m%3Ffbclid%3D1&h=A",
        "<a href='https://out.example/?to=http%3a%2f%2fa.example%2fs%2f7kq2m'>here</a>",
    ],
)
def test_an_address_with_something_glued_to_it_or_in_another_is_read(text: str):
    (entry,) = read(text).entries
    assert [(one.host, one.public_id) for one in entry.addresses] == [("a.example", "7kq2m")]


@pytest.mark.parametrize(
    "text",
    ["https://reuters.example/statements/by-official/", "and/or/s/7kq2m", "/s/", "/statements/"],
)
def test_what_is_no_address_of_a_statement(text: str):
    assert list(permalinks(text)) == []


# What cannot be read


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("Nothing to see.", "neither BibTeX, RIS nor CSL-JSON"),
        ("@comment{only}", "neither BibTeX"),
        (b"@article{a,\nx = {\xff\xfe}}", "Line 2 is not in UTF-8"),
        ('[{"id": "a",\n}]', "Line 2 cannot be read as JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 50_000, "nested too deeply"),
        ("[" + "9" * 5_000 + "]", "too long"),
        ("\0\0", "neither BibTeX"),
    ],
)
def test_what_cannot_be_read_is_400_with_a_sentence(client: Client, content, sentence):
    assert sentence in asked(client, content, 400)["errors"][0]
    response = client.post(PAGE, {"text": content if isinstance(content, str) else "x"})
    assert response.status_code == 400
    assert html.faults(response.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("size", [MOST_BYTES + 1, MOST_BYTES + 200_000, 10_000_000])
def test_too_much_is_413_with_a_sentence(client: Client, size: int):
    content = b"x" * size
    assert "more than 2 MB" in asked(client, content, 413)["errors"][0]
    for sent in ({"file": SimpleUploadedFile("a.bib", content)}, {"text": content.decode()}):
        response = client.post(PAGE, sent)
        assert response.status_code == 413
        assert "more than 2 MB" in response.content.decode()


@pytest.mark.django_db
def test_just_enough_is_read(client: Client, statement: Statement):
    entry = bib(link(statement, 1), WORDS)
    padding = "%" * (MOST_BYTES - len(entry.encode()) - 1)
    assert answer(client, entry + "\n" + padding)["outcome"] == "current"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry",
    ["@misc{k%d, x={y}}\n", "TY  - NEWS\nID  - %d\nER  - \n", "http://testserver/s/7kq2m?%d\n"],
)
def test_more_entries_than_are_answered_at_once_are_413(client: Client, entry: str):
    text = "".join(entry % number for number in range(MOST_ENTRIES + 1))
    assert "5000 entries" in asked(client, text, 413)["errors"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"&".join(b"a%d=1" % n for n in range(2_000)), "application/x-www-form-urlencoded"),
        (b"text=%ff%00", "application/x-www-form-urlencoded"),
        (b"text=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"text=x", "text/plain; charset=nonsense"),
        (b"", ""),
    ],
)
def test_a_request_that_is_no_form_is_400(client: Client, body: bytes, content_type: str):
    for path in (PAGE, API):
        response = client.generic("POST", path, body, content_type=content_type)
        assert response.status_code == 400, (path, response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PAGE, API])
def test_other_methods_are_not_allowed(client: Client, path: str):
    assert client.put(path, "x").status_code == 405
    assert client.head(path).status_code == 200


# The page


@pytest.mark.django_db
def test_the_page_shows_a_form_and_then_the_answer(client: Client, statement: Statement):
    page = client.get(PAGE).content.decode()
    assert html.faults(page) == []
    assert 'enctype="multipart/form-data"' in page
    edit(statement)
    gone, merged = factories.statement(), factories.statement()
    withdraw(gone)
    merge(merged, statement)
    text = "\n".join([link(statement, 1), link(statement, 2), link(gone), link(merged), "nonsense"])
    response = client.post(PAGE, {"text": text, "file": SimpleUploadedFile("empty", b"")})
    page = response.content.decode()
    assert response.status_code == 200
    assert html.faults(page) == []
    for word in ("Corrected since", "Current", "Withdrawn", "Merged", "Unknown", "<ins>", "<del>"):
        assert word in page
    assert "Two recordings have it so" in page
    assert "Nobody said it" in page


@pytest.mark.django_db
def test_a_file_is_read_before_what_was_pasted(client: Client, statement: Statement):
    file = SimpleUploadedFile("a.bib", bib(link(statement, 1), WORDS, key="infile").encode())
    page = client.post(PAGE, {"text": "pasted", "file": file}).content.decode()
    assert "infile" in page


@pytest.mark.django_db
def test_what_was_typed_stands_in_the_field_again(client: Client):
    typed = "@article{<b>&\0"
    page = client.post(PAGE, {"text": typed}).content.decode()
    assert "@article{&lt;b&gt;&amp;\ufffd</textarea>" in page
    assert html.faults(page) == []


@pytest.mark.django_db
def test_whoever_prefers_json_gets_it(client: Client, statement: Statement):
    response = client.post(PAGE, {"text": link(statement)}, headers={"Accept": "application/json"})
    assert response["Content-Type"] == "application/json"
    assert "Accept" in response["Vary"]
    assert response.json()["outcomes"]["current"] == 1
    assert (
        client.post(PAGE, {"text": "x"}, headers={"Accept": "application/json"}).status_code == 400
    )


@pytest.mark.django_db
def test_no_token_is_asked_for_and_no_cookie_is_set(statement: Statement):
    client = Client(enforce_csrf_checks=True)
    for path in (PAGE, API):
        assert not client.get(path).cookies
        response = client.post(path, {"text": link(statement)})
        assert response.status_code == 200
        assert not response.cookies


@pytest.mark.django_db
def test_what_can_be_sent_is_told(client: Client):
    told = client.get(API).json()
    assert told["forms"] == ["bibtex", "ris", "csl-json", "text"]
    assert told["limits"] == {"bytes": 2_000_000, "entries": 5_000}


# Whatever is sent


def never_fails(text: str) -> None:
    try:
        bibliography = read(text)
    except UnreadableFile as error:
        assert str(error)
        return
    assert bibliography.entries
    # What comes out can be sent and shown.
    json.dumps([repr(bibliography)]).encode()
    for entry in bibliography.entries:
        (entry.key + entry.words).encode()
        assert "\0" not in entry.key + entry.words


ALPHABET = st.sampled_from(
    [
        *"@{}[]\"'#,=\\%~-\n\r\0 ",
        *("\ufeff", "\ud800", "é", "金"),
        *("@article{k,", "@string{s=", "@comment(", "url = ", "crossref = {k}"),
        *("TY  - NEWS\n", "ER  - \n", "UR  - "),
        *("http://testserver/s/7kq2m", "/v/2", "/statements/"),
        *('{"id": ', '"URL": ', "null", "1e999", "\\u0000", "\\ud800"),
    ]
)


@given(st.lists(ALPHABET, max_size=40).map("".join))
def test_no_text_makes_the_reading_fail(text: str):
    never_fails(text)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_fail(content: bytes):
    never_fails(content.decode("utf-8", "replace"))
    never_fails("@article{k, x = {" + content.decode("latin-1") + "}}")
    never_fails("TY  - NEWS\nAB  - " + content.decode("latin-1"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "URL", "accessed", "date-parts", "abstract", "items", "raw"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_makes_the_reading_fail(value: object):
    never_fails(json.dumps(value))
    never_fails(json.dumps([value]))


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_no_damaged_export_is_a_500(client: Client, suffix: str):
    for text in WORDINGS:
        edit(factories.statement(text=text), place="Ottawa")
    export = client.get(f"/statements.{suffix}").getvalue()
    chance = random.Random(suffix)
    for _ in range(60):
        damaged = bytearray(export)
        for _hit in range(chance.randint(1, 12)):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.5:
                damaged[at] = chance.choice(b'{}@"\\\n\x00\xff,=[]')
            else:
                del damaged[at : at + chance.randint(1, 40)]
        response = client.post(API, bytes(damaged), content_type="text/plain")
        assert response.status_code in (200, 400), response.content[:300]
        page = client.post(PAGE, {"file": SimpleUploadedFile("a", bytes(damaged))})
        assert page.status_code == response.status_code


@given(st.text(st.sampled_from("ab -.'\"{}\\%&#$_~^`!?,é—"), max_size=30))
def test_tex_reads_what_the_export_writes(text: str):
    plain = " ".join(text.split())
    assume(any(character.isalnum() for character in plain))
    version = CitedVersion(1, datetime.now(UTC), "", {"": plain})
    assert version.place_of(plain_tex(escaped(plain))) == ""


def test_differences_end_before_they_take_too_long():
    differences = Differences(left=100)
    assert differences.between("one two", "one three")
    assert differences.between("a " * 40, "b " * 40) is None
    assert differences.between("one two", "one three"), "what was compared is not compared again"
    assert Differences().between("a " * 20_000, "b") is None
    assert Differences().between("“same”", '"same"') == []


def test_too_large_is_unreadable():
    assert issubclass(BibliographyTooLarge, UnreadableFile)
    with pytest.raises(BibliographyTooLarge):
        read("é" * (MOST_BYTES // 2 + 1))
