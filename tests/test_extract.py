"""What an article says, who says it, and what is nobody's words.

All articles here are made up for the tests, the words of officials in them too.
"""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.dates.partial import parse
from quotes.extraction import extract
from quotes.extraction.marks import paragraphs, quotations
from quotes.extraction.values import Candidate, KnownSpeaker, Office
from tests.work import calls

# A Thursday.
PUBLISHED = date(2025, 5, 22)


def found(text: str, **known: object) -> list[Candidate]:
    return extract(text, published=PUBLISHED, language="en", **known)  # type: ignore[arg-type]


def quoted(text: str) -> list[Candidate]:
    return [candidate for candidate in found(text) if candidate.kind != "paraphrase"]


def words(text: str, candidate: Candidate) -> list[str]:
    return [text[slice(*piece)] for piece in candidate.pieces]


def mention(text: str, candidate: Candidate) -> str:
    return text[slice(*candidate.mention)] if candidate.mention else ""


# --- who is credited -----------------------------------------------------------------------------

CREDITED = [
    # verb behind its subject, verb first
    ("“We will decide in June,” Mark Carney said.", "We will decide in June,", "Mark Carney"),
    ("“We will decide in June,” said Mark Carney.", "We will decide in June,", "Mark Carney"),
    ("Mark Carney said: “We will decide in June.”", "We will decide in June.", "Mark Carney"),
    ("Said Mark Carney, “We will decide in June.”", "We will decide in June.", "Mark Carney"),
    ("But, said Mark Carney, “the cost is high.”", "the cost is high.", "Mark Carney"),
    # an aside between name and verb
    (
        "“It is a shield,” Pete Hegseth, the defense secretary and a former host, said.",
        "It is a shield,",
        "Pete Hegseth",
    ),
    (
        "“It is a shield,” Angus King, an independent from Maine, a state of fishermen, said.",
        "It is a shield,",
        "Angus King",
    ),
    ("“It is a shield,” Angus King (I-Maine) said.", "It is a shield,", "Angus King"),
    ("“It is a shield,” Mark Carney on Wednesday told CNN.", "It is a shield,", "Mark Carney"),
    # titles and descriptions
    ("“It is a shield,” the defence minister said.", "It is a shield,", "the defence minister"),
    (
        "“It is a shield,” said a spokesman for the ministry.",
        "It is a shield,",
        "a spokesman for the ministry",
    ),
    (
        "“It is a shield,” said Trump campaign spokeswoman Karoline Leavitt.",
        "It is a shield,",
        "Trump campaign spokeswoman Karoline Leavitt",
    ),
    # participles, infinitives, coordination: the subject is that of the main clause
    (
        "Bill Blair met reporters in Ottawa, insisting that “nothing is signed.”",
        "nothing is signed.",
        "Bill Blair",
    ),
    (
        "Bill Blair dismissed the figure and called it “a first guess at best.”",
        "a first guess at best.",
        "Bill Blair",
    ),
    (
        "Bill Blair went on to say that talks are “going well so far.”",
        "going well so far.",
        "Bill Blair",
    ),
    # cues that are no verbs of saying
    (
        "Bill Blair stood by his call for “a serious debate” on the cost.",
        "a serious debate",
        "his",
    ),
    (
        "The plan is “full of holes,” according to Angus King.",
        "full of holes,",
        "Angus King",
    ),
    ("The plan, as Angus King put it, “is full of holes.”", "is full of holes.", "Angus King"),
    # a report that ends the sentence, and one within another
    ("The shield is “not for sale” to anybody, Mark Carney said.", "not for sale", "Mark Carney"),
    (
        "Bill Blair said he would ask the Americans for “a fair and open account” of the cost.",
        "a fair and open account",
        "Bill Blair",
    ),
    # who issues a statement, and not the statement; listeners and occasions of a participle
    (
        "Martin Keller sent out a memo on Friday titled “Why It Is Late Again.”",
        "Why It Is Late Again.",
        "Martin Keller",
    ),
    (
        "The Shield Fund launched a new radio ad that says it is “late and dear.”",
        "late and dear.",
        "The Shield Fund",
    ),
    (
        "Ann Long released a letter from her doctor that says it is “nothing of note.”",
        "nothing of note.",
        "a letter from her doctor",
    ),
    ("Ann Long emailed voters saying: “We go on.”", "We go on.", "Ann Long"),
    ("Ann Long wrote to Jonas Reed saying “we go on.”", "we go on.", "Ann Long"),
    ("Ann Long recalled Jonas Reed saying “we go on.”", "we go on.", "Jonas Reed"),
    ("Ann Long objected to Jonas Reed saying “we go on.”", "we go on.", "Jonas Reed"),
    ("Ann Long replied on Facebook writing, “We go on.”", "We go on.", "Ann Long"),
    ("Ann Long opened the third debate saying “it is late.”", "it is late.", "Ann Long"),
    (
        "Jonas Reed fought with the board, at one point calling its chief a “small man.”",
        "small man.",
        "Jonas Reed",
    ),
    (
        "Many spoke, with Jonas Reed calling it dear and asking, “Who pays for it?”",
        "Who pays for it?",
        "Jonas Reed",
    ),
    ("A few guests could be heard grousing that it is “late.”", "late.", "A few guests"),
    ("They met, with marchers and singers chanting “build it now.”", "build it now.", "singers"),
    # words that are verbs elsewhere
    (
        "Idaho state delegate Mary Reed said it is “late.”",
        "late.",
        "Idaho state delegate Mary Reed",
    ),
    (
        "Ann Long called the use of executive orders “quite a step.”",
        "quite a step.",
        "Ann Long",
    ),
    ("Ann Long gave a short retort: “We go on.”", "We go on.", "Ann Long"),
    ("Ann Long opened with a call for them to “go on.”", "go on.", "Ann Long"),
    # the subject of a verb: who acts, not where, nor what an outer clause names
    (
        "Protesters marching through the streets chanted “Go home, all of you!”",
        "Go home, all of you!",
        "Protesters marching through the streets",
    ),
    ("Ann Long of Columbia, South Carolina says it is “late.”", "late.", "Ann Long of Columbia"),
    ("An aide who spoke to discuss the plan said: “We go on.”", "We go on.", "An aide"),
    ("The two aides, however, say that “it is late.”", "it is late.", "The two aides"),
    ("Asked by aides, he laughed and said, “We will see.”", "We will see.", "he"),
    (
        "In a note to the paper, her senior adviser, Jake Reed, said: “We go on.”",
        "We go on.",
        "her senior adviser",
    ),
    (
        "The plans “are late,” Ann Reed, secretary for roads, ports, and rails, said.",
        "are late,",
        "Ann Reed",
    ),
    ("“It is late,” said the chief known as Bob.", "It is late,", "the chief known as Bob"),
    (
        "“It is late,” said former Ohio Gov. and party chairman Ed Reed.",
        "It is late,",
        "former Ohio Gov. and party chairman Ed Reed",
    ),
    (
        "“It is late,” reads a Wednesday editorial in the Courier.",
        "It is late,",
        "a Wednesday editorial",
    ),
    (
        "Ann Long said that Reed’s aides have attacked her with “mean and small letters.”",
        "mean and small letters.",
        "Ann Long",
    ),
    (
        "Ann Long said Reed’s claim that he is for the plan is “not true.”",
        "not true.",
        "Ann Long",
    ),
    (
        "Even as Keller claimed that “General Reed did far less,” an aide of Long said no.",
        "General Reed did far less,",
        "Keller",
    ),
    # labels of interviews, signatures of pull quotes
    ("According to the Courier: “It is late.”", "It is late.", "the Courier"),
    ("Voters agree - Carl Reed: “It is late.”", "It is late.", "Carl Reed"),
    ("“It is late.”\n- Ann Reed, Windsor.", "It is late.", "Ann Reed"),
    ("Ann Long was late.\n\n“It is late.”\n\n— Mary Reed.", "It is late.", "Mary Reed"),
    ("The plan is “full of holes,” as Angus King put it.", "full of holes,", "Angus King"),
    ("It is dear and, in Angus King’s words, “full of holes.”", "full of holes.", "Angus King"),
    ("“Why now?” Angus King went on. It was late.", "Why now?", "Angus King"),
    (
        "He wore a cap with Martin Keller’s slogan, “Build It Here Now, Friends!”",
        "Build It Here Now, Friends!",
        "Martin Keller",
    ),
    ("Mark Carney: “We will decide in June.”", "We will decide in June.", "Mark Carney"),
    ("“We will decide in June.” — Mark Carney", "We will decide in June.", "Mark Carney"),
    # straight marks, marks turned the wrong way, a mark forgotten
    ('"We will decide in June," Mark Carney said.', "We will decide in June,", "Mark Carney"),
    ("“We will decide in June,“ Mark Carney said.", "We will decide in June,", "Mark Carney"),
    ("“We will decide in June, Mark Carney said.", "We will decide in June,", "Mark Carney"),
    ("“It is late.’ Mark Carney said.", "It is late.", "Mark Carney"),
    ("‘We will decide in June,’ Mark Carney said.", "We will decide in June,", "Mark Carney"),
    # words within the words
    (
        "“He told me ‘never again’ and left,” Mark Carney said.",
        "He told me ‘never again’ and left,",
        "Mark Carney",
    ),
    (
        '"He told me "never again" and left," Mark Carney said.',
        'He told me "never again" and left,',
        "Mark Carney",
    ),
]


