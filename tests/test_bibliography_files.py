"""Readers of bibliographies: what people and programs write, and what is read of it."""

import json
from typing import Any

import pytest

from quotes.citing.bibliography_files.bibliography_entry import BibliographyEntry, form_of
from quotes.citing.bibliography_files.bibtex_file import read_bibtex
from quotes.citing.bibliography_files.csl_file import read_csl
from quotes.citing.bibliography_files.dates import edtf
from quotes.citing.bibliography_files.markup import plain_tex, without_markup
from quotes.citing.bibliography_files.reading import read_entries
from quotes.citing.bibliography_files.ris_file import read_ris


def bibtex(fields: str) -> BibliographyEntry:
    (entry,) = read_bibtex("@online{k,\n  " + fields + "\n}\n")
    return entry


def ris(*lines: str) -> BibliographyEntry:
    (entry,) = read_ris("\n".join(["TY  - NEWS", *lines, "ER  - ", ""]))
    return entry


def csl(**item: Any) -> BibliographyEntry:
    (entry,) = read_csl(json.dumps([item]))
    return entry


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('[{"id": "a"}]', "csl-json"),
        ('{"items": []}', "csl-json"),
        ("[1, 2]", "csl-json"),
        ("[[", "csl-json"),
        ("[", "csl-json"),
        ("[1] M. Short, http://a.example/s/7kq2m", "text"),
        ("[Short](http://a.example/s/7kq2m) said", "text"),
        ("[^1]: http://a.example/s/7kq2m", "text"),
        ("{{cite web |url=http://a.example/s/7kq2m}}", "text"),
        ("[[Short]] said so", "text"),
        ("ty  - NEWS\n", "ris"),
        ("% said\n @Article (a,", "bibtex"),
    ],
)
def test_the_form_of_a_text(text: str, form: str) -> None:
    assert form_of(text) == form


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("{{Barnes and Noble, Inc.}}", ["Barnes and Noble, Inc."]),
        (
            "{{Department of Fish and Oceans} and Long, Ann}",
            ["Department of Fish and Oceans", "Ann Long"],
        ),
        ("{King, Jr., Martin}", ["Martin King, Jr."]),
        ("{King, Martin, Jr.}", ["Martin King, Jr."]),
        ("{Smith, III, Ann}", ["Ann Smith III"]),
        ("{family=Leyen, given=Ursula, prefix=von der, useprefix=true}", ["Ursula von der Leyen"]),
        ("{family={de la Cruz}, given=Ana, suffix=Jr.}", ["Ana de la Cruz, Jr."]),
        ("{von der Leyen, Ursula}", ["Ursula von der Leyen"]),
        ("{Long, Ann and others}", ["Ann Long"]),
        ("{Ann Long AND Bob Short}", ["Ann Long", "Bob Short"]),
        ("{Long, Ann\n  and Short, Bob\n and}", ["Ann Long", "Bob Short"]),
        (r"{Garc{\'\i}a, Jos\'e and M{\"u}ller, {\AA}sa}", ["José García", "Åsa Müller"]),
        ("{Ferdinand, Anderson and Sandy Andrews}", ["Anderson Ferdinand", "Sandy Andrews"]),
    ],
)
def test_names_of_bibtex(written: str, authors: list[str]) -> None:
    assert list(bibtex(f"author = {written},").authors) == authors


@pytest.mark.parametrize("written", ["Long, Ann; Short, Bob", "Long, Ann, Short, Bob, Deep, Eve"])
def test_what_is_no_name_is_a_problem(written: str) -> None:
    entry = bibtex(f"author = {{{written}}},")
    assert entry.authors == ()
    assert written[:20] in entry.problems[0]


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("King, Martin, Jr.", "Martin King, Jr."),
        ("Long, Ada", "Ada Long"),
        ("A Desk", "A Desk"),
        ("Smith &amp; Sons", "Smith & Sons"),
    ],
)
def test_names_of_ris(written: str, author: str) -> None:
    assert ris(f"AU  - {written}").authors == (author,)


