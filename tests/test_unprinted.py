"""No word of a statement's own text is new: each sentence of it stands in one of its wordings."""

from collections.abc import Sequence
from functools import cache

import pytest

from quotes.management.commands.load_archive import BUNDLED
from quotes.models.vocabulary import QUOTED
from quotes.text.tokens import Token, words
from quotes.transfer import record_folder
from quotes.verification.unprinted import unprinted, with_joined

NOT_SURE = "But I’m not sure one negotiates on this. These are military decisions."
COST = "It will cost $61 billion, and it will not be ready before 2029,"
APART = "There are a lot of challenges, [...] I am impressed by the spirit of it."
ASKED = "Is this for real? We can’t join it, we won’t pay for it!"
PARTED = "They’re going to be involved in ‘the Dome,’ [...] and we’re going to work through that."
FRENCH = "Nous n’avons pas d’opinion là-dessus. C’est une décision militaire, et elle coûtera cher."
NESTED = "It’s not a system. There won’t be a ‘Dome delivered,’ ever."
ORDER = "We must not go alone. We will go. We will pay 5 per cent of it."
SHORT = "We must not go"
LEFT_OUT = "I would never […] agree to it"
RUSSIAN = "Мы не будем платить за купол. Это не наше дело."
BRACKETS = "President [Ronald] Reagan promised it, and [he] did not build it."

ALL = [NOT_SURE, COST, APART, ASKED, PARTED, FRENCH, NESTED, ORDER, SHORT, LEFT_OUT, RUSSIAN]
ALL += [BRACKETS]

PRINTED = [
    # Whole, a part, with other typography.
    (NOT_SURE, [NOT_SURE]),
    ("But I'm not sure one negotiates on this.", [NOT_SURE]),
    ("not sure one negotiates", [NOT_SURE]),
    (NOT_SURE, ["“But I’m not sure one negotiates on this. These are military decisions,”"]),
    ("It will cost $61 billion, and it will not be ready before 2029.", [COST]),
    ("it will not be ready before 2029", [COST]),
    (ASKED, [ASKED]),
    ("Is this for real?", [ASKED]),
    ("Nous n'avons pas d'opinion là-dessus.", [FRENCH]),
    (RUSSIAN, [RUSSIAN]),
    (BRACKETS, [BRACKETS]),
    # A full stop where the wording has a comma, before what it marks as left out.
    ("There are a lot of challenges. I am impressed by the spirit of it.", [APART]),
    ("There are a lot of challenges, I am impressed by the spirit of it.", [APART]),
    ("They’re going to be involved in ‘the Dome,’ and we’re going to work through that.", [PARTED]),
    ("I am impressed by the spirit of it.", [APART]),
    # Joined from several, in whatever order, for none tells which came first.
    ("You have to be kidding. Is this for real?", ["You have to be kidding,", ASKED]),
    ("Is this for real? You have to be kidding.", ["You have to be kidding,", ASKED]),
    ("We will go. It’s not a system.", [ORDER, NESTED]),
    ("We will go. It’s not a system. We must not go alone.", [ORDER, NESTED]),
    ("We will pay. We must not go alone.", [ORDER, "We will pay"]),
    ("These are military decisions. We will go.", [ORDER, NOT_SURE]),
    # Sentences in a row, and one that is left out with a mark.
    ("We will go. We will pay 5 per cent of it.", [ORDER]),
    ("We must not go alone. […] We will pay 5 per cent of it.", [ORDER]),
    ("We must not go alone ... We will pay 5 per cent of it.", [ORDER]),
    ("I’m not sure … on this.", [NOT_SURE]),
    (LEFT_OUT, [LEFT_OUT]),
    ("I would never […] agree to it", ["I would never, ever agree to it"]),
    # A comma before "and", and lines.
    (
        "in the economy, in security and in exchange",
        ["in the economy, in security, and in exchange"],
    ),
    (
        "in the economy, in security, and in exchange",
        ["in the economy, in security and in exchange"],
    ),
    ("We will go.\nWe will pay 5 per cent of it.", [ORDER]),
    # A full stop that ends no sentence.
    (
        "Mr. Doe went. The U.S. Senate went with Mr. Doe.",
        ["The U.S. Senate went with Mr. Doe, and", "Mr. Doe went,"],
    ),
    # Of a text without wordings nothing is told.
    ("Whatever it is.", []),
    ("", ALL),
    ("— …", ALL),
]


@pytest.mark.parametrize(("text", "wordings"), PRINTED)
def test_what_is_printed_passes(text: str, wordings: Sequence[str]) -> None:
    assert unprinted(text, wordings) == []


