"""Publication dates of bibliographies as EDTF (ISO 8601-2), never more exact than they are told."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from quotes.dates.partial import InvalidDate, PartialDate, parse
from quotes.dates.relative import Unresolvable, resolve

# RIS writes ``2025/05/21/`` and more behind it; parts that are not known are empty or zeros.
_SLASHES = re.compile(
    r"(?P<year>[0-9]{4})/(?P<month>[0-9]{0,2})(?:/(?P<day>[0-9]{0,2})(?:/.*)?)?", re.DOTALL
)
_TIME = re.compile(r"(?<=[0-9])[T ][0-9]{2}:[0-9:.]+(?:Z|[+-][0-9:]+)?(?=/|$)")
_YEARS = re.compile(r"([0-9]{4})\s*[-–—]+\s*([0-9]{4})")
_SEASON = re.compile(r"([^\W\d_]+)\.?,? ([0-9]{4})")
_SEASONS = {
    name: number
    for number, names in enumerate(
        ("spring printemps", "summer été", "autumn fall automne", "winter hiver"), start=21
    )
    for name in names.split()
}
# A letter behind the year tells the works of one author apart.
_YEAR_WITH_LETTER = re.compile(r"([0-9]{4})[a-z]")
_CIRCA = re.compile(r"(?:c\.?|ca\.?|circa|about|vers|env\.)\s*(?=[0-9])", re.IGNORECASE)

# Seasons of CSL count from 1, those of EDTF from 21.
_BEFORE_SPRING = 20


def edtf(text: str) -> str:
    """A date as it is written in a bibliography; ``""`` for what is none that can be relied on."""
    written = " ".join(text.split())
    if match := _SLASHES.fullmatch(written):
        return _valid(_joined(match["year"], match["month"], match["day"] or ""))
    if match := _YEARS.fullmatch(written):
        return _valid(f"{match[1]}/{match[2]}")
    if (match := _SEASON.fullmatch(written)) and (season := _SEASONS.get(match[1].lower())):
        return _valid(f"{match[2]}-{season}")
    if match := _YEAR_WITH_LETTER.fullmatch(written):
        return _valid(match[1])
    written = re.sub(r"(?:-(?:00|uu)){1,2}(?=$|/)", "", _TIME.sub("", written))
    # As the draft of EDTF had it in 2012, which many programs still write.
    written = re.sub(r"\bunknown\b", "", re.sub(r"\b([0-9]{3})u\b", r"\1X", written))
    circa = "~" if (bare := _CIRCA.sub("", written, count=1)) != written else ""
    if found := _valid(bare):
        return _valid(found + circa) if circa and "/" not in found else found
    try:
        # Dates in words only: nothing here may be counted from another day.
        found = resolve(bare, None).said.text if re.search(r"[^\W\d_]", bare) else ""
    except (Unresolvable, InvalidDate, ValueError):
        return ""
    return _valid(found + circa)


def first_edtf(candidates: Iterable[str]) -> str:
    """The first of the candidates that is a date."""
    return next(filter(None, map(edtf, candidates)), "")


def edtf_of_parts(year: str, month: str, day: str) -> str:
    """The date of BibTeX's three fields; a month may be a name, and may hold the day as well."""
    year, month, day = (" ".join(part.replace("~", " ").split()) for part in (year, month, day))
    if month.isdigit() or not month:
        return edtf(_joined(year, month, day)) or edtf(year)
    if names := re.fullmatch(r"(\w+\.?) ?[-–—/]+ ?(\w+\.?)", month):
        sides = [edtf(f"{name.strip('.')} {year}") for name in names.groups()]
        return _valid("/".join(sides)) if all(sides) else edtf(year)
    tries = (f"{day} {month} {year}".strip(), f"{month} {day}, {year}", f"{month}, {year}")
    return first_edtf(tries) or edtf(year)


def edtf_of_csl(value: Any) -> str:
    """The date variable of CSL 1.0.2: its parts, or its text."""
    if isinstance(value, str):
        return edtf(value)
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    sides = [_csl_side(side) for side in _sides(parts)]
    season = str(value.get("season", "")).lower()
    number = int(season) + _BEFORE_SPRING if season in ("1", "2", "3", "4") else None
    number = number or _SEASONS.get(season)
    if len(sides) == 1 and re.fullmatch("[0-9]{4}", sides[0]) and number:
        sides = [f"{sides[0]}-{number}"]
    if sides and sides[0]:
        circa = "~" if value.get("circa") not in (None, False, 0, "", "0", "false") else ""
        return _valid("/".join(side + circa if side else ".." for side in sides[:2]))
    texts = (value.get(name) for name in ("raw", "literal"))
    return first_edtf(text for text in texts if isinstance(text, str))


def day_of(text: str) -> date | None:
    """A whole day beyond doubt, such as that on which something was read; else None."""
    found = parse(edtf(text))
    return found.first if found.precision == "day" and not _is_doubtful(found) else None


def day_of_csl(value: Any) -> date | None:
    found = parse(edtf_of_csl(value))
    return found.first if found.precision == "day" and not _is_doubtful(found) else None


def _is_doubtful(found: PartialDate) -> bool:
    return found.is_approximate or found.is_uncertain


def _sides(parts: Any) -> list[list[Any]]:
    is_date = isinstance(parts, list) and 0 < len(parts) <= 2
    return [side for side in parts if isinstance(side, list)] if is_date else []


def _csl_side(side: list[Any]) -> str:
    texts = [str(part) for part in side[:3] if isinstance(part, (int, str))]
    return _valid(_joined(*[*texts, "", "", ""][:3]))


def _joined(year: str, month: str, day: str) -> str:
    """The parts as far as they are known, in order."""
    parts = [year]
    for part in (month, day):
        if not re.fullmatch(r"[0-9]{1,2}", part) or int(part) == 0:
            break
        parts.append(f"{int(part):02}")
    return "-".join(parts)


def _valid(text: str) -> str:
    try:
        return parse(text).text
    except InvalidDate:
        return ""
