"""Names of authors as they are printed: ``Long, Ada`` is ``Ada Long``.

After BibTeX ("Designing BibTeX Styles", names of persons), the extended names of biblatex 3 and the
name parts of CSL 1.0.2.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quotes.citing.bibliography_files.markup import one_line, plain_tex, without_markup

_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|[ivx]{1,4}|[2-9](?:nd|rd|th)|esq|ph\.? ?d|m\.?d)\.?", re.I)
_NUMERAL = re.compile(r"[IVX]{1,4}")
_EXTENDED = re.compile(
    r"\s*(family|given|prefix|suffix|useprefix|juniorcomma|id|\w+-i)\s*=(.*)", re.S
)


class UnreadableName(ValueError):
    """What stands for a name and is none; ``str()`` is a sentence."""


def printed(given: str, family: str, particle: str = "", suffix: str = "") -> str:
    """A name in the order in which it is printed. A numeral follows without a comma."""
    name = one_line(" ".join((given, particle, family)))
    if not suffix.strip():
        return name
    return f"{name}{' ' if _NUMERAL.fullmatch(suffix.strip()) else ', '}{suffix.strip()}"


def inverted(name: str) -> str:
    """``Long, Ada`` or, with a suffix in either place, ``King, Martin, Jr.`` as it is printed."""
    return _of_parts([part.strip() for part in name.split(",")], name)


def printed_or_told(name: str) -> str:
    """A name as it is printed; one that cannot be turned round stays as it is told."""
    try:
        return inverted(name)
    except UnreadableName:
        return name


def _of_parts(parts: list[str], name: str) -> str:
    family, *others = parts
    if not others:
        return one_line(family)
    if len(others) == 1:
        if _SUFFIX.fullmatch(others[0]) and " " in family:
            return printed("", family, suffix=others[0])
        return printed(others[0], family)
    if len(others) == 2:
        # BibTeX puts the suffix in the middle; RIS and many people put it at the end.
        given, suffix = others if _SUFFIX.fullmatch(others[1]) else reversed(others)
        return printed(given, family, suffix=suffix)
    raise UnreadableName(_("“%(name)s” has too many commas to be one name.") % {"name": name[:80]})


def is_nobody(name: str) -> bool:
    """Whether it stands for authors who are not named."""
    return name.strip(" .,").lower() in ("", "others", "et al", "et alii", "and others")


def names_of_bibtex(raw: str) -> Iterator[str]:
    """The names of a field of BibTeX; "and others" is nobody. Raises `UnreadableName`."""
    for name in outside_braces(raw, r"(?:^|\s+)and(?=\s|$)"):
        if is_nobody(name):
            continue
        if printed_name := _bibtex_name(name.strip()):
            yield printed_name


def _bibtex_name(name: str) -> str:
    parts = outside_braces(name, ",")
    if len(outside_braces(name, ";")) > 1:
        told = {"name": one_line(name)[:80]}
        raise UnreadableName(_("“%(name)s”: in BibTeX, separate names with “and”.") % told)
    extended = [_EXTENDED.fullmatch(part) for part in parts]
    if all(extended):
        given = {match[1]: _plain(match[2].strip(' "')) for match in extended if match}
        return printed(*(given.get(part, "") for part in ("given", "family", "prefix", "suffix")))
    return _of_parts(list(map(_plain, parts)), one_line(name))


def _plain(part: str) -> str:
    return one_line(without_markup(plain_tex(part)))


def outside_braces(text: str, separator: str) -> list[str]:
    """The text cut at what matches, wherever that stands in no braces."""
    parts, depth, begins = [], 0, 0
    for match in re.finditer(rf"(?<!\\)[{{}}]|{separator}", text, re.IGNORECASE):
        if match[0] in "{}":
            depth = max(depth + (1 if match[0] == "{" else -1), 0)
        elif not depth:
            parts.append(text[begins : match.start()])
            begins = match.end()
    return [*parts, text[begins:]]


def name_of_csl(name: Mapping[str, Any]) -> str:
    """A name of CSL-JSON with all of its parts."""
    parts = {part: one_line(value) for part, value in name.items() if isinstance(value, str)}
    if literal := parts.get("literal") or parts.get("name"):
        return literal
    particles = (parts.get("dropping-particle", ""), parts.get("non-dropping-particle", ""))
    given, family = parts.get("given", ""), parts.get("family", "")
    return printed(given, family, " ".join(particles), parts.get("suffix", ""))