def test_words_that_end_a_sentence_end_it_for_its_day() -> None:
    [first, second] = quoted(
        "Ann Long said in June that they were “sick and tired of it.” On Wednesday, she said:"
        " “We will see about that.”"
    )
    assert first.said is None or first.said.said != second.said.said  # type: ignore[union-attr]
    assert second.said is not None
    assert second.said.said.text == "2025-05-21"


@pytest.mark.parametrize(
    "text",
    [
        "Keller’s campaign shared a video from an account called “Hypo.”",
        "Keller’s campaign shared a page named “Umbrella” on Monday.",
    ],
)
def test_what_an_account_is_called_is_nobodys_words(text: str) -> None:
    assert [one for one in found(text) if one.kind != "paraphrase"] == []


@pytest.mark.parametrize(("text", "expected", "speaker"), CREDITED)
def test_words_are_credited_to_who_said_them(text: str, expected: str, speaker: str) -> None:
    [candidate] = quoted(text)
    assert words(text, candidate) == [expected]
    assert mention(text, candidate) == speaker


LED_TO = [
    # "he's" is the verb, no genitive
    ("Mark Carney is sure. He’s predicting that it will be “very, very cheap.”", "He"),
    # the subject of a participle comes in the clause behind it
    ("After saying the bill was “far too high to pay,” Angus King left.", "Angus King"),
    ("In the words of one official, “it is a shield with holes.”", "one official"),
    ("It is, in the words of Angus King, “a shield with holes.”", "Angus King"),
    # words that only lead on, at the head of a sentence
    ("“It works,” Mark Carney said. Instead, “he waits for June.”", "Mark Carney"),
    ("“It works,” Mark Carney said. Adding, “We will decide in June.”", "Mark Carney"),
    # whole words, and the writer's after them
    ("“It works,” Mark Carney said. “We will pay for all of it” and other costs.", "Mark Carney"),
    # a colon announces the words of the next line
    ("Mark Carney issued the following statement:\n\n“It is ours to decide.”", "Mark Carney"),
    # the mark stands on the wrong side of the blank
    ('Mark Carney said," It is ours to decide". He left.', "Mark Carney"),
    # a label behind "as", however long the object
    ("Mark Carney identified the man, once a friend of his, as “Canadian.”", "Mark Carney"),
]


