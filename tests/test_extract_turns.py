"""Transcripts, Hansard and posts: words without marks, whose speaker a label names.

All speakers and words are made up.
"""

import pytest

from quotes.extraction.certainty import CERTAIN
from quotes.extraction.values import Candidate
from tests.officials import found

BRIEFING = """Press briefing at the Pentagon

SECRETARY OF DEFENSE GRACE OKAFOR: Good morning, everybody. The shield is real.

We will build it in three years.

Q: Will it cost more than $175 billion?

SEC. OKAFOR: No. It will not. (Laughter.)

Q    And Canada?

GEN. LINDQVIST: Canada is a partner in this.

(Crosstalk.)

MODERATOR: Last question, please.

MS. LONG: Thank you all for coming.
"""

HANSARD = """Hon. William Torrance (Minister of National Defence, Lib.): Mr. Speaker, we invest.

Mr. James Long (Dunmore—Hill, CPC): Mr. Speaker, where is the plan?

The Speaker: Order. The minister has the floor.

Right Hon. Martin Keller (Prime Minister, Lib.): Mr. Speaker, we have a plan.
"""

HANSARD_FR = """L’hon. William Torrance (ministre de la Défense nationale, Lib.) : Nous y sommes.

M. Pierre Longtin (Charlesbourg, PCC) : Monsieur le Président, où est le plan?

Le très hon. Martin Keller (premier ministre, Lib.) : Monsieur le Président, nous avons un plan.
"""

HEARING = """SENATOR REED: The price is not known, General.

GENERAL LINDQVIST: Senator, it is $175 billion.

SENATOR KELLY: Thank you for that.
"""

INTERVIEW = """ANN LONG: Is it a good idea?

MARTIN KELLER: It is something that we are looking at.

LONG: And the price?

KELLER: It is high.
"""

PLAIN = """Ann Long: Is it a good idea?

Martin Keller: It is something that we are looking at.

Ann Long: And what about the price?

Martin Keller: It is high.
"""


