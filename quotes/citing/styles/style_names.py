"""Names as the styles write them, and lists of names."""

import re
from collections.abc import Sequence

from quotes.citing.bylines import Name

# "Mueller, Robert, Jr.": what stands behind a given name and is not one.
_SUFFIX = re.compile(r",?\s+((?:Jr|Sr)\.?|I{2,3}|IV)$")


def initials(given: str, between: str = " ") -> str:
    """Given names by their first letters: "Jean-Pierre A" is "J.-P. A."."""
    parts = [re.split("[-‐‑]", part) for part in given.split()]
    return between.join("-".join(f"{one[0].upper()}." for one in part if one) for part in parts)


def with_initials(name: Name, between: str = " ") -> str:
    """ "Carney, M. J."; a name that is not parted stays whole."""
    given, suffix = _given(name)
    return _inverted(name, initials(given, between), suffix)


def with_close_initials(name: Name) -> str:
    """ "Carney, M.J."."""
    return with_initials(name, between="")


def inverted(name: Name) -> str:
    """ "Carney, Mark J."."""
    return _inverted(name, *_given(name))


def _inverted(name: Name, given: str, suffix: str) -> str:
    if not name.family:
        return name.literal
    return ", ".join(filter(None, [name.family, given, suffix]))


def _given(name: Name) -> tuple[str, str]:
    found = _SUFFIX.search(name.given)
    return (name.given[: found.start()], found[1]) if found else (name.given, "")


def family(name: Name) -> str:
    """What a name is shortened to within a text."""
    return name.family or name.literal


def listed(names: Sequence[str], last: str, last_of_two: str | None = None) -> str:
    """Names with commas between. ``last`` joins the last one: ", and " or " et ".

    ``last_of_two`` joins the second where there are two only, and is ``last`` unless given.
    """
    if len(names) < 2:
        return "".join(names)
    joint = last if len(names) > 2 or last_of_two is None else last_of_two
    return ", ".join(names[:-1]) + joint + names[-1]