@pytest.mark.parametrize(("text", "speaker"), LED_TO)
def test_words_that_are_led_to_otherwise(text: str, speaker: str) -> None:
    assert mention(text, quoted(text)[-1]) == speaker


def test_two_speakers_of_one_sentence_keep_their_words() -> None:
    text = "Mark Carney called it “a good idea,” while Angus King said it was “a fantasy of money.”"
    carney, king = quoted(text)
    assert (mention(text, carney), mention(text, king)) == ("Mark Carney", "Angus King")


# --- whole or in part ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will decide in June,” Mark Carney said.", "direct"),
        ("Mark Carney said, “We will decide in June.”", "direct"),
        ("Mark Carney said the plan is “a good idea” for Canada.", "partial"),
        ("The plan, Mark Carney said, “is a good idea.”", "partial"),
    ],
)
def test_a_sentence_is_direct_and_a_part_of_one_partial(text: str, kind: str) -> None:
    [candidate] = quoted(text)
    assert candidate.kind == kind


# --- several pieces ------------------------------------------------------------------------------


def test_words_split_by_their_report_are_one_statement() -> None:
    text = "“We can build it,” Mark Carney noted, “but not alone.”"
    [candidate] = quoted(text)
    assert words(text, candidate) == ["We can build it,", "but not alone."]


