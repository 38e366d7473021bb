"""The day of a statement: given where grammar ties a date to the report, and else never."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.dates.partial import PartialDate, parse
from quotes.extraction.dating import said_on
from quotes.extraction.values import SaidOn
from quotes.text.spans import Span

# A Thursday.
PUBLISHED = parse("2025-05-22")


def dated(text: str, cue: str = "said", language: str = "en") -> SaidOn | None:
    at = text.index(cue)
    return said_on(text, Span(at, at + len(cue)), PUBLISHED, language)


@pytest.mark.parametrize(
    ("text", "said", "phrase"),
    [
        ("“We will see,” Carney said Wednesday.", "2025-05-21", "Wednesday"),
        ("“We will see,” Carney said on Wednesday in Ottawa.", "2025-05-21", "Wednesday"),
        ("“We will see,” said Prime Minister Mark Carney on Tuesday.", "2025-05-20", "Tuesday"),
        ("“We will see,” said the prime minister on Tuesday.", "2025-05-20", "Tuesday"),
        ("Trump said in a statement late Tuesday that it costs more.", "2025-05-20", None),
        ("He said at the White House on May 20 that it is designed.", "2025-05-20", "May 20"),
        ("He said “It’s done on Monday” on Tuesday.", "2025-05-20", "Tuesday"),
        ("Carney on Wednesday said it is a good idea.", "2025-05-21", "Wednesday"),
        ("Carney also said Thursday that talks go on.", "2025-05-22", "Thursday"),
        ("On Wednesday, Carney said talks go on.", "2025-05-21", "Wednesday"),
        ("Earlier this week, Trump said it is free.", "2025-05-19/2025-05-22", "Earlier this week"),
        ("Speaking to reporters in Ottawa on Wednesday, Carney said so.", "2025-05-21", None),
        ("In a statement Wednesday, the general said so.", "2025-05-21", "Wednesday"),
        ("Trump, speaking in Detroit on Tuesday, said it costs 61 billion.", "2025-05-20", None),
        ("“We will see,” he said yesterday.", "2025-05-21", "yesterday"),
        ("“We will see,” he said last month.", "2025-04", "last month"),
        ("“We will see,” he said in March 2024.", "2024-03", "in March 2024"),
        ("He said in an interview on May 19, 2025 that it works.", "2025-05-19", None),
        ("He said during Monday’s news conference that it works.", "2025-05-19", "Monday"),
        ("He said in his victory speech late Tuesday that it works.", "2025-05-20", None),
        ("He said at a moderated discussion here Monday that it works.", "2025-05-19", "Monday"),
        (
            "He said to a cheering crowd in Ottawa on Tuesday that it works.",
            "2025-05-20",
            "Tuesday",
        ),
        ("He said in Tuesday night's response that it works.", "2025-05-20", "Tuesday night"),
        ("He said in Tuesday’s Ottawa Journal that it works.", "2025-05-20", "Tuesday"),
        ("“It works.” On Tuesday, he said: “It does not.”", "2025-05-20", "Tuesday"),
        ('"It works,” he said in an interview on Monday. "It does."', "2025-05-19", "Monday"),
        ("On Wednesday, Ann Long, chair of the Ways and Means Board, said so.", "2025-05-21", None),
        ("On Wednesday, Ann Long — named in a poll as the winner — said so.", "2025-05-21", None),
        ("On Wednesday, both remaining rivals of the mayor said so.", "2025-05-21", None),
        ("Ann Long has freed the funds and on Wednesday said so.", "2025-05-21", None),
        ("“It was not on Monday.” He said. On Tuesday it was.", None, None),
    ],
)
def test_a_date_that_belongs_to_the_report(text: str, said: str | None, phrase: str | None) -> None:
    found = dated(text)
    assert (found and found.said.text) == said
    if found and phrase:
        assert text[slice(*found.phrase)] == phrase


@pytest.mark.parametrize(
    ("text", "cue", "said"),
    [
        ("Carney told reporters in Ottawa on Wednesday that talks go on.", "told", "2025-05-21"),
        ("He told the House of Commons Tuesday: “We will see.”", "told", "2025-05-20"),
        ("Hegseth wrote in a post on X on Monday that it is on track.", "wrote", "2025-05-19"),
        ("according to a statement released Tuesday by his office", "according to", "2025-05-20"),
        ("On Tuesday, Trump drew a new line, saying Canada wants in.", "saying", "2025-05-20"),
        ("On Tuesday, Trump took a softer line, still saying it.", "saying", "2025-05-20"),
        ("according to figures the ministry released Tuesday", "according to", "2025-05-20"),
        (
            "The senator issued a letter Tuesday saying no.",
            "issued a letter Tuesday saying",
            "2025-05-20",
        ),
        ("Trump announced Tuesday the design.", "announced Tuesday", "2025-05-20"),
    ],
)
def test_other_cues(text: str, cue: str, said: str) -> None:
    found = dated(text, cue)
    assert found is not None
    assert found.said.text == said


@pytest.mark.parametrize(
    "text",
    [
        "He said the deal signed Friday would be kept.",
        "He said that on Friday the government would decide.",
        "He said he would sign the order Monday.",
        "“We decide on Wednesday,” he said.",
        "On Friday the two countries signed the deal, Carney said.",
        "Carney, who took office on Friday, said no.",
        "A deal was struck on Monday. Carney said no.",
        "Carney said no. On Monday he left.",
        "Carney will say on Monday; he said nothing.",
        "He said nothing before Friday’s vote.",
        "He said on Super Tuesday all is won.",
        "The talks lasted through Wednesday, and he said no.",
        "He said it.\nOn Wednesday all was over.",
        "He is expected to say so, he said to unveil it on Monday.",
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert dated(text) is None


def test_a_day_within_a_longer_cue_is_its_own_clauses() -> None:
    text = "He noted that Saturday was late and quoted the law."
    assert dated(text, "noted that Saturday was late and quoted") is None


def test_the_basis_says_how_the_day_is_known() -> None:
    found = dated("“We will see,” Carney said Wednesday.")
    assert found is not None
    assert found.basis == "“Wednesday” in an article of 22 May 2025"
    whole = dated("“We will see,” Carney said on 21 May 2025.")
    assert whole is not None
    assert whole.basis == "21 May 2025"


@pytest.mark.parametrize(
    ("text", "cue", "said"),
    [
        ("« C’est une bonne idée », a déclaré mercredi M. Carney.", "déclaré", "2025-05-21"),
        ("« C’est une bonne idée », a-t-il dit mardi à Ottawa.", "dit", "2025-05-20"),
        ("Mercredi, le premier ministre a déclaré que oui.", "déclaré", "2025-05-21"),
        ("M. Trump a affirmé le 20 mai que ce serait gratuit.", "affirmé", "2025-05-20"),
        ("« Oui », a écrit hier le ministre.", "écrit", "2025-05-21"),
        ("Plus tôt cette semaine, il a dit non.", "dit", "2025-05-19/2025-05-22"),
        ("« Oui », a-t-il affirmé lors d’une conférence de presse lundi.", "affirmé", "2025-05-19"),
    ],
)
def test_dates_in_french(text: str, cue: str, said: str) -> None:
    found = dated(text, cue, "fr-CA")
    assert found is not None
    assert found.said.text == said


@pytest.mark.parametrize(
    "text",
    [
        "Il a dit que l’entente signée vendredi tient.",
        "« Nous décidons mercredi », a-t-il dit.",
        "Il a dit qu’il partirait lundi.",
    ],
)
def test_no_date_is_invented_in_french(text: str) -> None:
    assert dated(text, "dit", "fr") is None


def test_a_day_is_never_after_the_article() -> None:
    text = "“We will see,” Carney said on May 25."
    assert dated(text) is None, "25 May of the year before is not what is meant"
    assert dated("“We will see,” Carney said on May 25, 2025.") is None
    assert dated("“We will see,” Carney said tomorrow.") is None


def test_without_a_day_of_publication_only_whole_dates_are_read() -> None:
    text = "“No,” he said Wednesday. “Yes,” he added on 21 May 2025."
    said, added = text.index("said"), text.index("added")
    assert said_on(text, Span(said, said + 4), None, "en") is None
    found = said_on(text, Span(added, added + 5), None, "en")
    assert found is not None
    assert found.said == PartialDate.of(date(2025, 5, 21))


def test_the_day_may_be_given_as_a_date() -> None:
    text = "“No,” he said Wednesday."
    found = said_on(text, Span(9, 13), date(2025, 5, 22), "en")
    assert found is not None
    assert found.said.text == "2025-05-21"


PARTS = ["said", "on", "Monday", "May 20", "“", "”", ".", ",", "the", "yesterday", "hier", "\n"]


@given(st.lists(st.sampled_from(PARTS), max_size=20), st.data(), st.sampled_from(["en", "fr"]))
def test_any_text_is_read(parts: list[str], data: st.DataObject, language: str) -> None:
    text = " ".join(parts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = said_on(text, Span(start, end), PUBLISHED, language)
    if found:
        assert found.said.first is not None
        assert found.said.first <= date(2025, 5, 23)
        assert 0 <= found.phrase.start < found.phrase.end <= len(text)