@pytest.mark.parametrize(
    ("name", "author"),
    [
        (
            {"family": "Leyen", "given": "Ursula", "non-dropping-particle": "von der"},
            "Ursula von der Leyen",
        ),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "Martin King, Jr."),
        ({"family": "King", "given": "Ann", "suffix": "III"}, "Ann King III"),
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"}, "A. von Humboldt"),
        ({"literal": "Barnes and Noble, Inc."}, "Barnes and Noble, Inc."),
        ({"family": "Plato"}, "Plato"),
    ],
)
def test_names_of_csl(name: dict[str, str], author: str) -> None:
    assert csl(author=[name]).authors == (author,)


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (["Cruz, Ana; Brown, Harold"], ["Ana Cruz", "Harold Brown"]),
        (["Ana Cruz; Harold Brown"], ["Ana Cruz", "Harold Brown"]),
        (["Cruz, Ana;Brown, Harold;"], ["Ana Cruz", "Harold Brown"]),
        (["Cruz, Ana ; Brown, Harold, Jr."], ["Ana Cruz", "Harold Brown, Jr."]),
        (["Cruz, Ana; et al."], ["Ana Cruz"]),
        (["Cruz, Ana; Brown, Harold", "Short, Bob"], ["Ana Cruz", "Harold Brown", "Bob Short"]),
        (["Smith &amp; Sons"], ["Smith & Sons"]),
        (["Ministry of Lands; Office of Maps"], ["Ministry of Lands", "Office of Maps"]),
        ([";"], []),
        (["Cruz, Ana"], ["Ana Cruz"]),
    ],
)
def test_several_names_in_one_tag_of_ris(names: list[str], authors: list[str]) -> None:
    assert list(ris(*(f"AU  - {name}" for name in names)).authors) == authors


@pytest.mark.parametrize(
    ("told", "authors"),
    [
        (["Ana Cruz"], ["Ana Cruz"]),
        (["Cruz, Ana"], ["Ana Cruz"]),
        (["Brown, Harold, Jr."], ["Harold Brown, Jr."]),
        (["Lands, Maps, Roads, Bridges"], ["Lands, Maps, Roads, Bridges"]),
        ([{"name": "Ana Cruz"}], ["Ana Cruz"]),
        ({"family": "Cruz", "given": "Ana"}, ["Ana Cruz"]),
        ("Ana Cruz", ["Ana Cruz"]),
        (["Ana Cruz", {"family": "Brown", "given": "Harold"}], ["Ana Cruz", "Harold Brown"]),
        (["others"], []),
        ([None, "", {}], []),
    ],
)
def test_names_of_csl_as_programs_write_them(told: Any, authors: list[str]) -> None:
    entry = csl(author=told)
    assert (list(entry.authors), entry.notes) == (authors, ())


@pytest.mark.parametrize("told", [5, ["a"], {"given": None}, {"ORCID": 5}, True])
def test_an_author_of_csl_that_is_no_name_is_told(told: Any) -> None:
    written = json.dumps(told)
    assert csl(author=[told]).notes == (f"The author “{written}” could not be read.",)


@pytest.mark.parametrize(
    ("written", "language", "is_read"),
    [
        ("French", "fr", True),
        ("Français", "fr", True),
        ("anglais", "en", True),
        ("fr_CA", "fr-CA", True),
        ("fre", "fr", True),
        ("ngerman", "de", True),
        ("Deutsch", "de", True),
        ("English (Canada)", "en-CA", True),
        ("Canadian French", "fr-CA", True),
        ("zh-Hant", "zh-Hant", True),
        ("", "", True),
        ("en; fr", "", False),
        ("as spoken in the house", "", False),
    ],
)
def test_a_language_is_read_by_its_names_or_told(
    written: str, language: str, is_read: bool
) -> None:
    told = () if is_read else (f"The language “{written}” could not be read.",)
    entries = [csl(language=written), ris(f"LA  - {written}")]
    entries += [bibtex(f"{name} = {{{written}}}") for name in ("language", "langid")]
    for entry in entries:
        assert (entry.language, entry.notes) == (language, told)


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("date = {2025-05-21~}", "2025-05-21~"),
        ("date = {2025-05-21/2025-05-23}", "2025-05-21/2025-05-23"),
        ("date = {2025-05-21/..}", "2025-05-21/.."),
        ("date = {2025-05?}", "2025-05?"),
        ("date = {2025-22}", "2025-22"),
        ("date = {2025-05-21T14:30:00Z}", "2025-05-21"),
        ("date = {1993-00-00}", "1993"),
        ("year = 2025, month = {21 May}", "2025-05-21"),
        ('year = 2025, month = may # "~21"', "2025-05-21"),
        ("year = 2025, month = may", "2025-05"),
        ("year = 2025, month = 5, day = 3", "2025-05-03"),
        ("year = {2025}, month = {May/June}", "2025-05/2025-06"),
        ("year = 2025, month = {nonsense}", "2025"),
        ("year = {2024--2025}", "2024/2025"),
        ("year = {c. 2025}", "2025~"),
        ("year = {n.d.}", ""),
        ("date = {05/06/2025}, year = 2025", "2025"),
    ],
)
def test_dates_of_bibtex(fields: str, published: str) -> None:
    assert bibtex(fields).published == published


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["DA  - 2025/05/21/"], "2025-05-21"),
        (["DA  - 2025/05/21/morning"], "2025-05-21"),
        (["PY  - 2025//"], "2025"),
        (["DA  - 21/05/2025", "PY  - 2025"], "2025"),
        (["DA  - 0000/05/21", "PY  - 2025"], "2025"),
        (["DA  - May 21, 2025"], "2025-05-21"),
        (["Y1  - 2025/05"], "2025-05"),
        (["DA  - 2025-05-21T10:00:00+02:00"], "2025-05-21"),
        (["DA  - yesterday"], ""),
    ],
)
def test_dates_of_ris(lines: list[str], published: str) -> None:
    assert ris(*lines).published == published