def test_sentences_around_a_report_are_one_statement() -> None:
    text = "“We can build it,” Mark Carney said. “We will not do it alone.”"
    [candidate] = quoted(text)
    assert words(text, candidate) == ["We can build it,", "We will not do it alone."]


def test_words_over_paragraphs_are_one_statement() -> None:
    text = (
        "Mark Carney said: “We looked at the plan for months.\n\n"
        "“We will look at it for more.”\n\nNobody else spoke."
    )
    [candidate] = quoted(text)
    assert words(text, candidate) == [
        "We looked at the plan for months.",
        "We will look at it for more.",
    ]


def test_words_over_paragraphs_may_be_credited_where_they_end() -> None:
    text = "“We looked at it for months.\n\n“We will look at it for more,” Mark Carney said."
    [candidate] = quoted(text)
    assert len(candidate.pieces) == 2
    assert mention(text, candidate) == "Mark Carney"


def test_two_fragments_of_a_sentence_are_two_statements() -> None:
    text = "Mark Carney called the plan “a good idea” for Canada and its cost “hard to know.”"
    assert len(quoted(text)) == 2


def test_words_that_stand_alone_belong_to_the_sentence_before() -> None:
    text = "Mark Carney answered the question in Ottawa.\n\n“We will decide in June.”"
    [candidate] = quoted(text)
    assert mention(text, candidate) == "Mark Carney"


# --- whom a mention stands for -------------------------------------------------------------------

_OPENING = "Prime Minister Mark Carney met Anita Anand, the foreign minister, in Ottawa. "


@pytest.mark.parametrize(
    ("report", "name"),
    [
        ("“It is late,” Carney said.", "Mark Carney"),
        ("“It is late,” Mr. Carney said.", "Mark Carney"),
        ("“It is late,” he said.", "Mark Carney"),
        ("“It is late,” she said.", "Anita Anand"),
        ("“It is late,” the foreign minister said.", "Anita Anand"),
        ("“It is late,” said Carney, who left early.", "Mark Carney"),
        ("“It is late,” said Angus King.", "Angus King"),
    ],
)
def test_a_mention_stands_for_the_fullest_name(report: str, name: str) -> None:
    [candidate] = quoted(_OPENING + report)
    assert candidate.name == name


def test_what_has_an_article_is_nobody() -> None:
    text = (
        "Mark Carney spoke first. It was late for the officials in charge of the Golden Dome. "
        "“We will decide in June,” he said."
    )
    assert quoted(text)[-1].name == "Mark Carney"


def test_headlines_make_no_names() -> None:
    text = "Angry Defence Minister Corners Carney On Costs\n\n“It is late,” Carney said."
    assert quoted(text)[-1].name == "Carney"


CARNEY = KnownSpeaker(
    slug="mark-carney",
    name="Mark Carney",
    offices=(Office("Prime Minister", "Canada", date(2025, 3, 14)),),
)
TRUDEAU = KnownSpeaker(
    slug="justin-trudeau",
    name="Justin Trudeau",
    offices=(Office("Prime Minister", "Canada", date(2015, 11, 4), date(2025, 3, 14)),),
)


@pytest.mark.parametrize(
    ("published", "slug"), [("2025-05-22", "mark-carney"), ("2024-05-22", "justin-trudeau")]
)
def test_an_office_is_whose_it_was_on_the_day(published: str, slug: str) -> None:
    text = "“It is late,” the Canadian prime minister said."
    [candidate] = extract(
        text, published=parse(published), language="en", speakers=[CARNEY, TRUDEAU]
    )
    assert candidate.speaker == slug


