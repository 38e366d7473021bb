"""Numbers in the words of a statement: amounts of money, of years, of missiles, with their bounds.

An amount is a number with what it counts. A number alone is none, and neither are days and years
("May 20", "in 2029"), ordinals ("51st state"), ages, times ago, numbers in a name ("F-35",
"Arrow 3", "Article 5"), and "trillions", which is no number.

In English a comma parts thousands and a full stop decimals; in French, a blank and a comma. A plain
``$`` is the dollar of the United States, unless the text marks those apart (``US$``) and speaks of
Canada: then it is Canada's own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from quotes.extraction.values import Amount
from quotes.models.vocabulary import Bound
from quotes.text.folding import search_fold
from quotes.text.languages import primary_subtag
from quotes.text.spans import Span

# --- numbers -------------------------------------------------------------------------------------

_SMALL_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS_ENGLISH = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
).split()

_ADDED = {
    **{word: Decimal(number) for number, word in enumerate(_SMALL_ENGLISH)},
    **{word: Decimal(10 * number) for number, word in enumerate(_TENS_ENGLISH, start=2)},
    **{word: Decimal(number) for number, word in enumerate(_SMALL_FRENCH)},
    "une": Decimal(1),
    "a": Decimal(1),
    "an": Decimal(1),
    "vingt": Decimal(20),
    "vingts": Decimal(20),
    "trente": Decimal(30),
    "quarante": Decimal(40),
    "cinquante": Decimal(50),
    "soixante": Decimal(60),
}
_MULTIPLIED = {
    **dict.fromkeys(("hundred", "cent", "cents"), Decimal(100)),
    **dict.fromkeys(("dozen", "douzaine"), Decimal(12)),
}
_HALF = Decimal("0.5")
# What the column of a figure holds.
_TOO_LARGE = Decimal(10**14)
_FINEST = Decimal("0.000001")
_MOST_DIGITS = 24
_LONGEST_NOUN = 40

_SCALES_ENGLISH = {
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
# The long scale: a French *billion* is a million of millions.
_SCALES_FRENCH = {
    "mille": Decimal(10**3),
    "million": Decimal(10**6),
    "milliard": Decimal(10**9),
    "billion": Decimal(10**12),
}
_SHORT_ENGLISH = {
    "k": Decimal(10**3),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
    "t": Decimal(10**12),
    "tn": Decimal(10**12),
}
_SHORT_FRENCH = {
    "k": Decimal(10**3),
    "m": Decimal(10**6),
    "g": Decimal(10**9),
    "md": Decimal(10**9),
    "mds": Decimal(10**9),
    "mrd": Decimal(10**9),
}

# --- what is counted -----------------------------------------------------------------------------

_SIGNS = {
    "US$": "USD",
    "$US": "USD",
    "$ US": "USD",
    "USD": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD": "CAD",
    "CAN$": "CAD",
    "$CAN": "CAD",
    "$ CAN": "CAD",
    "$ CA": "CAD",
    "$CA": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₪": "ILS",
    "₽": "RUB",
    "₹": "INR",
    "₩": "KRW",
    "EUR": "EUR",
    "GBP": "GBP",
}
_PLAIN_DOLLAR = "$"
_CURRENCIES = {
    "dollar": "$",
    "euro": "EUR",
    "yen": "JPY",
    "shekel": "ILS",
    "ruble": "RUB",
    "rouble": "RUB",
    "yuan": "CNY",
    "rupee": "INR",
    "rupie": "INR",
    "krone": "DKK",
    "kroner": "DKK",
}
_DOLLARS_OF = {
    **dict.fromkeys(("u.s.", "us", "american", "americain"), "USD"),
    **dict.fromkeys(("canadian", "canadien"), "CAD"),
    **dict.fromkeys(("australian", "australien"), "AUD"),
}
_TIMES = {
    **dict.fromkeys(("second", "seconde"), "seconds"),
    "minute": "minutes",
    "hour": "hours",
    "heure": "hours",
    "day": "days",
    "jour": "days",
    **dict.fromkeys(("week", "semaine"), "weeks"),
    **dict.fromkeys(("month", "mois"), "months"),
    **dict.fromkeys(("year", "an", "ans", "annee"), "years"),
    "decade": "decades",
    "decennie": "decades",
}

# What money is for, by the first word of it that stands near.
_PURPOSES = [
    (purpose, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for purpose, words in (
        ("contribution", r"contribut|pay\b|paying|paie|payer|payera|paiera|fair share|join|adhér"),
        ("cost", r"cost|price|coût|coute|prix"),
        ("funding", r"fund|budget|appropriat|request|crédit|finance"),
        ("investment", r"invest"),
        ("spending", r"spen[dt]|dépens"),
    )
]
_REACH = 80

# Words that no counted thing begins with; a number before them stands alone.
_NO_MODIFIER = frozenset(
    (
        *"a an the of in on at to for by with from as and or but that which who than then".split(),
        *"is was are were will would has have had this these those his her its their our".split(),
        *"my other others more less percent per so up out into over under about after".split(),
        *"before when if it we they he she you i what how said says told times ago old".split(),
        *"later earlier à de du des le la les un une et ou en au aux pour par sur dans".split(),
        *"que qui est sont a ont ce autres plus moins fois dont avec sans".split(),
        *"january february march april may june july august september october november".split(),
        *"december janvier février mars avril mai juin juillet août septembre octobre".split(),
        *"novembre décembre".split(),
    )
)
_NO_NOUN = frozenset(
    (
        *"others was is has does this its his hers always perhaps towards besides thus".split(),
        "plus",
        *"thousands millions billions trillions milliards".split(),
    )
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as printed, with the sign, scale and unit that stand with it."""

    span: Span
    value: Decimal
    scale: Decimal | None
    currency: str
    unit: str
    # How far it reaches without its unit, for a range that shares one.
    bare: bool


