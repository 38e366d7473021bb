"""Words that nobody is reported to have said: denied, asked, expected, imagined."""

import pytest

from tests.officials import found

WORDS = "“we will pay sixty-one billion dollars for it”"

NOT_SAID = [
    # negated
    (f"Keller did not say {WORDS}.", "negated"),
    (f"Keller never said {WORDS}.", "negated"),
    (f"Keller refused to say {WORDS}.", "negated"),
    (f"Keller has not yet said {WORDS}.", "negated"),
    (f"Keller stopped short of saying {WORDS}.", "negated"),
    (f"Keller left without saying {WORDS}.", "negated"),
    (f"Nobody said {WORDS}.", "negated"),
    (f"Keller didn’t say {WORDS}.", "negated"),
    (f"Keller declined to call it {WORDS}.", "negated"),
    (f"Neither Keller nor Torrance said {WORDS}.", "negated"),
    (f"Keller has yet to call it {WORDS}.", "negated"),
    (f"Nobody has ever heard Keller say {WORDS}.", "negated"),
    # denied
    (f"Keller denied saying {WORDS}.", "denied"),
    (f"Keller denied having said {WORDS}.", "denied"),
    (f"It is false that Keller said {WORDS}.", "denied"),
    (f"It is not true that Keller said {WORDS}.", "denied"),
    (f"Keller denied that he said {WORDS}.", "denied"),
    (f"There is no evidence that Keller said {WORDS}.", "denied"),
    (f"Keller was falsely quoted as saying {WORDS}.", "denied"),
    (f"The site misquoted Keller as saying {WORDS}.", "denied"),
    # conditions
    (f"If Keller says {WORDS}, the markets will react.", "conditional"),
    (f"Unless Keller says {WORDS}, the deal is dead.", "conditional"),
    (f"It is unclear whether Keller said {WORDS}.", "conditional"),
    (f"Had Keller said {WORDS}, the markets would have reacted.", "conditional"),
    # hypotheses
    (f"Keller might say {WORDS}, analysts believe.", "hypothetical"),
    (f"Keller could have said {WORDS}.", "hypothetical"),
    (f"Keller should say {WORDS}.", "hypothetical"),
    (f"Imagine Keller saying {WORDS}.", "hypothetical"),
    (f"It would be wrong for Keller to say {WORDS}.", "hypothetical"),
    # expected
    (f"Keller will say {WORDS} in a speech on Friday.", "expected"),
    (f"Keller is expected to say {WORDS}.", "expected"),
    (f"Keller plans to tell them {WORDS}.", "expected"),
    (f"They urged Keller to say {WORDS}.", "expected"),
    (f"Keller is likely to say {WORDS}.", "expected"),
    ("“We will pay for all of it,” Keller will say on Friday.", "expected"),
    # asked
    (f"Did Keller say {WORDS}?", "asked"),
    (f"Why would Keller say {WORDS}?", "asked"),
    (f"Has Keller said {WORDS}?", "asked"),
]


@pytest.mark.parametrize(("text", "why"), NOT_SAID)
def test_words_that_were_not_said_are_marked_and_nobodys(text: str, why: str) -> None:
    for candidate in found(text):
        assert candidate.not_said == why
        assert candidate.speaker == ""
        assert candidate.speaker_certainty == 0


DENIED = [
    ("Halvorsen denied that the plan costs sixty-one billion dollars.", "en"),
    ("Halvorsen denied the plan would cost billions.", "en"),
    ("Halvorsen denies the shield is “a hole in the sky.”", "en"),
    ("Despite the charges, which Halvorsen denies, and an empty seat, Halvorsen leads.", "en"),
    ("M. Keller conteste que le Canada ait accepté cela.", "fr"),
    ("M. Keller nie que le plan coûte soixante milliards.", "fr"),
    ("M. Keller a démenti que le Canada ait accepté de payer.", "fr"),
]


@pytest.mark.parametrize(("text", "language"), DENIED)
def test_what_somebody_denies_is_not_their_statement(text: str, language: str) -> None:
    assert all(one.not_said and not one.speaker for one in found(text, language))


SAID = [
    f"Keller went on to say {WORDS}.",
    f"Keller said {WORDS}.",
    f"Keller denied it: {WORDS}.",
    f"Keller took to the stage to say {WORDS}.",
    f"Keller continued to say {WORDS}.",
    f"When Keller said {WORDS}, the room fell silent.",
    f"Keller was quoted as saying {WORDS}.",
    f"Keller falsely claimed {WORDS}.",
    f"Keller could only say {WORDS}.",
    f"Keller left the room, going on to say {WORDS}.",
    f"Keller made a point of saying {WORDS}.",
    f"Keller dismissed the idea, saying {WORDS}.",
    f"Keller wanted to know: {WORDS}.",
    f"Keller went so far as to say {WORDS}.",
    f"Keller took the opportunity to say {WORDS}.",
    f"Keller used his speech to say {WORDS}.",
    f"Keller apologized for saying {WORDS}.",
    f"Keller, who did not stay, said {WORDS}.",
    f"Keller said he would not go and that {WORDS}.",
    f"After Keller said {WORDS}, they left.",
    "“Will it work at all?” Keller asked.",
    "“We will not pay for it,” Keller said.",
]


@pytest.mark.parametrize("text", SAID)
def test_a_plain_report_is_one(text: str) -> None:
    [candidate] = [c for c in found(text) if c.kind != "paraphrase"]
    assert (candidate.not_said, candidate.speaker) == ("", "keller")