NEW = {
    "another word": [
        ("But I’m not certain one negotiates on this.", "certain"),
        ("But I’m not sure one haggles on this. These are military decisions.", "haggles"),
        ("These are political decisions.", "political"),
        ("There are a lot of promises.", "promises"),
        ("I am impressed by the cost of it.", "cost"),
        ("We must not go together.", "together"),
        ("Is this for fun?", "fun"),
        ("C’est une décision politique, et elle coûtera cher.", "politique"),
        ("Это не ваше дело.", "ваше"),
        ("President [Ronald] Reagan promised it, and [he] did not pay it.", "pay"),
        ("They’re going to be engaged in ‘the Dome,’", "engaged"),
    ],
    "a denial that is gone": [
        ("But I’m sure one negotiates on this.", "I’m sure"),
        ("it will be ready before 2029", "will be"),
        ("It’s a system.", "It’s a"),
        ("We must go alone.", "must go"),
        ("We must go", "must go"),
        ("I would agree to it", "would agree"),
        ("Nous avons d’opinion là-dessus.", None),
        ("Мы будем платить за купол.", "Мы будем"),
        ("We can join it, we won’t pay for it!", "can"),
        ("There will be a ‘Dome delivered,’ ever.", "will"),
        ("President [Ronald] Reagan promised it, and [he] did build it.", "did build"),
    ],
    "a word more": [
        ("But I’m really not sure one negotiates on this.", "really"),
        ("These are not military decisions.", "not"),
        ("It will not cost $61 billion", "not"),
        ("There are quite a lot of challenges.", "quite"),
        ("I am not impressed by the spirit of it.", "not"),
        ("We must not go there alone.", "there"),
        ("We will never go.", "never"),
        ("Is this now for real?", "now"),
        ("C’est seulement une décision militaire", "seulement"),
        ("Мы никогда не будем платить за купол.", "никогда"),
        ("I would never […] have to agree to it", None),
    ],
    "another number": [
        ("It will cost $62 billion", "$62"),
        ("It will cost $61 million", "million"),
        ("It will cost $6.1 billion", "$6.1"),
        ("it will not be ready before 2028", "2028"),
        ("it will not be ready before 2029 or 2030", "or 2030"),
        ("We will pay 6 per cent of it.", "6"),
        ("We will pay 50 per cent of it.", "50"),
        ("We will pay 5.5 per cent of it.", "5.5"),
        ("We will pay 5 of it.", "5 of"),
        ("It will cost €61 billion", "€61"),
        ("We will pay five per cent of it.", "five"),
    ],
    "sentences that do not follow on each other": [
        ("These are military decisions. But I’m not sure one negotiates on this.", None),
        ("We will go. We must not go alone.", None),
        ("We will pay 5 per cent of it. […] We must not go alone.", None),
        ("We must not go alone. We will pay 5 per cent of it.", None),
        ("We will pay 5 per cent of it. We will go.", None),
        ("I am impressed by the spirit of it. There are a lot of challenges.", None),
        ("We can’t join it, we won’t pay for it! Is this for real?", None),
        ("There won’t be a ‘Dome delivered,’ ever. It’s not a system.", None),
        ("Это не наше дело. Мы не будем платить за купол.", None),
        ("C’est une décision militaire. Nous n’avons pas d’opinion là-dessus.", None),
        # What begins inside of a sentence is no sentence.
        ("These are military decisions. We won’t pay for it!", None),
        ("It’s not a system. It will not be ready before 2029.", None),
        (
            "We will go. I’m not sure one negotiates on this.",
            "I’m not sure one negotiates on this.",
        ),
    ],
    "a sentence that goes on": [
        ("But I’m not sure. These are military decisions.", None),
        ("But I’m not sure.", None),
        ("We must not. We will go.", None),
        ("It will cost $61.", None),
        ("I would never.", None),
        ("Is this? We can’t join it", None),
        ("Nous n’avons pas d’opinion. C’est une décision militaire", None),
        ("I would never agree to it", None),
        ("I am impressed.", None),
        ("Мы не будем платить.", None),
    ],
}


@pytest.mark.parametrize(
    ("text", "told"), [pytest.param(*one, id=one[0]) for kind in NEW.values() for one in kind]
)
def test_what_is_new_is_told(text: str, told: str | None) -> None:
    found = [text[slice(*span)] for span in unprinted(text, ALL)]
    assert found
    if told:
        assert found == [told]


def test_each_new_stretch_is_told_in_its_order() -> None:
    text = "It will cost $62 billion. We will go. These are political decisions."
    found = [text[slice(*span)] for span in unprinted(text, ALL)]
    assert found == ["$62", "political"]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("We will […] build it in three years.", True),
        ("We will ... build it […] with our allies", True),
        ("We will […] with our allies", True),
        ("We will build it in three years.", False),
        ("build it in three years […] We will", False),
        ("We will […] pay for it", False),
        ("We will not […] build it in three years.", False),
    ],
)
def test_pieces_of_one_source_are_joined_by_marks_alone(text: str, passes: bool) -> None:
    pieces = ["We will", "build it in three years,", "with our allies"]
    printed = [(1, pieces[0]), (2, "pay for it"), (1, pieces[1]), (1, pieces[2])]
    assert (unprinted(text, with_joined(printed)) == []) == passes


def test_a_text_like_none_of_its_wordings_is_told_whole() -> None:
    text = "Nothing of the kind stands anywhere."
    assert unprinted(text, ALL) == [(0, len(text))]


# --- the bundled record; that its texts pass is a rule of tests/test_bundled_record.py -----------


@cache
def texts() -> list[tuple[str, list[str], str]]:
    """The text, the quoted wordings and the language of each quotation."""
    return [
        (one.text, [each.quoted for each in one.citations if each.quoted], one.language)
        for one in record_folder.read(BUNDLED).statements
        if one.kind in QUOTED
    ]


def inner_word(text: str) -> Token | None:
    """The middle word, if it has others on both sides and no mark of omission beside it."""
    found = [word for word in words(text) if word.kind == "word"]
    inner = [word for word in found[1:-1] if not _is_beside_omission(text, word)]
    return inner[len(inner) // 2] if inner else None


def _is_beside_omission(text: str, word: Token) -> bool:
    beside = text[word.start - 4 : word.start] + text[word.end : word.end + 4]
    return "…" in beside or ".." in beside


@pytest.mark.parametrize("instead", ["", "zebra"], ids=["dropped", "changed"])
def test_no_text_of_it_passes_with_a_word_changed_or_dropped(instead: str) -> None:
    passed = []
    for text, wordings, language in texts():
        word = inner_word(text)
        if word is None:
            continue
        other = " ".join(f"{text[: word.start]}{instead}{text[word.end :]}".split())
        # What another source prints just so is no mistake.
        if not unprinted(other, wordings, language) and not any(other in one for one in wordings):
            passed.append((word.text, other))
    assert passed == []
