"""What a field of BibTeX reads as: TeX's ways of writing letters, marks and blanks undone.

Only as far as fields of a bibliography go: accents, the letters and marks that have a name, and the
escapes. What else stands there in TeX stays as it is written.
"""

import re
import unicodedata


def _pairs(written: str) -> dict[str, str]:
    names = written.split()
    return dict(zip(names[::2], names[1::2], strict=True))


# The combining character of Unicode for each of TeX's accents.
_ACCENTS = {
    name: chr(int(code, 16))
    for name, code in _pairs(
        "` 300 ' 301 ^ 302 ~ 303 = 304 u 306 . 307 \" 308 r 30a H 30b v 30c c 327 k 328"
    ).items()
}

# Commands whose argument is what is meant.
_TRANSPARENT = ("url", "href", "emph", "enquote", "textbf", "textit", "textsc", "texttt")

_NAMED = dict.fromkeys(_TRANSPARENT, "") | _pairs(
    """
    aa å AA Å ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł ss ß i ı j ȷ dh ð DH Ð th þ TH Þ dj đ DJ Đ
    ldots … dots … textellipsis … textendash – textemdash — slash /
    textquoteleft ‘ textquoteright ’ textquotesingle ' textasciigrave `
    textquotedblleft “ textquotedblright ” textquotedbl " guillemotleft « guillemotright »
    textbackslash \\ textbraceleft { textbraceright } textasciitilde ~ textasciicircum ^
    textbar | textless < textgreater > textdollar $ textunderscore _
    """
)

_TOKEN = re.compile(
    r"""
      \\ (?P<mark> [`'^~=."] ) \s* \{? \\? (?P<marked> [A-Za-z] ) \}?
    | \\ (?P<accent> [urHvck] )
         (?: \s* \{ \\? (?P<braced> [A-Za-z] ) \} | \s+ (?P<letter> [A-Za-z] ) )
    | \\ (?P<name> [A-Za-z]+ ) (?: \{\} | [ ]+ )?
    | \\ (?P<escaped> [^A-Za-z] )
    | (?P<quotes> `` | '' )
    | (?P<dashes> --- | -- )
    | (?P<blank> ~ )
    | (?P<brace> [{}] )
    """,
    re.VERBOSE,
)


def plain(tex: str) -> str:
    r"""The text that TeX would set: ``{\"U}ber \& so`` is ``Über & so``."""
    return _TOKEN.sub(_read, tex)


def _read(token: re.Match[str]) -> str:
    accent = token["mark"] or token["accent"]
    if accent:
        letter = token["marked"] or token["braced"] or token["letter"]
        return unicodedata.normalize("NFC", letter + _ACCENTS[accent])
    if token["name"]:
        return _NAMED.get(token["name"], token[0])
    if token["escaped"]:
        return " " if token["escaped"] == "\n" else token["escaped"]
    if token["quotes"]:
        return "“" if token["quotes"] == "``" else "”"
    if token["dashes"]:
        return "–" if token["dashes"] == "--" else "—"
    return " " if token["blank"] else ""
