"""Figures in words: what a quantity is called, and an amount with its bound and its unit.

An editor names quantities freely, by a slug; those of the bundled record and those that extraction
proposes have a name in each language, any other is called by the words of its slug. An amount is
written as newspapers of the language write it, to its last digit: nothing is rounded or converted.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, npgettext, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from quotes.models.vocabulary import Bound
from quotes.text.units import ANY_DOLLAR, PERCENT, TIMES, YEAR, unit_of

_QUANTITIES: Mapping[str, Promise | str] = {
    "amount": _("amount"),
    "canada-contribution": _("Canada’s contribution"),
    "canada-defence-investment": _("Canada’s investment in defence"),
    "contribution": _("contribution"),
    "cost": _("cost"),
    "duration": _("duration"),
    "first-capability-year": _("year of the first capability"),
    "funding": _("funding"),
    "guam-defense-cost": _("cost of Guam’s defence"),
    "initial-funding": _("initial funding"),
    "interception-rate": _("interception rate"),
    "interceptor-cost-20-years": _("cost of the interceptors over 20 years"),
    "interceptor-share-of-acquisition": _("interceptors’ share of acquisition costs"),
    "interceptor-share-of-total": _("interceptors’ share of total costs"),
    "investment": _("investment"),
    "mandatory-request-fy2027": _("mandatory funding requested for 2027"),
    "protection": _("protection"),
    "reconciliation-share": _("share in the reconciliation bill"),
    "saving-through-launch-costs": _("saving through lower launch costs"),
    "share": _("share"),
    "spending": _("spending"),
    "success-rate": _("success rate"),
    "total-cost": _("total cost"),
    "total-cost-20-years": _("total cost over 20 years"),
    "years-of-work": _("years of work so far"),
    "years-to-operational": _("years until it is operational"),
}

# Of each currency: a number of it, and a million or more, behind which French has "de".
_MONEY: Mapping[str, tuple[Promise | str, Promise | str]] = {
    "USD": (
        pgettext_lazy("money", "US$%(number)s"),
        pgettext_lazy("millions of money", "US$%(number)s"),
    ),
    "CAD": (
        pgettext_lazy("money", "C$%(number)s"),
        pgettext_lazy("millions of money", "C$%(number)s"),
    ),
    "AUD": (
        pgettext_lazy("money", "A$%(number)s"),
        pgettext_lazy("millions of money", "A$%(number)s"),
    ),
    "NZD": (
        pgettext_lazy("money", "NZ$%(number)s"),
        pgettext_lazy("millions of money", "NZ$%(number)s"),
    ),
    ANY_DOLLAR: (
        pgettext_lazy("money", "%(number)s dollars"),
        pgettext_lazy("millions of money", "%(number)s dollars"),
    ),
    "EUR": (
        pgettext_lazy("money", "€%(number)s"),
        pgettext_lazy("millions of money", "€%(number)s"),
    ),
    "GBP": (
        pgettext_lazy("money", "£%(number)s"),
        pgettext_lazy("millions of money", "£%(number)s"),
    ),
    "JPY": (
        pgettext_lazy("money", "¥%(number)s"),
        pgettext_lazy("millions of money", "¥%(number)s"),
    ),
    "CNY": (
        pgettext_lazy("money", "%(number)s yuan"),
        pgettext_lazy("millions of money", "%(number)s yuan"),
    ),
    "RUB": (
        pgettext_lazy("money", "%(number)s rubles"),
        pgettext_lazy("millions of money", "%(number)s rubles"),
    ),
    "ILS": (
        pgettext_lazy("money", "%(number)s shekels"),
        pgettext_lazy("millions of money", "%(number)s shekels"),
    ),
    "INR": (
        pgettext_lazy("money", "%(number)s rupees"),
        pgettext_lazy("millions of money", "%(number)s rupees"),
    ),
    "KRW": (
        pgettext_lazy("money", "%(number)s won"),
        pgettext_lazy("millions of money", "%(number)s won"),
    ),
    "DKK": (
        pgettext_lazy("money", "%(number)s Danish kroner"),
        pgettext_lazy("millions of money", "%(number)s Danish kroner"),
    ),
}

_THOUSAND, _MILLION, _BILLION = Decimal(10**3), Decimal(10**6), Decimal(10**9)
_TRILLION = Decimal(10**12)
# A million million is no milliard, and a French billion is often misread: it stays in milliards.
_LARGEST = {"fr": _BILLION}
# So many digits behind the point of "1.125 billion" are read at a glance.
_MOST_DECIMALS = 3


def quantity_name(slug: str) -> str:
    """What a quantity is called in the language of the page, as the middle of a sentence."""
    return str(_QUANTITIES.get(slug) or slug.replace("-", " "))


def amount_words(low: Decimal | None, high: Decimal | None, bound: str, code: str) -> str:
    """A figure without its quantity: "at least US$500 billion", « environ 3 ans »."""
    ends = [number_words(number, code) for number in (low, high) if number is not None]
    if len(ends) == 2 and low != high:
        both = {"low": ends[0], "high": ends[1]}
        if bound in (Bound.RANGE, Bound.EXACT):
            return _now("between %(low)s and %(high)s") % both
        return _bounded(_now("%(low)s to %(high)s") % both, bound)
    return _bounded(ends[0], _said_bound(low, high, bound))


def _bounded(words: str, bound: str) -> str:
    """An amount, or two of them, with what was said of it before: "at least 5 to 9"."""
    amount = {"amount": words}
    match bound:
        case Bound.ABOUT:
            return _now("about %(amount)s") % amount
        case Bound.AT_LEAST:
            return _now("at least %(amount)s") % amount
        case Bound.AT_MOST:
            return _now("at most %(amount)s") % amount
    return words


def _said_bound(low: Decimal | None, high: Decimal | None, bound: str) -> str:
    """How a single number is meant; a range of which one end is missing is open there."""
    if bound == Bound.RANGE and low != high:
        return Bound.AT_LEAST if high is None else Bound.AT_MOST
    return bound


def number_words(number: Decimal, code: str) -> str:
    """A number with its unit in words: "US$1.2 trillion", « 1 200 milliards de dollars … »."""
    unit = unit_of(code)
    whole = unit.whole(number)
    if unit.is_money:
        return _money(whole, unit.measure)
    if unit.measure == PERCENT:
        return _now("%(number)s percent") % {"number": _digits(whole)}
    if unit.measure == YEAR:
        return str(whole.to_integral_value())
    if unit.measure in TIMES:
        return _time(whole, unit.measure)
    return _now("%(number)s %(things)s") % {
        "number": _scaled(whole)[0],
        "things": unit.measure.replace("-", " "),
    }


def _money(whole: Decimal, currency: str) -> str:
    number, is_large = _scaled(whole)
    if currency not in _MONEY:
        return _now("%(number)s %(things)s") % {"number": number, "things": currency}
    return str(_MONEY[currency][is_large]) % {"number": number}


def _scaled(whole: Decimal) -> tuple[str, bool]:
    """A whole number as it is read, and whether it is one of millions: "175 billion"."""
    largest = _LARGEST.get(get_language() or "en", _TRILLION)
    for scale in (_TRILLION, _BILLION, _MILLION):
        if scale > largest or abs(whole) < scale:
            continue
        short = (whole / scale).normalize()
        if -int(short.as_tuple().exponent) <= _MOST_DECIMALS:
            return _of_scale(short, scale), True
    return _digits(whole), False


def _of_scale(number: Decimal, scale: Decimal) -> str:
    told = {"number": _digits(number)}
    count = int(abs(number))
    if scale == _TRILLION:
        return npgettext("scale", "%(number)s trillion", "%(number)s trillion", count) % told
    if scale == _BILLION:
        return npgettext("scale", "%(number)s billion", "%(number)s billion", count) % told
    return npgettext("scale", "%(number)s million", "%(number)s million", count) % told


def _time(whole: Decimal, measure: str) -> str:
    count = int(whole) if whole == whole.to_integral_value() else 2
    told = {"number": _digits(whole)}
    words = {
        "seconds": ngettext("%(number)s second", "%(number)s seconds", count),
        "minutes": ngettext("%(number)s minute", "%(number)s minutes", count),
        "hours": ngettext("%(number)s hour", "%(number)s hours", count),
        "days": ngettext("%(number)s day", "%(number)s days", count),
        "weeks": ngettext("%(number)s week", "%(number)s weeks", count),
        "months": ngettext("%(number)s month", "%(number)s months", count),
        "years": ngettext("%(number)s year", "%(number)s years", count),
        "decades": ngettext("%(number)s decade", "%(number)s decades", count),
    }
    return words[measure] % told


def _digits(number: Decimal) -> str:
    """All digits, in the manner of the language: 1,200.5."""
    plain = f"{number.normalize():f}"
    return number_format(Decimal(plain), use_l10n=True, force_grouping=True)


def measure_name(measure: str) -> str:
    """What the axis of a drawing counts, as a heading: "US dollars", "years"."""
    names = {
        "USD": _now("US dollars"),
        "CAD": _now("Canadian dollars"),
        "AUD": _now("Australian dollars"),
        "NZD": _now("New Zealand dollars"),
        ANY_DOLLAR: _now("dollars (of which country is not recorded)"),
        "EUR": _now("euros"),
        "GBP": _now("pounds sterling"),
        "JPY": _now("yen"),
        "CNY": _now("yuan"),
        "RUB": _now("rubles"),
        "ILS": _now("shekels"),
        "INR": _now("rupees"),
        "KRW": _now("South Korean won"),
        "DKK": _now("Danish kroner"),
        PERCENT: _now("percent"),
        YEAR: _now("years of the calendar"),
        "seconds": _now("seconds"),
        "minutes": _now("minutes"),
        "hours": _now("hours"),
        "days": _now("days"),
        "weeks": _now("weeks"),
        "months": _now("months"),
        "years": _now("years"),
        "decades": _now("decades"),
    }
    return names.get(measure, measure.replace("-", " "))
