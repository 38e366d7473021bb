"""What is there already: the ranking of alike wordings, and how they are found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from quotes.dates.partial import parse
from quotes.models import State, Statement
from quotes.search.near_duplicates import VERY, alike
from quotes.text.similarity import LONGEST, Nearness, Way, Wording, common_stems, likeness
from tests.factories import citation, draft, source, speaker, statement

WORDS = (
    "An integrated missile defense system for all of North America is the thing that makes sense"
)


# --- how alike two wordings are ------------------------------------------------------------------


def test_the_same_words_are_alike_whatever_their_marks_and_capitals():
    same = likeness("We’re going to “pay”.", 'we\'re going to "PAY"')
    assert (same.score, same.way, same.numbers_differ) == (100, Way.SAME, False)


def test_other_words_are_never_a_hundred():
    changed = likeness(WORDS * 20, WORDS * 20 + " indeed")
    assert changed.score == 99
    assert changed.way is not Way.SAME


def test_a_piece_is_alike_as_a_part_and_the_other_way_round_as_the_whole():
    piece = "missile defense system for all of North America"
    assert likeness(piece, WORDS).way is Way.PART
    assert likeness(WORDS, piece).way is Way.WHOLE
    assert likeness(piece, WORDS).score == likeness(WORDS, piece).score >= VERY


def test_the_shorter_a_piece_the_less_it_says():
    scores = [
        likeness(piece, WORDS).score
        for piece in ("system", "defense system", "missile defense system for all", WORDS)
    ]
    assert scores == sorted(set(scores))
    assert scores[0] < 65


def test_french_is_alike_without_its_accents_and_guillemets():
    printed = "« Nous sommes maîtres chez nous, c’est notre pays, c’est notre avenir. »"
    typed = "Nous sommes maitres chez nous, c'est notre pays, c'est notre avenir"
    assert likeness(typed, printed).way is Way.SAME


@pytest.mark.parametrize(
    "other", ["175 billion dollars", "$175B", "$17.5 billion", "$1.75 billion"]
)
def test_other_numbers_are_alike_and_said_to_differ(other):
    words = f"It will cost us about {other}, in the end, and we will pay it gladly"
    changed = likeness("It will cost us about $185 billion, in the end, and we will pay it", words)
    assert 75 <= changed.score < VERY
    assert changed.numbers_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We need 1,000 interceptors by 2028", "We need 1000 interceptors by 2028"),
        ("It is close to 100% and done in three years", "It is close to 100 percent, 3 years"),
        ("Seventy-one billion they will pay", "$71 billion they will pay"),
        ("They will pay $71bn for it", "They will pay 71 billion for it"),
        ("Cela coûtera 1,5 milliard en deux ans", "Cela coûtera 1.5 milliard en 2 ans"),
        ("It is one hundred per cent right", "It is 100 percent right"),
    ],
)
def test_the_same_number_may_be_written_otherwise(one, other):
    compared = likeness(one, other)
    assert not compared.numbers_differ
    assert compared.score >= VERY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It will cost $61 billion", "It will cost $71 billion"),
        ("It will cost $61 billion if they stay", "It will cost $61 million if they stay"),
        ("between 61 and 71 billion dollars for Canada", "between 71 and 61 billion for Canada"),
        ("ready by 2028, I hope early in 2028", "ready by 2028, I hope early in 2029"),
        ("It has a 90 per cent success rate", "It has a 99 per cent success rate"),
        ("It takes three years to build the dome", "It takes five years to build the dome"),
        ("a $1.75 trillion shield for America", "a $17.5 trillion shield for America"),
        ("They pay 61 billion", "We have said it before: they pay 71 billion, and they know it"),
        ("Le Canada paiera 61 milliards", "Le Canada paiera 71 milliards"),
        ("Система стоит 175 миллиардов долларов", "Система стоит 185 миллиардов долларов"),
    ],
)
def test_a_changed_number_is_never_the_same_statement(one, other):
    for compared in (likeness(one, other), likeness(other, one)):
        assert compared.score < VERY
        assert compared.numbers_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will not join the programme", "We will join the programme"),
        ("We won’t join the programme", "We will join the programme"),
        ("We can’t defend the north alone", "We can defend the north alone"),
        ("We have never asked for a shield", "We have asked for a shield"),
        ("There is no doubt that it will work", "There is doubt that it will work"),
        ("They will pay without complaint", "They will pay with complaint"),
        ("Not a good idea for Canada", "A good idea for Canada"),
        ("will join the programme", "He said that they will not join the programme this year"),
        ("Nous ne participerons pas au projet", "Nous participerons au projet"),
        ("Ce n’est pas notre priorité", "C’est notre priorité"),
        ("Мы не будем участвовать в проекте", "Мы будем участвовать в проекте"),
        ("我们不会参加这个计划", "我们会参加这个计划"),
        ("لن نشارك في هذا المشروع", "نشارك في هذا المشروع"),
        ("Wir werden nicht teilnehmen", "Wir werden teilnehmen"),
    ],
)
def test_a_negation_that_one_lacks_is_never_the_same_statement(one, other):
    for compared in (likeness(one, other), likeness(other, one)):
        assert compared.score < VERY
        assert compared.negations_differ


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # As outlets print one utterance.
        ("I am not in a position to say", "I'm not in a position that allows me to say"),
        ("We will not pay for it", "We won’t pay for it,"),
        ("whether or not it works is open", "whether it works is open"),
        ("the height of arrogance [and] self-interest", "the height of arrogance, self-interest"),
        ("[T]hey should be grateful", "They should be grateful"),
        ("a shield that protect[s] the continent", "a shield that protects the continent"),
        ("strengthening of the shield we have", "strengthen the shield that we have"),
        ("our responsibility to defend", "It is not our responsibility to defend others"),
        ("We are aware that they may choose the shield", "We know that they may choose the shield"),
        ("Nous n’irons pas seuls au nord", "nous n'irons pas seuls, au nord"),
    ],
)
def test_what_outlets_change_of_one_utterance_is_very_alike(one, other):
    compared = likeness(one, other)
    assert compared.score >= VERY
    assert not (compared.numbers_differ or compared.negations_differ)


def test_words_that_only_happen_to_stand_in_a_long_text_are_not_a_piece_of_it():
    long = (
        "They met in May. Everybody there did want to have a say, and to be honest I was only"
        " a guest. In the end, part of the hall left, and some of us found it odd"
    )
    assert likeness("They want to be a part of it", long).score < VERY


def test_word_order_counts():
    assert likeness("Canada attacks the Americans", "The Americans attack Canada").score < VERY


def test_what_is_said_on_another_day_or_by_another_must_agree_in_more():
    one, other = (
        Wording("They want to be a part of it"),
        Wording("and they want to be a part of it"),
    )
    scores = [one.likeness(other, nearness).score for nearness in Nearness]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] >= VERY > scores[-1]
    assert Wording(WORDS).likeness(Wording(f"So: {WORDS}"), Nearness.FAR).score >= VERY


SAID = st.lists(st.sampled_from(f"{WORDS} not 12 30 billion the the".split()), max_size=25)


@given(one=SAID, other=SAID, nearness=st.sampled_from(Nearness), least=st.integers(1, 100))
def test_what_is_passed_over_would_have_come_to_less(one, other, nearness, least):
    first, second = Wording(" ".join(one)), Wording(" ".join(other))
    whole = first.likeness(second, nearness)
    quick = first.likeness(second, nearness, least=least)
    assert quick == whole or (quick.score < least and whole.score < least)


def test_what_somebody_says_all_the_time_counts_less():
    heard = [Wording(f"The golden shield is number {n}") for n in range(8)]
    assert common_stems(heard) == frozenset()
    heard += [Wording("Something else") for _ in range(4)]
    piece, whole = Wording("golden shield"), Wording("I like the golden shield")
    assert piece.likeness(whole).score >= VERY
    assert piece.likeness(whole, common=common_stems(heard)).score < VERY


def test_a_number_that_a_piece_leaves_out_does_not_differ():
    whole = "It should cost $175 billion when it is finished and it will be fully operational"
    assert not likeness(
        "when it is finished and it will be fully operational", whole
    ).numbers_differ


@pytest.mark.parametrize("empty", ["", "   ", "…", "“”", "\n\t—"])
def test_what_has_no_words_is_like_nothing(empty):
    assert likeness(empty, WORDS).score == likeness(WORDS, empty).score == 0
    assert likeness(empty, empty).score == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared_in_both_directions(one, other):
    there, back = likeness(one, other), likeness(other, one)
    assert 0 <= there.score <= 100
    assert there.score == back.score
    assert (there.score == 100) == (there.way is Way.SAME)


# --- which statements there are ------------------------------------------------------------------


def found(words, **asked):
    return [(one.statement.pk, one.likeness.way) for one in alike(words, **asked)]


def test_any_wording_of_a_statement_finds_it(db):
    said = statement(text=WORDS, wordings=(WORDS, "un système intégré de défense antimissile"))
    assert found(WORDS) == [(said.pk, Way.SAME)]
    [one] = alike("Un système intégré, de défense anti-missile", speaker=said.speaker)
    assert one.statement == said
    assert one.wording == "un système intégré de défense antimissile"
    assert said.citations.get(wording=one.wording).pk == one.citation_id


def test_a_piece_finds_the_whole_and_the_whole_a_piece(db):
    whole = statement(text=WORDS)
    assert found("missile defense system for all of North America") == [(whole.pk, Way.PART)]
    piece = statement(text="the thing that makes sense to everybody", speaker=whole.speaker)
    assert (piece.pk, Way.WHOLE) in found(f"{WORDS} to everybody")


def test_the_same_words_of_somebody_else_are_found_behind_those_of_the_official(db):
    other = statement(text=WORDS)
    own = statement(text=f"{WORDS} today")
    first, second = alike(WORDS, speaker=own.speaker)
    assert (first.statement, first.is_same_speaker, first.score < 100) == (own, True, True)
    assert (second.statement, second.is_same_speaker, second.score) == (other, False, 100)


def test_words_that_share_no_pair_are_found_among_those_of_the_official_and_day(db):
    said = statement("2025-05-21", text="protections placed")
    statement("2025-05-21", text="protections placed elsewhere entirely")
    asked = "protection placed"
    assert found(asked) == []
    assert found(asked, speaker=said.speaker, said=parse("2025-05-23")) == [(said.pk, Way.ALIKE)]
    assert found(asked, speaker=said.speaker, said=parse("2025-08")) == []
    assert found(asked, speaker=said.speaker) == [(said.pk, Way.ALIKE)]


def test_of_two_days_the_nearer_one_stands_first(db):
    of = speaker()
    days = ["2025-01-01", "2025-05-20", "2026-01-01"]
    rows = {day: statement(day, text=WORDS, speaker=of).pk for day in days}
    answers = alike(WORDS, speaker=of, said=parse("2025-05-21"))
    assert [one.statement.pk for one in answers] == [
        rows["2025-05-20"],
        rows["2025-01-01"],
        rows["2026-01-01"],
    ]


def test_undated_and_open_days_can_be_asked_for(db):
    said = statement("", text="odious")
    for day in ("", "2025", "../2025", "2025/..", "9999-12-31", "0001-01-01"):
        assert found("odious", speaker=said.speaker, said=parse(day)) == [(said.pk, Way.SAME)]


def test_drafts_are_for_editors_and_withdrawn_ones_for_nobody(db):
    begun = draft(text=WORDS)
    gone = draft(text=WORDS)
    Statement.objects.filter(pk=gone.pk).update(
        state=State.WITHDRAWN, published_at="2025-01-01T00:00Z"
    )
    assert found(WORDS) == []
    assert found(WORDS, drafts=True) == [(begun.pk, Way.SAME)]
    assert found(WORDS, drafts=True, speaker=begun.speaker) == [(begun.pk, Way.SAME)]


def test_a_statement_can_be_left_out(db):
    said = statement(text=WORDS)
    assert found(WORDS, without=[said.pk]) == []


def test_a_language_leaves_out_wordings_of_others(db):
    said = draft(text=WORDS, language="en")
    citation(said, wording="Système intégré", source=source(language="fr-CA"))
    assert found("Système intégré", drafts=True, language="fr") == [(said.pk, Way.SAME)]
    assert found("Système intégré", drafts=True, language="en") == []


def test_one_word_finds_the_statement_of_that_word_alone(db):
    said = statement(text="“Odious”")
    statement(text="an odious and very long plan")
    assert found("odious.") == [(said.pk, Way.SAME)]


def test_chinese_and_arabic_are_found(db):
    chinese = statement(text="美国应尽早放弃发展和部署全球反导系统", language="zh")
    arabic = statement(text="سيراقب جيشنا هذه الخطط ويحلل طبيعة التهديدات المحتملة", language="ar")
    assert found("美国应尽早放弃部署全球反导系统") == [(chinese.pk, Way.ALIKE)]
    assert found("جيشنا هذه الخطط ويحلل طبيعة التهديدات المحتملة") == [(arabic.pk, Way.ALIKE)]


@pytest.mark.parametrize("empty", ["", "  ", "…", "“ ”", "\0"])
def test_words_without_a_letter_find_nothing_and_ask_nothing(db, empty):
    statement()
    with CaptureQueriesContext(connection) as queries:
        assert found(empty, speaker=speaker(), drafts=True) == []
    # One query made the speaker.
    assert len(queries) == 1


def test_huge_words_and_odd_ones_are_answered(db):
    said = statement(text=WORDS)
    assert (said.pk, Way.WHOLE) in found(f"{WORDS}. " + "and other words " * 50_000)
    assert LONGEST < 50_000
    for odd in ("\0" + WORDS, "%s %d {} \\", "a" * 100_000, "'; --", "\ud83d\ude80 rocket"):
        alike(odd.encode("utf-16", "surrogatepass").decode("utf-16"), speaker=said.speaker)


def test_words_that_everybody_says_are_read_in_part_and_still_found(db):
    of = speaker()
    for number in range(90):
        draft(text=f"We are going to build it, said number {number} of them all", speaker=of)
    wanted = draft(text="We are going to build it very much faster than they think")
    with CaptureQueriesContext(connection) as queries:
        first = alike("We are going to build it very much faster than you think", drafts=True)[0]
    assert first.statement == wanted
    assert len(queries) <= 12