def spoken(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [
        (one.speaker or one.name, " ¶ ".join(text[slice(*piece)] for piece in one.pieces))
        for one in found(text, language)
    ]


def test_a_briefing_is_read_turn_by_turn_without_its_questions() -> None:
    assert spoken(BRIEFING) == [
        (
            "okafor",
            "Good morning, everybody. The shield is real. ¶ We will build it in three years.",
        ),
        ("okafor", "No. It will not."),
        ("lindqvist", "Canada is a partner in this."),
        ("Long", "Thank you all for coming."),
    ]


@pytest.mark.parametrize(("text", "language"), [(HANSARD, "en"), (HANSARD_FR, "fr")])
def test_hansard_names_its_speakers_with_their_offices(text: str, language: str) -> None:
    speakers = [who for who, _words in spoken(text, language)]
    assert speakers[0] == "torrance"
    assert speakers[1] in ("James Long", "Pierre Longtin")
    assert speakers[-1] == "keller"
    assert not any("Order." in words or "Order" in who for who, words in spoken(text, language))


def test_a_hearing_resolves_titles_and_surnames() -> None:
    assert [who for who, _words in spoken(HEARING)] == ["reed", "lindqvist", "kelly"]


@pytest.mark.parametrize("text", [INTERVIEW, PLAIN])
def test_an_interview_has_two_who_speak_in_turn(text: str) -> None:
    assert [who for who, _words in spoken(text)] == ["Ann Long", "keller"] * 2


def test_a_single_line_with_a_title_is_a_turn() -> None:
    assert spoken("PRIME MINISTER KELLER: We will not join at any price.") == [
        ("keller", "We will not join at any price.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The vote is on Friday.\n\nThe house was full.",
        "Ingredients: flour and salt.\n\nTime: one hour.\n\nServes: four people.",
        "OTTAWA: The house was full at noon.",
        "SEE ALSO: The shield and its price.",
        "Photo: Ann Long\n\nPhoto: Bob Short\n\nPhoto: Ann Long",
        "Ann Long: 1,769\n\nBob Short: 1,501\n\nAnn Long: 548\n\nBob Short: 46",
        "STAT OF THE WEEK: Half of them.",
        "Mr. Long: the man who was late for all of it",
    ],
)
def test_headings_and_tables_are_no_turns(text: str) -> None:
    assert found(text) == []


def test_a_label_that_names_an_official_of_another_sex_is_nobody_known() -> None:
    [candidate] = found("MS. KELLER: We will not join at any price.")
    assert (candidate.speaker, candidate.name) == ("", "Keller")


POSTS = [
    (
        "Victor Halvorsen\n@vhalvorsen\nThe shield will be the greatest ever. It costs $175"
        " billion!\n\nMay 20, 2025, 4:15 PM\n12.3K ReTruths 45K Likes",
        "halvorsen",
        "2025-05-20",
    ),
    (
        "Martin Keller (@mkeller) · May 21, 2025\nCanada will always decide for itself.",
        "keller",
        "2025-05-21",
    ),
    ("Ann Long @annlong\nNobody asked us about it.", "Ann Long", ""),
    (
        "Martin Keller\n@mkeller · May 21, 2025\nWe decide.\n\nNobody else does.",
        "keller",
        "2025-05-21",
    ),
]


@pytest.mark.parametrize(("text", "who", "day"), POSTS)
def test_a_post_is_one_statement_with_name_and_day(text: str, who: str, day: str) -> None:
    [candidate] = found(text)
    assert (candidate.speaker or candidate.name) == who
    assert (candidate.said.said.text if candidate.said else "") == day
    words = " ".join(text[slice(*piece)] for piece in candidate.pieces)
    assert "@" not in words
    assert "Likes" not in words


HANDLES = ["@MartinKeller", "@martin_keller_", "@PMKeller", "@SenMartinKeller", "@POTUS47"]
OF_ANY_NAMESAKE = [
    "@kellerplumbing",
    "@mkeller",
    "@keller",
    "@genekeller",
    "@honda_keller",
    "@kellerfamily",
    "@martinkellerart",
    "@keller4life",
    "@secondhandkeller",
    "@gentlemartin",
]


@pytest.mark.parametrize("handle", OF_ANY_NAMESAKE)
def test_a_handle_that_holds_the_surname_makes_a_whole_name_no_surer(handle: str) -> None:
    [candidate] = found(f"Martin Keller\n{handle} · May 21, 2025\nWe decide for ourselves.")
    assert candidate.speaker_certainty < CERTAIN


@pytest.mark.parametrize("handle", HANDLES)
def test_a_handle_of_an_office_or_of_the_whole_name_is_certain(handle: str) -> None:
    [candidate] = found(f"Martin Keller\n{handle} · May 21, 2025\nWe decide for ourselves.")
    assert (candidate.speaker, candidate.speaker_certainty >= CERTAIN) == ("keller", True)


# --- other ways to print turns ---

COMMITTEE = """Chairman Reed. The committee will come to order.

General Lindqvist, you may begin.

General Lindqvist. Thank you, Mr. Chairman. The shield is real.

Senator Kelly. What does it cost?

General Lindqvist. It costs $175 billion, Senator.
"""
RECORD = """Mr. REED. Mr. President, I rise to speak on the shield.

The PRESIDING OFFICER. The Senator from Rhode Island.

Mr. KELLY. Mr. President, the price is too high.
"""
NEWS_CHANNEL = """DASHA WRAXALL, NBC NEWS: Is it a good idea at all?

VICTOR HALVORSEN, PRESIDENT OF THE UNITED STATES: It is the best idea.

WRAXALL: (voice-over) And what about the price?

HALVORSEN (through translator): It is high, as we all know.
"""
UNLISTED = """Zebulon Wraxall: Is it a good idea at all?

Martin Keller: It is something that we are looking at.

Zebulon Wraxall: And what about the price?

Martin Keller: It is high, as we all know.
"""
WESTMINSTER = """Bob Short (Windsor) (Lab): What will it cost us?

The Secretary of State for Defence (Ann Long): It will cost a lot, as he knows.

Mr Speaker: Order. That is enough now.

The Parliamentary Under-Secretary of State for Defence (Tom Quill): I thank him for that.

Hon. Members: Hear, hear!
"""
OTTAWA = """Mrs. Ann Long (Dunmore, CPC): Mr. Speaker, where is the plan?

Some hon. members: Oh, oh!

An hon. member: Answer the question!

The Deputy Speaker: Order. The hon. minister.

Hon. William Torrance: Mr. Speaker, there is a plan.

The Acting Speaker (Mrs. Carol Quill): Questions and comments.
"""
REMARKS = """Remarks by President Halvorsen in the Oval Office

THE PRESIDENT: Thank you very much.

Q  Mr. President, what will it cost?

PRIME MINISTER KELLER:  (As interpreted.)  We look at it.

MRS. HALVORSEN: It is lovely, all of it.

VICE PRESIDENT HALVORSEN: It is late.

PENTAGON PRESS SECRETARY SHAUN QUILL: That is all for today.
"""


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        (
            COMMITTEE,
            [
                ("Reed", "The committee will come to order. ¶ General Lindqvist, you may begin."),
                ("lindqvist", "Thank you, Mr. Chairman. The shield is real."),
                ("kelly", "What does it cost?"),
                ("lindqvist", "It costs $175 billion, Senator."),
            ],
        ),
        (
            RECORD,
            [
                ("Reed", "Mr. President, I rise to speak on the shield."),
                ("Kelly", "Mr. President, the price is too high."),
            ],
        ),
        (
            NEWS_CHANNEL,
            [
                ("Dasha Wraxall", "Is it a good idea at all?"),
                ("halvorsen", "It is the best idea."),
                ("Dasha Wraxall", "And what about the price?"),
                ("halvorsen", "It is high, as we all know."),
            ],
        ),
        (
            UNLISTED,
            [
                ("Zebulon Wraxall", "Is it a good idea at all?"),
                ("keller", "It is something that we are looking at."),
                ("Zebulon Wraxall", "And what about the price?"),
                ("keller", "It is high, as we all know."),
            ],
        ),
        (
            WESTMINSTER,
            [
                ("Bob Short", "What will it cost us?"),
                ("Ann Long", "It will cost a lot, as he knows."),
                ("Tom Quill", "I thank him for that."),
            ],
        ),
        (
            OTTAWA,
            [
                ("Ann Long", "Mr. Speaker, where is the plan?"),
                ("torrance", "Mr. Speaker, there is a plan."),
            ],
        ),
        (
            REMARKS,
            [
                ("halvorsen", "Thank you very much."),
                ("keller", "We look at it."),
                ("Halvorsen", "It is lovely, all of it."),
                ("Halvorsen", "It is late."),
                ("Shaun Quill", "That is all for today."),
            ],
        ),
    ],
)
def test_labels_of_other_houses_and_channels_are_read(
    text: str, turns: list[tuple[str, str]]
) -> None:
    assert spoken(text) == turns