@pytest.mark.parametrize(
    ("lines", "unread"),
    [
        (["DA  - yesterday"], ["yesterday"]),
        (["DA  - 21/05/2025", "PY  - 2025"], ["21/05/2025"]),
        (["PY  - 2025", "DA  - 0000/05/21"], ["0000/05/21"]),
        (["DA  - 2025/13/01/", "PY  - 2025"], ["2025/13/01/"]),
        (["DA  - a Tuesday in May", "Y1  - 2025/05"], ["a Tuesday in May"]),
        (["DA  - n.d.", "PY  - undated"], ["n.d.", "undated"]),
        (["DA  - 2025/05/21/", "PY  - 2025"], []),
        (["DA  - ", "PY  - 2025"], []),
        (["DA  - 0000/00/00/", "PY  - 2025"], []),
        (["DA  - ///", "PY  - 2025//"], []),
    ],
)
def test_a_date_of_ris_that_is_left_out_is_told(lines: list[str], unread: list[str]) -> None:
    assert ris(*lines).notes == tuple(f"The date “{one}” could not be read." for one in unread)


@pytest.mark.parametrize(
    ("fields", "published", "unread"),
    [
        ("year = 2024, month = {31 June}", "2024", "31 June 2024"),
        ("year = 2024, month = {nonsense}", "2024", "nonsense 2024"),
        ("year = 2024, month = {13}", "2024", "13 2024"),
        ("year = 2024, month = {spring term}", "2024", "spring term 2024"),
        ("year = 2024, month = {June--Juny}", "2024", "June–Juny 2024"),
        ("year = 2024, month = {June}, day = {31}", "2024-06", ""),
        ("year = 2024, month = jun, day = 30", "2024-06-30", ""),
        ("year = 2024, month = {}", "2024", ""),
        ("year = 2024", "2024", ""),
        ("date = {2024}, month = {nonsense}", "2024", ""),
    ],
)
def test_a_month_of_bibtex_that_is_left_out_is_told(
    fields: str, published: str, unread: str
) -> None:
    entry = bibtex(fields)
    told = (f"The date “{unread}” could not be read.",) if unread else ()
    assert (entry.published, entry.notes) == (published, told)


@pytest.mark.parametrize(
    ("issued", "published"),
    [
        ({"date-parts": [[2025, 5, 21]]}, "2025-05-21"),
        ({"date-parts": [["2025", "05"]]}, "2025-05"),
        ({"date-parts": [[2025, 5, 21], [2025, 5, 23]]}, "2025-05-21/2025-05-23"),
        ({"date-parts": [[2025, 5, 21]], "circa": True}, "2025-05-21~"),
        ({"date-parts": [[2025]], "season": 1}, "2025-21"),
        ({"raw": "May 21, 2025"}, "2025-05-21"),
        ({"literal": "21 May 2025"}, "2025-05-21"),
        ({"literal": "last Wednesday"}, ""),
        ({"date-parts": [[2025, 13]]}, ""),
        ("2025-05", "2025-05"),
        ({"date-parts": [[None]]}, ""),
        (None, ""),
    ],
)
def test_dates_of_csl(issued: Any, published: str) -> None:
    assert csl(issued=issued).published == published


@pytest.mark.parametrize(
    "text", ["Wednesday", "yesterday", "5/6/2025", "0", "99999", "2025-13", ""]
)
def test_what_is_no_date_to_rely_on(text: str) -> None:
    assert edtf(text) == ""


# --- RIS -----------------------------------------------------------------------------------------