@dataclass(frozen=True, slots=True)
class _FigureGrammar:
    numeral: str
    scales: dict[str, Decimal]
    short: dict[str, Decimal]
    joined: str
    between: str
    thousands: str
    decimal: str


def _words_of(values: dict[str, Decimal]) -> str:
    return "|".join(sorted(map(re.escape, values), key=len, reverse=True))


_ENGLISH = _FigureGrammar(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?",
    _SCALES_ENGLISH,
    _SHORT_ENGLISH,
    r"\s+(?:to|and|or)\s+|\s?[-–—]\s?",
    r"between|from",
    ",",
    ".",
)
_FRENCH = _FigureGrammar(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?",
    _SCALES_FRENCH,
    _SHORT_FRENCH,
    r"\s+(?:à|et|ou)\s+|\s?[-–—]\s?",
    r"entre|de",
    " \u00a0\u202f",
    ",",
)


@lru_cache(maxsize=4)
def _pattern(is_french: bool) -> re.Pattern[str]:
    grammar = _FRENCH if is_french else _ENGLISH
    plain = {word: value for word, value in _ADDED.items() if word not in ("a", "an")}
    spelled = _words_of(plain | _MULTIPLIED)
    scales = "|".join(f"{word}s?" for word in grammar.scales)
    short = _words_of(grammar.short)
    signs = "|".join(
        re.escape(sign) for sign in sorted((*_SIGNS, _PLAIN_DOLLAR), key=len, reverse=True)
    )
    behind = rf"(?=[\s-]+(?:half|hundred|dozen|{scales})\b)"
    return re.compile(
        rf"""
        (?<![\w.,$€£/:]) (?<![^\W\d]-) (?P<sign>{signs})?[ \u00a0\u202f]?
        (?:(?P<numeral>{grammar.numeral})
          |(?P<half>half[ ]an?|an?[ -]half|un[ ]demi|half){behind.replace("half|", "")}
          |(?P<half_french>un[ ]demi(?=-(?:{scales})))
          |(?P<spelled>(?:an?{behind}|{spelled})(?:(?:[ -]|[ ]and[ ]|[ ]et[ ])(?:{spelled})\b)*)
        )
        (?P<and_a_half>[ ]and[ ]a[ ]half|[ ]et[ ]demie?)?
        (?![\d/:]|[.,]\d)
        (?:[\s-]*(?P<scale>{scales})\b
          |[ \u00a0\u202f]?(?P<short>{short})(?=[ \u00a0\u202f]?[$€£]|(?!\w)))?
        (?P<money>[ \u00a0\u202f]?(?:\$[ \u00a0\u202f]?(?:US|CAN?)\b|[$€£]|(?:USD|CAD|EUR)\b))?
        """,
        re.VERBOSE | re.IGNORECASE,
    )