# --- through whom, and when ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "via"),
    [
        ("“It is late,” Mark Carney told CNN.", "Mark Carney", "CNN"),
        ("“It is late,” Mark Carney told The Washington Post.", "Mark Carney", "Washington Post"),
        ("“It is late,” Mark Carney said in an interview with CTV.", "Mark Carney", "CTV"),
        ("OTTAWA (AP) — “It is late,” Mark Carney said.", "Mark Carney", "AP"),
        ("According to ABC News, Mark Carney said “it is late.”", "Mark Carney", "ABC News"),
        ("“It is late,” Mark Carney told reporters.", "Mark Carney", ""),
    ],
)
def test_an_outlet_listens_and_carries_and_does_not_speak(text: str, name: str, via: str) -> None:
    [candidate] = quoted(text)
    assert (candidate.name, candidate.via) == (name, via)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“It is late,” Mark Carney said Wednesday.", "2025-05-21"),
        ("“It is late,” Mark Carney said on May 20. “We go.”", "2025-05-20"),
        ("“It is late,” he said in answer to a reporter of a paper on Tuesday.", "2025-05-20"),
        ("“It is late,” he said in a talk with staff after the vote on Monday.", ""),
        ("Mark Carney issued a letter Tuesday saying “it is late.”", "2025-05-20"),
        ("Mark Carney defended his aide Tuesday on his page, saying: “We go.”", "2025-05-20"),
        ("“It is late,” Mark Carney posted via Facebook and X on Tuesday.", "2025-05-20"),
        ("“It is late,” Mark Carney told The Example Post on Tuesday.", "2025-05-20"),
        ("“It is late,” Mark Carney told Fox News Tuesday.", "2025-05-20"),
        ("“It is late,” Mark Carney told USA TODAY.", ""),
        ("“It is late,” Mark Carney told the Mail on Sunday.", ""),
        ("Mark Carney said Tuesday that he knew of what he called “a slow start.”", "2025-05-20"),
        ("“It is late,” Mark Carney said of Monday’s vote.", ""),
        ("“We met on Monday,” Mark Carney said.", ""),
    ],
)
def test_the_day_is_that_of_the_report(text: str, said: str) -> None:
    [candidate] = quoted(text)
    assert (candidate.said.said.text if candidate.said else "") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mark Carney on Wednesday called it late, arguing that all of it was dear.", "2025-05-21"),
        ("On Wednesday, Mark Carney met them and suggested that it was late.", "2025-05-21"),
        ("Mark Carney, who won it Wednesday, will return, saying that all of it is late.", ""),
        ("The aides chosen Wednesday have signaled that all of it is late.", ""),
    ],
)
def test_the_day_is_that_of_the_verb_the_report_depends_on(text: str, said: str) -> None:
    candidate = found(text)[-1]
    assert (candidate.said.said.text if candidate.said else "") == said


def test_figures_are_those_of_the_words() -> None:
    text = "“We would pay 61 billion dollars,” Mark Carney said after 20 days of talks."
    [candidate] = quoted(text)
    assert [figure.low for figure in candidate.figures] == ["61000000000"]


# --- speech without marks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mark Carney said Canada will decide in June.", "Canada will decide in June"),
        ("Mark Carney said on Wednesday that it is late.", "that it is late"),
        ("Mark Carney told reporters that it is late.", "that it is late"),
        ("Canada will decide in June, Mark Carney said.", "Canada will decide in June"),
        ("Canada will decide in June, he said on Wednesday.", "Canada will decide in June"),
        (
            "Canada will decide in June, according to Mark Carney.",
            "Canada will decide in June",
        ),
        ("Mark Carney said it is late, adding that “we are tired of it.”", "it is late"),
        (
            "Canada is to join the “Golden Dome” shield, Mark Carney said.",
            "Canada is to join the “Golden Dome” shield",
        ),
        ("It added that the bill for all of it was late.", "that the bill for all of it was late"),
    ],
)
def test_reported_speech_is_a_paraphrase(text: str, expected: str) -> None:
    [candidate] = [c for c in found(text) if c.kind == "paraphrase"]
    assert words(text, candidate) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The shield, Mark Carney said, was of no use in a war.",
            ["The shield", "was of no use in a war"],
        ),
        ("The shield is of no use, Mark Carney said, in Oslo.", ["The shield is of no use"]),
        (
            "The shield is late, Mark Carney said, adding that all of it is dear.",
            ["The shield is late"],
        ),
        ("Ann Long noted it was late and criticized all the rest.", ["it was late"]),
        ("Ann Long said it was late, but she praised the rest of it.", ["it was late"]),
    ],
)
def test_a_report_within_its_clause_parts_it(text: str, expected: list[str]) -> None:
    first = next(c for c in found(text) if c.kind == "paraphrase")
    assert words(text, first) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mark Carney might claim the cost is too high.",
        "Mark Carney wanted to announce the figure himself.",
        "The report on the claims of the ministry came late.",
        "Canada is looking at the plan of its neighbour.",
    ],
)
def test_nothing_is_proposed_where_nothing_was_said(text: str) -> None:
    assert found(text) == []