def test_a_line_of_ris_without_a_tag_goes_on() -> None:
    entry = ris(
        "TI  - A long headline that the exporter",
        "      wraps onto a second line",
        "T2  - The Globe and",
        " Mail",
        "UR  - https://news.example.org/a-very-long-",
        "address?x=1&amp;y=2",
        "AB  - The council",
        "UN - the council - met",
    )
    assert entry.title == "A long headline that the exporter wraps onto a second line"
    assert entry.container == "The Globe and Mail"
    assert entry.urls == ("https://news.example.org/a-very-long-address?x=1&y=2",)
    assert entry.words == "The council\nUN - the council - met"


def test_several_addresses_of_ris() -> None:
    both = ("https://a.example/1", "https://b.example/2")
    assert ris("UR  - https://a.example/1; https://b.example/2").urls == both
    assert ris("UR  - https://a.example/1", "UR  - https://b.example/2").urls == both
    assert ris("DO  - 10.1000/x").urls == ("https://doi.org/10.1000/x",)


@pytest.mark.parametrize("ty", ["ty - NEWS", "ty- NEWS", " ty - news", "\nty - NEWS", "ty - "])
def test_a_file_of_ris_in_small_letters_with_one_blank_is_read(ty: str) -> None:
    text = f"{ty}\nti - A plan\nau - Long, Ann\nur - https://one.example/a\npy - 2025\ner - \n"
    (entry,) = read_entries(text, form_of(text))
    assert (entry.title, entry.authors) == ("A plan", ("Ann Long",))
    assert (entry.urls, entry.published) == (("https://one.example/a",), "2025")


def test_a_wrapped_line_that_begins_like_a_tag_goes_on() -> None:
    wrapped = "AB  - We pay\nso - they say\nis - what it is\nUR  - https://a.example/"
    (entry,) = read_entries(f"TY  - NEWS\n{wrapped}\nER  - \n", "ris")
    assert entry.words.split() == "We pay so - they say is - what it is".split()


def test_tags_of_ris_in_any_order_and_in_small_letters() -> None:
    text = (
        "TI  - First\nTY  - NEWS\nER  - \n\n"
        "ty  - NEWS\nti  - Second\ner  - \n"
        "TY  - NEWS\nTI  - Third"
    )
    assert [entry.title for entry in read_ris(text)] == ["First", "Second", "Third"]


# --- macros, parents, markup ---------------------------------------------------------------------


def test_macros_parts_and_parents_of_bibtex() -> None:
    text = """
        @string{gm = "The Globe and Mail"}
        @article{a, journal = gm, crossref = {p}}
        @article{b, journal = "The " # "Star"}
        @proceedings{p, title = {Of the whole}, date = {2025-05}, url = {https://a.example/p}}
    """
    first, second, parent = read_bibtex(text)
    assert (first.container, second.container) == ("The Globe and Mail", "The Star")
    assert (first.published, first.urls, first.title) == ("2025-05", parent.urls, "")


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"n\textsuperscript{o} 5", "no 5"),
        (r"{\em really} \emph{so}", "really so"),
        (r"\$175\,billion", "$175 billion"),
        (r"co\-op", "coop"),
        (r"{\texteuro}5, \pounds5", "€5, £5"),
        (r"\v{S}koda {\'E}cole {\o} \ss", "Škoda École ø ß"),
        ("100% of $175 and $5 & more #1", "100% of $175 and $5 & more #1"),
        (r"H$_2$O on the 10$^{th}$", "H2O on the 10th"),
        (
            r"\href{http://a.example/}{Here}, \url{http://a.example/b_c}",
            "Here, http://a.example/b_c",
        ),
        (r"\enquote{Not} \mkbibquote{so}", "“Not” “so”"),
        (r"{{NASA}}'s ``{M}oon'' -- all---of~it", "NASA's “Moon” – all—of it"),
        (r"{{Ro\textcommabelow sia}}, Ro\textcommabelow{s}ia", "Roșia, Roșia"),
        (r"$\left( 1 \right)$ of Al\vphantom{X}Ga, \textpipe{}", "( 1 ) of AlGa, ǀ"),
        (r"a\thinspace b\enspace c\nobreakspace{}d", "a b c d"),
        (r"First line\newline second\par third\linebreak fourth", "First line second third fourth"),
        (r"a\hspace{1em}b\hspace*{2pt}c", "a b c"),
        (r"{\color{red}Red} \textcolor{blue}{blue}\label{sec:a}", "Red blue"),
        (r"Ana Cruz\thanks{Of the desk}\footnote{Now elsewhere.}", "Ana Cruz"),
        (r"He said \foreignlanguage{french}{oui}", "He said oui"),
        (r"\raisebox{1ex}{o}\rule{1em}{1pt}{\fontsize{9}{10}\selectfont x}", "ox"),
        (r"\SI{5}{km} at 20\degree{}C, \numero 7", "5 km at 20°C, №7"),
        (r"\enquote*{no} \index{a}of it \cite[p. 3]{k}", "“no” of it "),
        (r"\nolinkurl{a.example/b_c}", "a.example/b_c"),
        (r"\nosuchcommand here \nosuch{there}", r"\nosuchcommand here there"),
    ],
)
def test_tex_is_read_as_it_is_set(tex: str, text: str) -> None:
    assert plain_tex(tex) == text