@pytest.mark.parametrize("label", ["FORMER PRESIDENT HALVORSEN", "PRESIDENT-ELECT HALVORSEN"])
def test_a_president_of_another_time_is_offered_only(label: str) -> None:
    [candidate] = found(f"{label}: We will not join at any price.")
    assert (candidate.speaker, candidate.offered) == ("", ("halvorsen",))


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        (
            "Martin Keller\n@mkeller · May 21, 2025\nI agree with this.\n\nAnn Long\n@annlong\n"
            "The shield is a bad idea.",
            "keller",
            "I agree with this.",
        ),
        (
            "Martin Keller @mkeller · May 20\nReplying to @annlong\nThe shield is late.",
            "keller",
            "The shield is late.",
        ),
        (
            "Victor Halvorsen ✔\n@vhalvorsen\n·\n6h\nThe shield will be great.",
            "halvorsen",
            "The shield will be great.",
        ),
        ("Martin Keller 🇨🇦 @mkeller · 3h\nWe decide.", "keller", "We decide."),
        ("Victor Halvorsen (parody)\n@vhalvorsen\nWe decide.", "", "We decide."),
        (
            "Martin Keller reposted\nAnn Long @annlong · May 20\nThe shield is late.",
            "",
            "The shield is late.",
        ),
        (
            "He answered.\n\nWe decide for ourselves. pic.twitter.com/abCDe — Martin Keller"
            " (@mkeller) May 20, 2025\n\nNobody was surprised.",
            "keller",
            "We decide for ourselves.",
        ),
        (
            "He answered.\n\n“We decide for ourselves.”\n\n— Martin Keller (@mkeller) May 20, 2025",
            "keller",
            "We decide for ourselves.",
        ),
    ],
)
def test_the_words_of_a_post_are_those_of_its_account(text: str, who: str, words: str) -> None:
    [candidate] = found(text)
    assert candidate.speaker == who
    assert [text[slice(*piece)] for piece in candidate.pieces] == [words]


