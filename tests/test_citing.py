"""Citation texts: golden files read by eye, and what must be true of every text."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quotes.citing.bylines import Name
from quotes.citing.reference import (
    BETWEEN_PIECES,
    Reference,
    _without_repeats,
    is_own,
    joined_pieces,
    title_of,
)
from quotes.citing.styles import LANGUAGES, STYLES, CitationStyle
from quotes.citing.styles.style_dates import Manner, in_language
from quotes.citing.styles.style_names import inverted, with_initials
from quotes.citing.styles.styled_text import AMERICAN, BRITISH, FRENCH, Quotation
from quotes.citing.styles.wikipedia import escaped_url
from quotes.dates.partial import parse
from quotes.editing import EditContext, publish
from quotes.models import Statement
from quotes.models.vocabulary import SourceKind
from tests import factories
from tests.citing_references import (
    CARNEY,
    GONE,
    REFERENCES,
    TRUMP,
    golden,
    printed,
    reference,
    rendered,
    said,
)
from tests.html import faults

STYLE_AND_LANGUAGE = [
    pytest.param(style, language, id=f"{style.key}-{language}")
    for style in STYLES.values()
    for language in LANGUAGES
]


@pytest.mark.parametrize(("style", "language"), STYLE_AND_LANGUAGE)
def test_the_golden_files(style, language):
    assert rendered(style, language) == golden(style, language).read_text("utf-8")


# --- What is true of every text --------------------------------------------------------------

FAULTS = re.compile(r"None|\(\)|\[\]|,,|\.\.(?!\.)|\s[,.;](?!\.)|[?!]\.|,\.|  |“”|‘’|«\s*»")


def place(one: Reference) -> str:
    return one.said.pinned if one.said else one.source.url


def check(style: CitationStyle, language: str, one: Reference, *, is_gone: bool = False) -> None:
    texts = {form.key: text for form, text in style.texts(one, language, is_gone=is_gone)}
    for key, text in texts.items():
        assert not FAULTS.search(text.plain), f"{style.key} {key}: {text.plain}"
        assert "\n" not in text.plain
        assert html.unescape(re.sub(r"<(/?(i|span)\b[^>]*)>", "", text.html)) == text.plain
    whole = [text.plain for key, text in texts.items() if key != "in-text"]
    assert all(place(one) in text for text in whole)


@pytest.mark.parametrize(("style", "language"), STYLE_AND_LANGUAGE)
@pytest.mark.parametrize("name", [name for name in REFERENCES if name != "only-printed"])
def test_every_text_is_whole(style, language, name):
    check(style, language, REFERENCES[name], is_gone=name in GONE)


DATES = st.sampled_from(
    [
        *("", "2025", "2025-05", "2025-05-21", "2025-05~", "2025?", "2025-05-21%", "2025-24"),
        *("2025-05-20/2025-05-22", "2025-05/2025-06", "2024-12-31/2025-01-01"),
        *("2025/..", "/2025-05", "202X", "20XX"),
    ]
)
NAMES = st.lists(
    st.sampled_from(
        [CARNEY, Name("Reuters"), Name("Mary P. Brooke", "Brooke", "Mary P."), Name("袁睿")]
    ),
    max_size=23,
)
TITLES = st.sampled_from(
    [
        *("", "A title", "A title?", "A title.", "“A title”", "He said 'no'", "Talks ‘go well’"),
        *("In the U.S.", "Well…", "«Dôme doré»", 'The "dome', "A title!"),
    ]
)


@given(
    published=DATES,
    on=DATES,
    authors=NAMES,
    title=TITLES,
    words=TITLES.filter(bool),
    kind=st.sampled_from(SourceKind),
    wire=st.sampled_from(["", "Reuters", "The Post"]),
    url=st.sampled_from(["", "https://news.example/1"]),
    is_quotation=st.booleans(),
    style=st.sampled_from(list(STYLES.values())),
    language=st.sampled_from(LANGUAGES),
)
def test_texts_are_whole_whatever_is_known(
    published, on, authors, title, words, kind, wire, url, is_quotation, style, language
):
    source = replace(
        printed(title, "The Post", published, kind=kind, wire=wire, url=url),
        authors=tuple(authors),
    )
    check(style, language, reference(source, said(words, on=on, is_quotation=is_quotation)))


QUOTATIONS = [name for name, one in REFERENCES.items() if one.said and one.said.is_quotation]


@pytest.mark.parametrize("style", [s for s in STYLES.values() if s.key != "wikipedia"])
@pytest.mark.parametrize("name", QUOTATIONS)
def test_the_words_are_whole_in_each_style(style, name):
    one = REFERENCES[name]
    marks = str.maketrans("“”‘’\"'\n", " " * 7)
    expected = one.said.words.translate(marks).rstrip(",. ").split()
    texts = [text.plain.translate(marks) for _form, text in style.texts(one)]
    assert any(" ".join(expected) in " ".join(text.split()) for text in texts)


# --- Marks, dates, names -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "marks", "mark", "expected"),
    [
        ("It is costly,", AMERICAN, ",", "“It is costly,”"),
        ("It is costly.", AMERICAN, ",", "“It is costly,”"),
        ("It is costly.", AMERICAN, "", "“It is costly”"),
        ("It is costly.", BRITISH, ",", "‘It is costly’,"),
        ("It is costly.", FRENCH, ".", "«\u00a0It is costly\u00a0»."),
        ("Is it?", AMERICAN, ",", "“Is it?”"),
        ("Is it?", AMERICAN, ".", "“Is it?”"),
        ("in the U.S.", AMERICAN, ".", "“in the U.S.”"),
        ("in the U.S.", AMERICAN, ",", "“in the U.S.,”"),
        ("and so...", AMERICAN, ",", "“and so...,”"),
        ("and so…", AMERICAN, ".", "“and so…”"),
        ("the “dome” is", AMERICAN, "", "“the ‘dome’ is”"),
        ("the “so ‘called’ dome”", AMERICAN, ",", "“the ‘so “called” dome,’”"),
        ('the "dome" is', AMERICAN, "", "“the ‘dome’ is”"),
        ('the 5" pipe', AMERICAN, "", '“the 5" pipe”'),
        ("Canada’s ‘dome’", BRITISH, "", "‘Canada’s “dome”’"),
        ("le «\u00a0dôme\u00a0»", FRENCH, "", "«\u00a0le “dôme”\u00a0»"),
        ("one\ntwo", AMERICAN, "", "“one two”"),
    ],
)
def test_marks_round_words(words, marks, mark, expected):
    assert Quotation(words, marks).followed_by(mark).plain == expected


def test_a_title_keeps_its_question_mark_and_the_comma():
    assert Quotation("Who pays?", AMERICAN, is_title=True).followed_by(",").plain == "“Who pays?,”"


@pytest.mark.parametrize(
    ("date", "american", "french"),
    [
        ("2025-05-21", "May 21, 2025", "21 mai 2025"),
        ("2025-01-01", "January 1, 2025", "1er janvier 2025"),
        ("2025-05", "May 2025", "mai 2025"),
        ("2025", "2025", "2025"),
        ("", "", ""),
        ("2025-05~", "ca. May 2025", "vers mai 2025"),
        ("2025-05-21?", "[May 21, 2025?]", "[21 mai 2025?]"),
        ("2025-05%", "[ca. May 2025?]", "[vers mai 2025?]"),
        ("2025-05-20/2025-05-22", "May 20–22, 2025", "20–22 mai 2025"),
        ("2025-05-20/2025-06-01", "May 20–June 1, 2025", "20 mai–1er juin 2025"),
        (
            "2024-12-31/2025-01-02",
            "December 31, 2024–January 2, 2025",
            "31 décembre 2024–2 janvier 2025",
        ),
        ("2025-05/..", "May 2025–", "mai 2025–"),
        ("/2025-05", "–May 2025", "–mai 2025"),
        ("202X", "2020s", "années 2020"),
        ("20XX", "2000–2099", "2000–2099"),
        ("2025-24", "Winter 2025–2026", "hiver 2025–2026"),
    ],
)
def test_dates(date, american, french):
    manner = Manner("month day, year", doubt="[{}?]")
    assert manner.written(parse(date)) == american
    assert in_language(manner, "fr").written(parse(date)) == french


def test_names():
    jean = Name("Jean-Pierre A. Dubé", "Dubé", "Jean-Pierre A.")
    assert with_initials(jean) == "Dubé, J.-P. A."
    assert inverted(jean) == "Dubé, Jean-Pierre A."
    assert with_initials(Name("Robert Mueller Jr.", "Mueller", "Robert, Jr.")) == "Mueller, R., Jr."
    assert with_initials(Name("Ministry of Defence")) == "Ministry of Defence"


def entry(style: str, one: Reference) -> str:
    return STYLES[style].texts(one)[0][1].plain


def by(count: int) -> Reference:
    names = [
        Name(f"Mark {letter}arney", f"{letter}arney", "Mark")
        for letter in "ABCDEFGHIJKLMNOPQRSTUVW"
    ]
    source = printed("A title", "The Post", "2025")
    return reference(replace(source, authors=tuple(names[:count])))


def test_how_many_authors_are_named():
    assert "Rarney, M., Sarney, M., & Tarney, M. (" in entry("apa", by(20))
    assert "Rarney, M., Sarney, M., … Warney, M. (" in entry("apa", by(23))
    assert entry("mla", by(3)).startswith("Aarney, Mark, et al. “")
    assert entry("chicago", by(3)).startswith("Mark Aarney, Mark Barney, and Mark Carney, “")
    assert entry("chicago", by(4)).startswith("Mark Aarney et al., “")
    listed = STYLES["chicago"].texts(by(11))[1][1].plain
    assert listed.startswith("Aarney, Mark, Mark Barney,")
    assert "Mark Garney, et al. “" in listed
    assert entry("harvard", by(3)).startswith("Aarney, M., Barney, M. and Carney, M. (")
    assert entry("harvard", by(4)).startswith("Aarney, M. et al. (")
    assert entry("bluebook", by(3)).startswith("Mark Aarney et al., ")


def test_words_in_another_script_say_so():
    text = STYLES["mla"].texts(REFERENCES["arabic"])[0][1]
    assert '<span lang="ar" dir="rtl">كارني: القبة الذهبية فكرة جيدة</span>' in text.html


def test_markup_is_escaped_and_only_ours_stays():
    for style in STYLES.values():
        for _form, text in style.texts(REFERENCES["only-printed"]):
            assert set(re.findall(r"<(/?\w+)", text.html)) <= {"i", "/i", "span", "/span"}


# --- Wikipedia -----------------------------------------------------------------------------------


def read_template(wikitext: str) -> tuple[str, dict[str, str]]:
    """Name and parameters of a template, as MediaWiki takes it apart: first the innermost braces.

    A value is given as it is shown, without markup.
    """
    plain = wikitext.replace("{{!}}", "\0")
    found = re.match(r"\{\{([^{}]*)\}\}", plain)
    assert found, wikitext
    name, *fields = found[1].split("|")
    pairs = [field.split("=", 1) for field in fields]
    return name.strip(), {
        key.strip(): html.unescape(value.strip()).replace("\0", "|") for key, value in pairs
    }


def template(one: Reference, language: str = "en", *, is_gone: bool = False) -> str:
    return STYLES["wikipedia"].texts(one, language, is_gone=is_gone)[0][1].plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REFERENCES)
def test_a_template_is_read_back(name, language):
    one = REFERENCES[name]
    wikitext = template(one, language)
    assert wikitext.count("{") == wikitext.count("}")
    assert wikitext.count("[") == wikitext.count("]")
    kind, fields = read_template(wikitext)
    keys = {
        "en": ("title", "quote", ("work", "publisher"), "url"),
        "fr": ("titre", "extrait", ("périodique", "site"), "url"),
    }[language]
    title = fields.get(keys[0]) or fields["script-title"].split(":", 1)[1]
    assert one.source.title in (title, "") and title
    if one.said and one.said.is_quotation:
        assert fields[keys[1]] == " ".join(one.said.words.split("\n"))
    else:
        assert keys[1] not in fields
    assert one.source.outlet in [fields.get(key) for key in keys[2]]
    assert (fields.get(keys[3]) or fields["lire en ligne"]) == (one.source.url or place(one))
    assert kind in ("cite news", "cite web", "Article", "Lien web")
    assert all(fields.values())


@pytest.mark.parametrize("tildes", ["~~~", "~~~~", "~~~~~"])
def test_tildes_of_an_address_are_no_signature(tildes):
    assert "~~~" not in escaped_url(f"https://news.example/{tildes}/a")
    assert escaped_url("https://news.example/~ann/a") == "https://news.example/~ann/a"


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(LANGUAGES))
def test_no_words_end_a_template(words, language):
    one = reference(printed(words, "The Post"), said(words))
    wikitext = template(one, language)
    _kind, fields = read_template(wikitext)
    for markup in ("[[", "]]", "''", "~~~", "<", "__", "\n"):
        assert markup not in wikitext
    assert (
        fields["url" if language == "en" else "lire en ligne"]
        == "https://news.example/2025/golden-dome"
    )


def test_what_a_template_says_of_the_copy():
    one = REFERENCES["one-author-archived"]
    _kind, fields = read_template(template(one))
    assert fields["archive-url"] == one.source.archived_url
    assert fields["archive-date"] == "23 May 2025"
    assert fields["url-status"] == "live"
    assert fields["agency"] == "The Canadian Press"
    assert "via" not in fields
    assert read_template(template(one, is_gone=True))[1]["url-status"] == "dead"
    undated = reference(replace(one.source, archived_at=None), one.said)
    assert read_template(template(undated))[1]["archive-date"] == "23 May 2025"
    unknown = reference(replace(undated.source, archived_url="https://archive.example/x"))
    assert not {"archive-url", "archive-date", "url-status"} & set(
        read_template(template(unknown))[1]
    )
    bare = read_template(template(REFERENCES["no-author-no-title"]))[1]
    assert "url-status" not in bare
    assert "access-date" not in bare


def test_only_what_is_not_english_names_its_language():
    assert "language" not in read_template(template(REFERENCES["video"]))[1]
    assert read_template(template(REFERENCES["french"]))[1]["language"] == "fr"
    assert "langue" not in read_template(template(REFERENCES["french"], "fr"))[1]
    assert read_template(template(REFERENCES["russian"]))[1]["script-title"].startswith("ru:Бел")


def test_dates_that_the_template_would_refuse_are_told_by_the_year():
    def date(published: str) -> str | None:
        return read_template(template(reference(printed("A", "B", published))))[1].get("date")

    assert date("2025-05~") == date("2025?") == date("2025-05-21%") == "c. 2025"
    assert date("2025/..") is None
    assert date("") is None


# --- The panel -----------------------------------------------------------------------------------


@pytest.fixture
def made(db) -> Statement:
    made = factories.draft(speaker=factories.speaker("Mark Carney", sort_name="Carney, Mark"))
    for number, published in enumerate(("2025-05-22", "2025-05-21", "2025-05-23")):
        outlet = factories.outlet(f"Paper {number}")
        one = factories.source(published, outlet=outlet, title=f"Title {number}")
        factories.citation(made, source=one, position=number)
    publish(made, EditContext("First published"))
    return made


def panel(client: Client, statement: Statement, query: str = ""):
    response = client.get(f"{statement.get_absolute_url()}?{query}")
    assert response.status_code == 200
    assert not faults(response.content.decode())
    return response.context["cite"]


def shown(cite) -> str:
    return cite.styles[0].texts[0].text.plain


def test_the_best_source_is_offered_first(client, made):
    cite = panel(client, made)
    assert "Title 1" in shown(cite)
    assert [choice.label for choice in cite.choices] == ["Paper 1", "Paper 0", "Paper 2"]
    assert [choice.is_chosen for choice in cite.choices] == [True, False, False]
    assert f"/s/{made.public_id}/v/1" in shown(cite)
    assert [style.key for style in cite.styles] == list(STYLES)


def test_another_source_can_be_chosen(client, made):
    other = made.citations.get(position=2).source.public_id
    cite = panel(client, made, f"cite={other}&style=mla")
    assert "Title 2" in shown(cite)
    assert cite.first == "mla"
    assert all("style=mla" in choice.url for choice in cite.choices)
    assert not cite.note
    assert {format.url.rpartition("?")[2] for format in cite.formats} == {f"source={other}"}
    for format in cite.formats:
        assert client.get(format.url).status_code == 200


@pytest.mark.parametrize("wanted", ["zzzzz", "%00", "<script>", "x" * 3000, "é"])
def test_an_unknown_choice_is_the_best_with_a_sentence(client, made, wanted):
    asked = QueryDict(mutable=True)
    asked.update({"cite": wanted, "style": wanted})
    cite = panel(client, made, asked.urlencode())
    assert "Title 1" in shown(cite)
    assert cite.first == "apa"
    assert cite.note.startswith("No source of this statement has the id “")
    assert cite.note.endswith("cited is Paper 1.")


def test_a_source_is_cited_at_its_own_address(client, made):
    source = made.citations.get(position=0).source
    response = client.get(source.get_absolute_url())
    cite = response.context["cite"]
    assert source.url in shown(cite)
    assert not cite.choices
    assert not faults(response.content.decode())
    for format in cite.formats:
        assert client.get(format.url).status_code == 200


def test_without_a_script_every_text_is_on_the_page(client, made):
    page = client.get(made.get_absolute_url()).content.decode()
    for style in panel(client, made).styles:
        for one in style.texts:
            assert str(one.text.html) in page


def test_the_day_of_access_is_not_made_up(client, made):
    """Only the archive was read today; nobody is known to have read the article."""
    panel = client.get(made.get_absolute_url()).content.decode().partition('id="cite"')[2]
    assert "access-date" not in panel
    assert panel.count("Accessed") == 1
    assert re.search(r"Words kept at DomeTracker: \S+ \(Accessed: ", panel)


# --- What is known, and no more ----------------------------------------------------------------

ARTICLE = "https://news.example/2025/golden-dome"
STYLE_KEYS = list(STYLES)


def whole(style: str, one: Reference, language: str = "en") -> str:
    """The entry, note or template of a style: the last text that is not for within a text."""
    texts = STYLES[style].texts(one, language)
    return [text.plain for form, text in texts if form.key != "in-text"][-1]


def every(one: Reference, language: str = "en") -> list[str]:
    return [t.plain for style in STYLES.values() for _form, t in style.texts(one, language)]


@pytest.mark.parametrize("kind", SourceKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_unknown_is_told_as_a_fact(kind, language):
    """A title or date that is not recorded is not one that the document lacks."""
    one = reference(printed("", "The Post", "", kind=kind), said("We will pay.", on=""))
    told = " ".join(every(one, language)).lower()
    assert not re.search(r"untitled|sans titre|\bn\.\s?d\.|no date|sans date|s\.\s?d\.", told)
    assert "mark carney" in told


@pytest.mark.parametrize("style", STYLE_KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["two-authors-no-title", "press-release", "video", "paraphrase"])
def test_the_own_address_of_the_source_is_followed_by_the_permalink(style, language, name):
    text = whole(style, REFERENCES[name], language)
    assert text.count(ARTICLE) == 1
    assert text.count("https://dome.example/s/7kq2m/v/3") == 1
    assert text.index(ARTICLE) < text.index("https://dome.example/s/")


@pytest.mark.parametrize(
    ("signed", "speaker", "is_one"),
    [
        ("Donald J. Trump", "Donald Trump", True),
        ("President Donald J. Trump", "Donald Trump", True),
        ("Donald Trump", "Donald J. Trump", True),
        ("donald trump", "Donald Trump", True),
        ("J.D. Vance", "JD Vance", True),
        ("J. D. Vance", "JD Vance", True),
        ("Sen. Mark Kelly", "Mark Kelly", True),
        ("Edward J. Markey", "Edward John Markey", True),
        ("Congressional Budget Office", "Congressional Budget Office", True),
        ("Donald Trump Jr.", "Donald Trump", False),
        ("Eric Trump", "Donald Trump", False),
        ("D. Trump", "Donald Trump", False),
        ("Trump", "Donald Trump", False),
        ("John A. Smith", "John B. Smith", False),
        ("Office of Senator Edward J. Markey", "Edward J. Markey", False),
        ("Carney", "Mark Carney", False),
    ],
)
def test_persons_are_compared_and_not_strings(signed, speaker, is_one):
    source = replace(
        printed("A post", "X", "2025", kind=SourceKind.SOCIAL_POST), authors=(Name(signed),)
    )
    one = reference(source, said("We will pay.", Name(speaker)))
    assert is_own(one) is is_one
    in_text = STYLES["apa"].texts(one)[1][1].plain
    assert ("as cited in" in in_text) is not is_one


def post(words: str, title: str = "", outlet: str = "Truth Social", *authors: str) -> Reference:
    source = printed(title, outlet, "2025-05-27", *authors, kind=SourceKind.SOCIAL_POST)
    return reference(source, said(words, TRUMP, "2025-05-27"))


def test_an_untitled_post_is_cited_by_its_first_words():
    words = " ".join(f"word{number}" for number in range(30))
    title = " ".join(f"word{number}" for number in range(20))
    one = post(words, "", "Truth Social", "Donald J. Trump")
    assert whole("apa", one).startswith(
        f"Trump, D. J. (2025, May 27). {title} [Social media post]."
    )
    assert title_of(one) == title
    assert f"“{title}.”" in whole("mla", one)


def test_a_post_on_an_account_is_that_of_its_holder():
    one = post("We will build it.", "", "Donald Trump on Truth Social")
    assert whole("apa", one).startswith(
        "Trump, D. (2025, May 27). We will build it [Social media post]. Truth Social."
    )
    assert "as cited in" not in " ".join(every(one))
    assert "|last=Trump |first=Donald " in whole("wikipedia", one)
    assert "|work=Truth Social " in whole("wikipedia", one)


def test_words_that_a_post_quotes_of_others_are_not_its_beginning():
    source = printed("", "Jane Doe on X", "2025", kind=SourceKind.SOCIAL_POST)
    one = reference(source, said("We will pay."))
    assert title_of(one) == "[Mark Carney: “We will pay.”]"


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (["We will pay", "We will pay for it."], "We will pay for it."),
        (["We will pay for it.", "will pay,"], "We will pay for it."),
        (["We will pay", "we will pay."], "We will pay"),
        (["will", "We willingly pay."], "will […] We willingly pay."),
        (["We will pay", "for it"], "We will pay […] for it"),
        (["“Pay it”", "You pay it now"], "You pay it now"),
    ],
)
def test_pieces_that_hold_each_other_are_quoted_once(pieces, words):
    assert BETWEEN_PIECES.join(_without_repeats(pieces)) == words


PAY = "We can pay, and we will."
CUT = "We can pay, […] and we will."


@pytest.mark.parametrize(
    ("pieces", "text", "words"),
    [
        (["We can pay,", "and we will."], PAY, PAY),
        (["We can pay —", "all of us."], "We can pay — all of us.", "We can pay — all of us."),
        (["Yes,", "yes,", "yes."], "Yes, yes, yes.", "Yes, yes, yes."),
        # Two places of an article, which may be far from each other.
        (["We can pay,", "and we", "will."], PAY, "We can pay, and we […] will."),
        (["We can", "and we will."], PAY, "We can […] and we will."),
        (["We can pay,", "and", "will."], PAY, "We can pay, and […] will."),
        # Another order, another letter, another mark: the text does not say what stands between.
        (["and we will.", "We can pay,"], PAY, "and we will. […] We can pay,"),
        (["We can pay.", "And we will."], PAY, "We can pay. […] And we will."),
        (["We can pay", "and we will."], PAY, "We can pay […] and we will."),
        (
            ["We can pay,", "and we will."],
            "We can pay, [...] and we will.",
            f"{PAY[:11]} […] {PAY[12:]}",
        ),
        (["We can pay,", "and we will."], "We can pay,\nand we will.", PAY),
        (["We can pay,", "and we will."], "", f"{PAY[:11]} […] {PAY[12:]}"),
        ([PAY], PAY, PAY),
        ([], PAY, ""),
    ],
)
def test_a_sentence_that_a_report_cuts_in_two_has_no_mark(pieces, text, words):
    assert joined_pieces(pieces, text) == words


@pytest.mark.parametrize(
    ("words", "mark", "expected"),
    [
        ("They call it “Made in America.”", ",", "“They call it ‘Made in America,’”"),
        ("They call it “Made in America.”", ".", "“They call it ‘Made in America.’”"),
        ("They call it 'Made in America.'", ",", "“They call it ‘Made in America,’”"),
        ("They ask “Who pays?”", ",", "“They ask ‘Who pays?’”"),
        ("They say “in the U.S.”", ".", "“They say ‘in the U.S.’”"),
        ("It's the states' '51st state'", ",", "“It’s the states’ ‘51st state,’”"),
        ("'Twas in '25, they'd said", ",", "“’Twas in ’25, they’d said,”"),
        ("the \"'new' dome\"", ",", "“the ‘“new” dome,’”"),
    ],
)
def test_marks_are_never_doubled_and_never_straight(words, mark, expected):
    assert Quotation(words, AMERICAN).followed_by(mark).plain == expected


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2025-05-30/2025-06-02", "30 May – 2 June 2025"),
        ("2025-05-20/2025-05-22", "20–22 May 2025"),
        ("2025-05/2025-06", "May–June 2025"),
        ("2024-12-31/2025-01-01", "31 December 2024 – 1 January 2025"),
        ("2024-12/2025-01", "December 2024 – January 2025"),
        ("2024/2025", "2024–2025"),
        ("202X", "2020–2029"),
        ("2025-05~", "c. 2025"),
        ("2025-21", "Spring 2025"),
        ("2025/..", ""),
        ("", ""),
    ],
)
def test_dates_of_a_template_are_those_that_citation_style_1_reads(edtf, expected):
    template = whole("wikipedia", reference(printed("A title", "The Post", edtf)))
    (date,) = re.findall(r"\|date=([^|}]*?) ?(?=[|}])", template) or [""]
    assert date == expected


@pytest.mark.parametrize(
    ("fields", "present", "absent"),
    [
        ({"title": "A\u200b ti\u00adtle\u200e"}, "|title=A title ", "\u200b"),
        ({"title": "https://a.example/x"}, "|title=&#91;Mark Carney", "|title=https"),
        ({"outlet": "https://www.a.example/"}, "|work=www.a.example ", "|work=https"),
        ({"url": "https://bücher.example/ä"}, "|url=https://xn--bcher-kva.example/", "bücher"),
        ({"authors": ("Ann Long et al.",)}, "|display-authors=etal", "al. |"),
        ({"authors": ("Ann Long", "et al.")}, "|first=Ann |display-authors=etal", "author2"),
        ({"authors": ("Ann Long and others",)}, "|last=Long |first=Ann ", "others"),
    ],
)
def test_what_citation_style_1_complains_of_is_not_in_a_template(fields, present, absent):
    authors = fields.pop("authors", ())
    given = {"title": "A title", "outlet": "The Post"} | fields
    source = printed(given.pop("title"), given.pop("outlet"), "2025", *authors, **given)
    template = whole("wikipedia", reference(source, said("We will pay.")))
    assert present in template
    assert absent not in template


def test_the_day_of_access_is_that_on_which_the_source_was_seen():
    one = replace(REFERENCES["press-release"], accessed=date(2026, 1, 2), seen=date(2025, 9, 5))
    assert "|access-date=5 September 2025" in whole("wikipedia", one)
    assert "(Accessed: 5 September 2025)" in whole("harvard", one)
    unseen = replace(one, seen=None)
    assert "access-date" not in whole("wikipedia", unseen)
    only_here = replace(unseen, source=replace(one.source, url=""))
    assert "|access-date=2 January 2026 |via=DomeTracker" in whole("wikipedia", only_here)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"title": ""}, "The title of the source is not recorded"),
        ({"published": ""}, "The date of publication is not recorded"),
        ({"title": "As printed"}, "APA 7 sets titles in sentence case"),
        ({"title": "As printed"}, "MLA 9 sets titles in title case"),
        ({}, "Add the day on which you read it"),
    ],
)
def test_what_is_not_recorded_is_told_beside_the_citation(db, client, source, expected):
    made = factories.draft(text="We will pay.")
    factories.citation(made, source=factories.source(**{"published": "2025-05-21"} | source))
    publish(made, EditContext("First published"))
    panel = client.get(made.get_absolute_url()).content.decode().partition('id="cite"')[2]
    assert expected in panel