_UNIT = re.compile(
    r"""
    [\s-]*(?P<percent>%|per[ ]?cents?\b|percentage[ ]points?\b|pour[ ]cent\b)
    |[\s-]+(?:de[ ]|d['’])?(?:of[ ])?(?P<whose>u\.s\.|us|american|canadian|australian)?
      [\s-]*(?P<currency>dollar|euro|yen|shekel|rou?ble|yuan|rupee|rupie|kroner?)s?\b
      (?:[ ](?P<whose_french>américain|canadien|australien)s?\b)?
    |[\s-]+(?P<time>seconde?|minute|hour|heure|day|jour|week|semaine|month|mois|year|an|année|decade
      |décennie)s?\b(?P<other>[\s-]+(?:old|ago|earlier|later)\b)?
    |[ ]+(?P<noun>(?:[^\W\d_][\w’'-]*[ ]){0,2}?[^\W\d_]{3,}[sx])\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

# What may stand directly before an amount and bounds it, the longer first.
_BOUNDS: tuple[tuple[Bound, str], ...] = (
    (
        Bound.AT_MOST,
        r"no more than|not more than|up to|as much as|as many as|at most|a maximum of|maximum of"
        r"|less than|fewer than|under|below|jusqu['’]à|au plus|moins de|au maximum",
    ),
    (
        Bound.AT_LEAST,
        r"no less than|no fewer than|not less than|at least|more than|over|upwards? of|upward of"
        r"|in excess of|exceeding|above|a minimum of|au moins|plus de|au minimum|minimum de",
    ),
    (
        Bound.ABOUT,
        r"about|around|roughly|approximately|approx\.?|some|nearly|almost|close to|an estimated"
        r"|estimated|in the neighbou?rhood of|in the range of|circa|environ|près de|quelque"
        r"|autour de|à peu près|presque|~",
    ),
)
_BOUND_BEFORE = [
    (bound, re.compile(rf"(?<!\w)(?:{words})(?:\s+(?:an?|the|un|une|les|de))?\s*$", re.IGNORECASE))
    for bound, words in _BOUNDS
]
_BOUND_BEHIND = [
    (Bound.AT_LEAST, re.compile(r"\s*(?:or more|and up|ou plus|et plus)\b|\+|-plus\b", re.I)),
    (Bound.AT_MOST, re.compile(r"\s*(?:or less|or fewer|ou moins)\b", re.I)),
    (Bound.ABOUT, re.compile(r"\s*(?:or so|ou presque)\b", re.I)),
]
# Of times, "over" says how long and bounds nothing.
_DURING = re.compile(r"\bover\s+(?:the\s+)?$", re.IGNORECASE)
_AGO = re.compile(r"\bil y a\s+$", re.IGNORECASE)
# A name that a number is part of: Arrow 3, Article 5. A sentence may begin with the other words.
_NAMED = re.compile(
    r"\b(?!(?:The|A|An|And|But|About|Over|Some|It|At|In|Only|Nearly|Almost|Roughly|More|Up|With|For"
    r"|All|These|Those|Our|Their|His|Her|We|They|Around|Another|Every|Last|Next|First|Les|Des|Ces"
    r"|Environ|Plus|Quelque)\b)[A-Z][\w-]*[ ]$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")


def amounts(text: str, start: int, end: int, language: str = "en") -> tuple[Amount, ...]:
    """The amounts in ``text[start:end]``, in order; what stands around is read for their meaning.

    ``span`` covers the number with its unit, of a range both numbers; ``unit`` is a currency code
    of ISO 4217, "percent", a unit of time in English ("years"), or the plural noun as printed.
    ``quantity`` is what money is for ("cost", "contribution" …; else "amount"), "duration" of
    times, "share" of percentages, and of things their noun.
    """
    grammar = _FRENCH if primary_subtag(language) == "fr" else _ENGLISH
    found = list(_numbers(text, start, end, grammar))
    amounts: list[Amount] = []
    while found:
        first = found.pop(0)
        second = found[0] if found else None
        if second and _is_range(text, first, second, grammar):
            found.pop(0)
            amount = _range(text, first, second)
        else:
            amount = _single(text, first)
        if amount and not _NO_AMOUNT.fullmatch(text, *amount.span):
            amounts.append(amount)
    return tuple(amounts)


def numbers_in(text: str, language: str = "en") -> set[Decimal]:
    """Every number in a text, written out, whether or not it says what it counts: "by 2028"."""
    grammar = _FRENCH if primary_subtag(language) == "fr" else _ENGLISH
    return {_scaled(number) for number in _numbers(text, 0, len(text), grammar)}


def amounts_of(text: str, pieces: Iterable[Span], language: str) -> tuple[Amount, ...]:
    """The amounts in the pieces of a statement."""
    return tuple(amount for piece in pieces for amount in amounts(text, *piece, language))


# "one negotiates": a pronoun with its verb; « un jour »: some day.
_NO_AMOUNT = re.compile(r"[Oo]ne (?:[a-z]+ )?[a-z]+[^\Ws]s|[Uu]n jour")


def _numbers(text: str, start: int, end: int, grammar: _FigureGrammar) -> Iterator[_Number]:
    at = start
    pattern = _pattern(grammar is _FRENCH)
    while match := pattern.search(text, at, end):
        at = max(match.end(), match.start() + 1)
        number = _read(text, match, end, grammar)
        if number:
            at = max(at, number.span.end)
            yield number


def _read(text: str, match: re.Match[str], end: int, grammar: _FigureGrammar) -> _Number | None:
    value = _value(match, grammar)
    scale = None
    if match["scale"]:
        scale = grammar.scales[match["scale"].lower().rstrip("s")]
    if value * (scale or 1) >= _TOO_LARGE or value % _FINEST:
        return None
    sign = match["sign"] or match["money"]
    if match["short"]:
        if not sign:
            return None
        scale = grammar.short[match["short"].lower()]
    currency = _currency_of(text, sign) if sign else ""
    unit, stop = _unit(text, match, end)
    if unit == "-":
        return None
    if unit in _SIGNS.values() or unit == _PLAIN_DOLLAR:
        currency = _currency_of(text, unit)
        unit = ""
    if currency and unit:
        unit, stop = "", match.end()
    is_thing = bool(unit) and unit != "percent" and unit not in _TIMES.values()
    if is_thing and (_is_year(match) or _is_part_of_name(text, match)):
        return None
    return _Number(
        Span(match.start() + _leading(match), stop if unit or currency else match.end()),
        value,
        scale,
        currency,
        unit,
        not (currency or unit),
    )


def _leading(match: re.Match[str]) -> int:
    return len(match[0]) - len(match[0].lstrip())


def _is_part_of_name(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start() + _leading(match)]
    return bool(match["numeral"] and _NAMED.search(before))


def _is_year(match: re.Match[str]) -> bool:
    return bool(_YEAR.fullmatch(match["numeral"] or ""))


def _value(match: re.Match[str], grammar: _FigureGrammar) -> Decimal:
    if match["half"] or match["half_french"]:
        return _HALF
    if match["numeral"]:
        digits = match["numeral"].translate(dict.fromkeys(map(ord, grammar.thousands)))
        value = Decimal(digits[:_MOST_DIGITS].replace(grammar.decimal, "."))
    else:
        value = _spelled(match["spelled"])
    return value + _HALF if match["and_a_half"] else value


def _spelled(written: str) -> Decimal:
    total = Decimal(0)
    for word in re.split(r"[\s-]+", written.lower()):
        if word in _MULTIPLIED:
            total = (total or Decimal(1)) * _MULTIPLIED[word]
        elif word in ("vingt", "vingts") and total == 4:
            total = Decimal(80)
        else:
            total += _ADDED.get(word, Decimal(0))
    return total


def _unit(text: str, number: re.Match[str], end: int) -> tuple[str, int]:
    """What is counted, "-" for what makes the number no amount, and where it ends."""
    at = number.end()
    match = _UNIT.match(text, at, end)
    if match is None:
        return "", at
    if match["percent"]:
        return "percent", match.end()
    if match["currency"]:
        whose = search_fold(match["whose"] or match["whose_french"] or "")
        unit = _DOLLARS_OF.get(whose) or _CURRENCIES[match["currency"].lower()]
        return unit, match.end()
    if match["time"]:
        if match["other"] or _AGO.search(
            text[max(0, number.start() - 40) : number.start() + _leading(number)]
        ):
            return "-", match.end()
        return _TIMES[search_fold(match["time"])], match.end()
    return _counted(match)


def _counted(match: re.Match[str]) -> tuple[str, int]:
    noun = match["noun"]
    words = noun.lower().split()
    if (
        len(words[-1]) > _LONGEST_NOUN
        or words[-1] in _NO_NOUN
        or any(word in _NO_MODIFIER for word in words)
    ):
        return "", match.start()
    return words[-1], match.end()


@lru_cache(maxsize=4)
def _plain_dollar(text: str) -> str:
    """Whose a plain ``$`` is in this text."""
    marks_american = re.search(r"\bUS\$|\$[ \u00a0\u202f]?US\b|\bU\.?S\.? dollars", text)
    is_canadian = re.search(r"\bCanad(?:a|ian|ien)", text)
    return "CAD" if marks_american and is_canadian else "USD"


def _currency_of(text: str, sign: str) -> str:
    sign = " ".join(sign.replace("\u00a0", " ").replace("\u202f", " ").split()).upper()
    return _plain_dollar(text) if sign == _PLAIN_DOLLAR else _SIGNS.get(sign, sign)


def _is_range(text: str, first: _Number, second: _Number, grammar: _FigureGrammar) -> bool:
    between = text[first.span.end : second.span.start]
    if not re.fullmatch(grammar.joined, between, re.IGNORECASE):
        return False
    if first.currency and second.currency and first.currency != second.currency:
        return False
    if first.unit and second.unit and first.unit != second.unit:
        return False
    if re.fullmatch(r"\s+(?:and|et)\s+", between):
        before = text[max(0, first.span.start - 12) : first.span.start]
        return bool(re.search(rf"\b(?:{grammar.between})\s+$", before, re.IGNORECASE))
    return _scaled(_sharing(first, second)) <= _scaled(second)


def _sharing(first: _Number, second: _Number) -> _Number:
    """The first number of a range, with the scale and unit that it shares with the second."""
    is_smaller = first.scale is None and first.value < second.value and second.scale is not None
    return replace(
        first,
        scale=second.scale if is_smaller else first.scale,
        currency=first.currency or second.currency,
        unit=first.unit or second.unit,
    )


def _scaled(number: _Number) -> Decimal:
    return number.value * (number.scale or 1)


def _range(text: str, first: _Number, second: _Number) -> Amount | None:
    low = _sharing(first, second)
    high = replace(
        second, currency=second.currency or first.currency, unit=second.unit or first.unit
    )
    span = Span(first.span.start, second.span.end)
    unit = _unit_of(text, low, span)
    if not unit or _scaled(low) > _scaled(high):
        return None
    return Amount(
        quantity=_quantity(text, low, unit, span),
        low=_written(_scaled(low)),
        high=_written(_scaled(high)),
        bound=Bound.RANGE.value,
        unit=unit,
        span=span,
    )


def _single(text: str, number: _Number) -> Amount | None:
    unit = _unit_of(text, number, number.span)
    if not unit:
        return None
    bound = _bound(text, number.span)
    if number.unit in _TIMES.values() and _DURING.search(
        text[max(0, number.span.start - 12) : number.span.start]
    ):
        bound = Bound.EXACT
    value = _written(_scaled(number))
    return Amount(
        quantity=_quantity(text, number, unit, number.span),
        low="" if bound is Bound.AT_MOST else value,
        high="" if bound is Bound.AT_LEAST else value,
        bound=bound.value,
        unit=unit,
        span=number.span,
    )


def _unit_of(text: str, number: _Number, span: Span) -> str:
    """What is counted; of millions and more that are of nothing, money where money is spoken of."""
    if number.currency or number.unit:
        return number.currency or number.unit
    is_large = number.scale is not None and number.scale >= 10**6
    return _plain_dollar(text) if is_large and _purpose(text, span) else ""


def _bound(text: str, span: Span) -> Bound:
    before = text[max(0, span.start - 40) : span.start]
    for bound, pattern in _BOUND_BEFORE:
        if pattern.search(before):
            return bound
    for bound, pattern in _BOUND_BEHIND:
        if pattern.match(text, span.end):
            return bound
    return Bound.EXACT


def _quantity(text: str, number: _Number, unit: str, span: Span) -> str:
    if unit == "percent":
        return "share"
    if unit in _TIMES.values():
        return "duration"
    if number.unit and unit == number.unit:
        return re.sub(r"[^a-z0-9]+", "-", search_fold(unit)).strip("-") or "count"
    return _purpose(text, span) or "amount"


def _purpose(text: str, span: Span) -> str:
    """What money is spoken of for, by the word of its sentence that stands nearest."""
    low, high = max(0, span.start - _REACH), span.end + _REACH
    for end in _SENTENCE.finditer(text, low, span.start):
        low = end.end()
    cut = _SENTENCE.search(text, span.end, high)
    high = cut.start() if cut else min(high, len(text))
    nearest = [
        (min(abs(match.end() - span.start), abs(match.start() - span.end)), purpose)
        for purpose, words in _PURPOSES
        for match in words.finditer(text, low, high)
    ]
    return min(nearest)[1] if nearest else ""


def _written(value: Decimal) -> str:
    """A decimal number written out, without an exponent or idle zeros."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