# --- nobody's words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Mark Carney spoke about the “Golden Dome” programme on Wednesday.",
        "The missile shield, called the “Golden Dome,” is to be built by 2029.",
        "Mark Carney said Canada is in talks about the “Golden Dome” project.",
        "Mark Carney appeared on CNN’s “State of the Union” on Sunday.",
        "It is a “smart” bomb of a known kind.",
        "Angus King, author of “Governor’s Travels,” said little.",
    ],
)
def test_titles_names_and_scare_quotes_are_nobodys_words(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        # the verb of another clause is not the fragment's
        "The site had “rules” that the staff who watched it said were old.",
        "At the end of April it made “quite a few” headlines when two aides were told.",
        # whom it was told is a programme
        "Mark Carney told “Good Morning Ottawa” of it.",
        "They met in a club called “The Old Shield” there.",
        "Enter your email address, and click “sign up” below.",
        # a byname, a programme, a book, a plan
        "A man known online as “Hypo” said that it was late.",
        "Ann Long, for one, named “Madam Minister” as the show she likes.",
        "It began well, Ann Long said of it in the book “Late: How a Great and Good Shield Came to"
        " Be the Talk of Ottawa.”",
        "According to her “clawback” plan, firms must pay.",
        "On a site, “The New Shield Countdown”, Canada has a plan to make them stop using it.",
    ],
)
def test_fragments_without_a_report_of_their_own_are_nobodys_words(text: str) -> None:
    assert quoted(text) == []


def test_a_name_that_somebody_is_called_is_a_statement() -> None:
    text = "Donald Trump called his rival “Crooked Hillary” at the rally."
    [candidate] = quoted(text)
    assert mention(text, candidate) == "Donald Trump"


def test_doubled_apostrophes_are_never_words_to_the_letter() -> None:
    text = "''We will decide in June,'' Mark Carney said."
    [candidate] = found(text)
    assert candidate.kind == "paraphrase"
    assert words(text, candidate) == ["We will decide in June,"]


@pytest.mark.parametrize(
    "text",
    [
        "‘‘We will decide in June,’’ Mark Carney said.",
        "``We will decide in June,'' Mark Carney said.",
        # an apostrophe or a mark that a conversion would not have left
        "''We will decide in June,'' Mark Carney said. It’s late.",
        "''We will decide in June,'' Mark Carney said. \"Yes,\" he said. \"No,\" he said.",
    ],
)
def test_two_single_marks_that_were_typed_are_a_quotation_mark(text: str) -> None:
    [candidate, *_] = found(text)
    assert candidate.kind == "direct"
    assert words(text, candidate) == ["We will decide in June,"]


# --- any text ------------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    (
        *"“ ” \" ' ‘ ’ « » '' , . ? ! : ; — – ( ) … \n \r\n \u2028".split(" "),
        *"said told Carney Mark Mr. he who the a of and that according to saying U.S.".split(),
        *"called “Golden Dome” Wednesday AP spokesman, e\u0301 𝔸 İ ß \x00 5\" 's".split(),
    )
)
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=60).map(" ".join))


@given(_TEXTS)
def test_pieces_slice_back_in_order_from_any_text(text: str) -> None:
    for candidate in found(text):
        assert candidate.pieces
        assert all(text[start:end].strip() for start, end in candidate.pieces)
        ends = [0, *(piece.end for piece in candidate.pieces)]
        assert all(end <= piece.start for end, piece in zip(ends, candidate.pieces, strict=False))
        assert all("\n" not in text[start:end] for start, end in candidate.pieces)
        assert 0 <= candidate.certainty <= 1


@pytest.mark.parametrize(
    "text",
    [
        "one of " * 3000,
        "and said " * 3000,
        "He walked home. " * 1000,
        "that " * 3000,
        "“one” and " * 1000,
        "(" * 2000 + ")" * 2000,
        "“ " * 3000,
        "Mark Carney, a, b, " * 1000,
    ],
)
def test_no_text_is_too_deep(text: str) -> None:
    assert [c.name for c in found(text + "\n\n“It is late,” Angus King said.")][-1] == "Angus King"


@pytest.mark.parametrize(
    "text",
    [
        "“word said Carney, ",
        "“",
        "”",
        "said, ",
        "saying, ",
        "“We will go on with all of it,” he said. ",
        "Ab Cd said “it,” and Ef Gh added so. ",
        "on Wednesday ",
    ],
)
def test_the_work_grows_with_the_length_of_one_line(text: str) -> None:
    short, long = 6000 // len(text), 24000 // len(text)
    assert calls(lambda: found(text * long)) < 6 * calls(lambda: found(text * short))


