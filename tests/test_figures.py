"""Numbers in the words of officials: what is an amount, of what, how bounded, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.figures import amounts
from quotes.extraction.values import Amount
from quotes.models.statements import Figure
from quotes.text.spans import Span
from tests.work import calls


def of(text: str, language: str = "en") -> tuple[Amount, ...]:
    return amounts(text, 0, len(text), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I’m not sure one negotiates on this.", "en"),
        ("One never knows what one gets.", "en"),
        ("Il faudra bien payer un jour", "fr"),
    ],
)
def test_a_pronoun_and_some_day_are_no_amounts(text: str, language: str) -> None:
    assert of(text, language) == ()


@pytest.mark.parametrize(
    ("text", "low", "high", "bound", "unit", "printed"),
    [
        ("It costs $175 billion.", "175000000000", "175000000000", "exact", "USD", "$175 billion"),
        ("some $1.2T more", "1200000000000", "1200000000000", "about", "USD", "$1.2T"),
        ("a 175-billion-dollar plan", *["175000000000"] * 2, "exact", "USD", "175-billion-dollar"),
        ("a half-trillion dollars", *["500000000000"] * 2, "exact", "USD", None),
        ("half a trillion dollars", *["500000000000"] * 2, "exact", "USD", None),
        ("a trillion-dollar shield", *["1000000000000"] * 2, "exact", "USD", "a trillion-dollar"),
        ("seventy-one billion dollars", *["71000000000"] * 2, "exact", "USD", None),
        ("C$38.6 billion", *["38600000000"] * 2, "exact", "CAD", None),
        ("38 billion Canadian dollars", *["38000000000"] * 2, "exact", "CAD", None),
        ("a billion euros", *["1000000000"] * 2, "exact", "EUR", None),
        ("It will cost 61 billion to join", *["61000000000"] * 2, "exact", "USD", "61 billion"),
        ("up to $542 billion", "", "542000000000", "at-most", "USD", "$542 billion"),
        ("as much as $831 billion", "", "831000000000", "at-most", "USD", "$831 billion"),
        ("at least $500 million", "500000000", "", "at-least", "USD", "$500 million"),
        ("$25 billion or more", "25000000000", "", "at-least", "USD", "$25 billion"),
        ("nearly 100 percent", "100", "100", "about", "percent", "100 percent"),
        ("17.5% of it", "17.5", "17.5", "exact", "percent", "17.5%"),
        ("five per cent", "5", "5", "exact", "percent", "five per cent"),
        ("about three years", "3", "3", "about", "years", "three years"),
        ("a three-year plan", "3", "3", "exact", "years", "three-year"),
        ("two and a half years", "2.5", "2.5", "exact", "years", "two and a half years"),
        ("over two decades", "2", "2", "exact", "decades", "two decades"),
        ("more than 40 lawmakers", "40", "", "at-least", "lawmakers", "40 lawmakers"),
        ("1,000 ground-based interceptors", "1000", "1000", "exact", "interceptors", None),
        ("44 Patriot batteries", "44", "44", "exact", "batteries", None),
        ("two hundred and fifty missiles", "250", "250", "exact", "missiles", None),
    ],
)
def test_an_amount(
    text: str, low: str, high: str, bound: str, unit: str, printed: str | None
) -> None:
    (amount,) = of(text)
    assert (amount.low, amount.high, amount.bound, amount.unit) == (low, high, bound, unit)
    assert text[slice(*amount.span)] == (printed or text)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "printed"),
    [
        (
            "between $161 billion and $542 billion to build",
            *("161000000000", "542000000000", "USD", "$161 billion and $542 billion"),
        ),
        ("$2 to $3 billion", "2000000000", "3000000000", "USD", None),
        ("20 to 25 billion dollars", "20000000000", "25000000000", "USD", None),
        ("$175 billion–$200 billion", "175000000000", "200000000000", "USD", None),
        ("two or three years", "2", "3", "years", None),
        ("2-3 years", "2", "3", "years", None),
        ("5% to 10%", "5", "10", "percent", None),
        (
            "from 1,000 to 1,500 satellites",
            "1000",
            "1500",
            "satellites",
            "1,000 to 1,500 satellites",
        ),
    ],
)
def test_a_range(text: str, low: str, high: str, unit: str, printed: str | None) -> None:
    (amount,) = of(text)
    assert (amount.bound, amount.low, amount.high, amount.unit) == ("range", low, high, unit)
    assert text[slice(*amount.span)] == (printed or text)


@pytest.mark.parametrize(
    ("text", "low", "high", "bound", "unit"),
    [
        ("175 milliards de dollars", "175000000000", "175000000000", "exact", "USD"),
        ("61 G$", "61000000000", "61000000000", "exact", "USD"),
        ("environ 61 milliards $ US", "61000000000", "61000000000", "about", "USD"),
        ("de 20 à 25 milliards de dollars", "20000000000", "25000000000", "range", "USD"),
        ("entre 161 et 542 milliards de dollars", "161000000000", "542000000000", "range", "USD"),
        ("jusqu’à 542 milliards de dollars", "", "542000000000", "at-most", "USD"),
        ("au moins 1 200 missiles", "1200", "", "at-least", "missiles"),
        ("un demi-milliard de dollars", "500000000", "500000000", "exact", "USD"),
        ("cinq cents milliards de dollars", "500000000000", "500000000000", "exact", "USD"),
        ("71 milliards de dollars canadiens", "71000000000", "71000000000", "exact", "CAD"),
        ("1,5 milliard d’euros", "1500000000", "1500000000", "exact", "EUR"),
        ("un billion de dollars", "1000000000000", "1000000000000", "exact", "USD"),
        ("2 % du PIB", "2", "2", "exact", "percent"),
        ("de deux à trois ans", "2", "3", "range", "years"),
        ("quatre-vingts missiles", "80", "80", "exact", "missiles"),
        ("5 M$", "5000000", "5000000", "exact", "USD"),
    ],
)
def test_an_amount_in_french(text: str, low: str, high: str, bound: str, unit: str) -> None:
    (amount,) = of(text, "fr-CA")
    assert (amount.low, amount.high, amount.bound, amount.unit) == (low, high, bound, unit)


@pytest.mark.parametrize(
    "text",
    [
        "on May 20, 2025, and in 2029",
        "20 May talks",
        "by 2029 plans will have changed",
        "our cherished 51st state",
        "the F-35 jets",
        "Arrow 3 missiles",
        "NATO's Article 5 commitments",
        "a 20-year-old law",
        "three years ago",
        "trillions of dollars",
        "one of the missiles",
        "24/7 coverage",
        "300 others said so",
        "7 said no",
        "1.5 million",
        "",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert of(text) == ()


@pytest.mark.parametrize("text", ["il y a trois ans", "le 51e État", "le 20 mai 2025"])
def test_what_is_no_amount_in_french(text: str) -> None:
    assert of(text, "fr") == ()


def test_whose_dollar_is_told_by_the_text() -> None:
    plain, apart = "It is $84 billion.", "It is US$60 billion, or $84 billion to Canada."
    assert [amount.unit for amount in of(plain)] == ["USD"]
    assert [amount.unit for amount in of(apart)] == ["USD", "CAD"]


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("The cost is $175 billion.", "cost"),
        ("We asked for $25 billion in initial funding.", "funding"),
        ("Canada would pay $61 billion.", "contribution"),
        ("We invest $38 billion.", "investment"),
        ("We spend $5 billion.", "spending"),
        ("The price is known. It was $5 billion then.", "amount"),
        ("in three years", "duration"),
        ("nearly 100 per cent", "share"),
        ("44 Patriot batteries", "batteries"),
    ],
)
def test_what_the_amount_is_for(text: str, quantity: str) -> None:
    assert [amount.quantity for amount in of(text)] == [quantity]


def test_only_the_words_asked_for_are_read() -> None:
    text = "It was $5 billion. “It is about $175 billion,” he said, and not $200 billion."
    start, end = text.index("It is"), text.index(",” he")
    (amount,) = amounts(text, start, end, "en")
    assert amount.span == Span(text.index("$175"), end)
    assert amount.bound == "about", "what stands before the amount is read"


@given(
    st.text(
        st.one_of(
            st.sampled_from("0123456789 .,$€%-–to and billion years G$ à milliards"),
            st.characters(codec="utf-8"),
        ),
        max_size=60,
    ),
    st.sampled_from(["en", "fr"]),
)
def test_whatever_is_found_can_be_kept_as_a_figure(text: str, language: str) -> None:
    for amount in of(text, language):
        assert 0 <= amount.span.start < amount.span.end <= len(text)
        figure = Figure(
            quantity=amount.quantity,
            low=amount.low or None,
            high=amount.high or None,
            bound=amount.bound,
            unit=amount.unit,
        )
        figure.clean_fields(exclude=["statement"])


@pytest.mark.parametrize("number", ["1", "1,000", "one hundred and ", "$1 to "])
def test_the_work_grows_with_the_length_of_numbers_without_end(number: str) -> None:
    text = number * 5_000
    assert calls(lambda: of(text)) < 20 * len(text)