def test_what_an_account_passes_on_is_not_its_own() -> None:
    assert found("Martin Keller @mkeller · May 20\nRT @annlong: The shield is late.") == []


# --- forms of print ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "“We will not join at any price.” — Martin Keller, Prime Minister of Canada",
            "We will not join at any price.",
        ),
        ("“We will not join at any price,”\nKeller said.", "We will not join at any price,"),
        ("Keller said:\n\nWe will not join at any price.", "We will not join at any price."),
        ("Keller said:\n\n“We will not join at any price.”", "We will not join at any price."),
    ],
)
def test_a_report_and_its_words_may_stand_in_two_lines(text: str, words: str) -> None:
    [candidate] = [one for one in found(text) if one.kind == "direct"]
    assert [text[slice(*piece)] for piece in candidate.pieces] == [words]
    assert candidate.speaker == "keller"


# --- one report, one day, one wire ---------------------------------------------------------------

REPORT = (
    "Canada will look at the shield, Prime Minister Martin Keller said Wednesday, Reuters"
    " reported.\n\n"
    "“Is it a good idea for all of us? It is,” Keller said in Toronto.\n\n"
    "“It is something that we are looking at,” Keller noted.\n\n"
    "Keller had said last month that the price was “far too high for us.”\n\n"
    "“It will be built by us,” President Victor Halvorsen said."
)


def of(words: str) -> Candidate:
    return next(one for one in found(REPORT) if words in REPORT[slice(*one.pieces[0])])


def test_day_place_and_wire_are_carried_with_their_sentence() -> None:
    candidate = of("looking at")
    assert candidate.said is not None
    assert candidate.said.said.text == "2025-05-21"
    assert candidate.said.carried_from is not None
    assert "said Wednesday" in REPORT[slice(*candidate.said.carried_from)]
    assert candidate.place is not None
    assert candidate.place.text == "Toronto"
    assert "in Toronto" in REPORT[slice(*candidate.place.carried_from)]
    assert candidate.via == "Reuters"
    assert candidate.via_from is not None
    assert "Reuters reported" in REPORT[slice(*candidate.via_from)]


def test_nothing_is_carried_to_another_time_or_another_speaker() -> None:
    earlier = of("far too high")
    assert earlier.said is None or earlier.said.carried_from is None
    other = of("built by us")
    assert (other.said, other.place) == (None, None)


def test_two_days_of_one_report_are_not_carried() -> None:
    text = (
        "Martin Keller said Tuesday it was late. “It is time,” Keller said Wednesday.\n\n"
        "“We will look at it again,” Keller added later in the hall."
    )
    last = found(text)[-1]
    assert last.said is None or last.said.carried_from is None


def test_prose_of_others_in_marks_leaves_the_fragment() -> None:
    text = "“He will work with us to pay his ‘fair share,’” President Halvorsen reportedly said."
    [candidate] = found(text)
    assert [text[slice(*piece)] for piece in candidate.pieces] == ["fair share"]
    assert candidate.kind == "partial"


def test_a_thing_does_not_propose() -> None:
    text = "The shield — a $175 billion system proposed by President Victor Halvorsen — is late."
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Post\nSee new posts\nConversation\nMartin Keller\n@MartinKeller\nWe will keep talking.\n\n"
        "And we will listen.\n6:02 PM · May 21, 2025\n·\n34.1K\nViews",
        "Martin Keller @MartinKeller · May 21\nWe will keep talking.\n\nAnd we will listen.\n"
        "May 21, 2025, 21:14\n2.1k ReTruths 9k Likes",
    ],
)
def test_what_the_page_of_a_post_adds_is_no_part_of_it(text: str) -> None:
    (post,) = found(text)
    words = [text[slice(*piece)] for piece in post.pieces]
    assert words == ["We will keep talking.", "And we will listen."]
    assert (post.speaker, post.said and post.said.said.text) == ("keller", "2025-05-21")