@pytest.mark.parametrize(
    "tex", ["{" * 5_000, "\\" * 5_001, "$" * 5_001, r"\a{" * 900, r"\begin{a}" * 200]
)
def test_no_tex_makes_the_reading_fail(tex: str) -> None:
    assert isinstance(plain_tex(tex), str)


def test_markup_of_titles_is_taken_off() -> None:
    title = (
        'A <i>Globe</i> CO<sub>2</sub> <span class="nocase">x</span> &#8220;no&#8221; &amp; 1 < 2'
    )
    assert csl(title=title).title == "A Globe CO2 x “no” & 1 < 2"
    assert (
        without_markup("<jats:p>words</jats:p> &ldquo;more&rdquo; AT&T; a <b c")
        == "words “more” AT&T; a <b c"
    )


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("10.1000/x", "https://doi.org/10.1000/x"),
        ("https://dx.doi.org/10.1000/x", "https://doi.org/10.1000/x"),
        ("DOI: 10.1000/x", "https://doi.org/10.1000/x"),
        ("10.1000/1(2025)1<2::A>3.0;2-1", "https://doi.org/10.1000/1(2025)1%3C2::A%3E3.0;2-1"),
        ("the DOI", ""),
        ("", ""),
    ],
)
def test_a_doi_becomes_its_address(written: str, address: str) -> None:
    expected = (address,) if address else ()
    assert bibtex(f"doi = {{{written}}}").urls == expected
    assert ris(f"DO  - {written}").urls == expected
    assert csl(DOI=written).urls == expected


def test_authors_who_are_not_named_are_nobody() -> None:
    expected = ("Ann Long",)
    assert bibtex("author = {Ann Long and et al.}").authors == expected
    assert bibtex("author = {and Long, Ann and}").authors == expected
    assert ris("AU  - Long, Ann", "AU  - et al.").authors == expected
    assert (
        csl(author=[{"family": "Long", "given": "Ann"}, {"literal": "et al."}]).authors == expected
    )


@pytest.mark.parametrize(
    ("written", "published"),
    [("Spring 2025", "2025-21"), ("été 2025", "2025-22"), ("Fall, 2025", "2025-23")],
)
def test_seasons_in_words(written: str, published: str) -> None:
    season, year = written.replace(",", "").split()
    assert bibtex(f"date = {{{written}}}").published == published
    assert bibtex(f"year = {year}, month = {{{season}}}").published == published
    assert csl(issued={"literal": written}).published == published
    assert csl(issued={"date-parts": [[2025]], "season": season}).published == published


def test_a_letter_behind_a_year_is_not_of_the_date() -> None:
    assert bibtex("year = {2025a}").published == "2025"
    assert csl(issued={"raw": "2025b"}).published == "2025"


def test_a_date_of_csl_that_is_none_is_told() -> None:
    entry = csl(issued={"date-parts": [[2025, 13]]})
    assert (entry.published, len(entry.notes)) == ("", 1)


def test_an_address_of_bibtex_is_without_its_escapes() -> None:
    entry = bibtex(r"url = {https://a.example/e\{_\}05?a=1&amp;b=\%20}")
    assert entry.urls == ("https://a.example/e_05?a=1&b=%20",)


def test_what_names_nothing_and_markup_in_a_name_are_left_out() -> None:
    entry = bibtex(r"journal = {\aap}, author = {Ann <b>Long</b>}")
    assert (entry.container, entry.authors) == ("", ("Ann Long",))


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("1999-uu-uu", "1999"),
        ("1999-05-uu", "1999-05"),
        ("199u", "199X"),
        ("2004-06-01/unknown", "2004-06-01/"),
        ("unknown", ""),
    ],
)
def test_dates_of_the_draft_of_edtf(written: str, published: str) -> None:
    assert bibtex(f"date = {{{written}}}").published == published


@pytest.mark.parametrize("value", ["a \0b", "a \ud83d b"])
def test_characters_that_nothing_can_hold_are_a_problem(value: str) -> None:
    entry = csl(title=value, author=[{"literal": value}])
    assert "half a character" in entry.problems[0]
    entry.title.encode()