@given(_TEXTS)
def test_quotations_do_not_overlap(text: str) -> None:
    stretches = quotations(text, paragraphs(text))
    for one, other in pairwise(stretches):
        assert one.marked.end <= other.marked.start


def test_a_forgotten_mark_swallows_no_other_paragraph() -> None:
    text = "Mark Carney said: “We will decide.\n\nNothing else was said.\n\n“Really,” he added."
    assert [words(text, c) for c in quoted(text)] == [["We will decide."], ["Really,"]]


def test_no_language_is_needed() -> None:
    assert extract("“It is late,” Mark Carney said.")[0].language == "en"


# --- the article this began with, in other words -------------------------------------------------

ARTICLE = (
    "Canada in talks about missile shield of its neighbour\n\n"
    "Canada is talking with the United States about a part in the “Golden Dome” missile defence "
    "programme.\n\n"
    "“It is a good idea to have protections in place for Canadians,” PM Carney told reporters in "
    "Ottawa on Wednesday.\n\n"
    "“Canada can, if needed, complete its own shield,” Carney noted on Wednesday, “but there are "
    "advantages to working with others.” He said on Wednesday that his government would look “at "
    "what is best for Canada.”\n\n"
    "“We are in a position now where we cooperate when necessary, but not necessarily cooperate,” "
    "he added. On Wednesday, Carney said the decision was about “investments and partnership” and "
    "described the threat from space as “a matter of this time.”\n\n"
    "President Donald Trump presented his concept of the “Golden Dome” on Tuesday at the White "
    "House. Trump said the system would be in operation by the end of his term in 2029. He "
    "estimated that the programme would cost 175 billion dollars.\n\n"
    "Canada would pay its “fair share,” the president reportedly said. Trump has repeatedly "
    "called Canada the “51st state” of his country.\n\n"
    "Prime Minister Mark Carney took office in March.\n\n"
    "The Associated Press contributed to this report.\n"
)


def by(name: str, kinds: tuple[str, ...]) -> list[Candidate]:
    candidates = found(ARTICLE, outlet="NewsX")
    return [c for c in candidates if c.name == name and c.kind in kinds]


def test_the_article_has_six_quotations_of_the_prime_minister() -> None:
    carney = by("Mark Carney", ("direct", "partial"))
    assert [words(ARTICLE, candidate)[0].split()[0] for candidate in carney] == [
        "It",
        "Canada",
        "at",
        "We",
        "investments",
        "a",
    ]
    assert [len(candidate.pieces) for candidate in carney] == [1, 2, 1, 1, 1, 1]
    assert {candidate.said.said.text for candidate in carney if candidate.said} == {"2025-05-21"}
    assert all(candidate.said for candidate in carney)
    assert {candidate.via for candidate in carney} == {"Associated Press"}


def test_the_article_has_two_fragments_of_the_president() -> None:
    trump = by("Donald Trump", ("partial", "direct"))
    assert [words(ARTICLE, candidate) for candidate in trump] == [["fair share,"], ["51st state"]]
    assert mention(ARTICLE, trump[0]) == "the president"


def test_the_article_has_two_claims_of_the_president_without_marks() -> None:
    in_2029, cost = by("Donald Trump", ("paraphrase",))
    assert "2029" in words(ARTICLE, in_2029)[0]
    assert [figure.low for figure in cost.figures] == ["175000000000"]


def test_the_articles_programme_is_never_a_statement() -> None:
    quotations = [c for c in found(ARTICLE) if c.kind != "paraphrase"]
    assert not any("Golden Dome" in piece for c in quotations for piece in words(ARTICLE, c))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "« Cela fut de\u0301cide\u0301 hier », a de\u0301clare\u0301 Re\u0301my Long.",
            "Rémy Long",
        ),
        ("“It was any\u00adthing but cheap,” Ann Lo\u00adng said.", "Ann Long"),
    ],
)
def test_what_nobody_sees_changes_nothing(text: str, name: str) -> None:
    """Accents in two characters and soft hyphens: the words are told where they stand."""
    (candidate,) = extract(text)
    assert candidate.name == name
    words = text[slice(*candidate.pieces[0])]
    assert words in text
    assert words[0] in "CI"
    assert words[-1] in "r,p"
