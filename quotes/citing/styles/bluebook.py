"""Bluebook: The Bluebook, 21st edition, in the typefaces of its Bluepages (B2, B18).

A page on the internet is rule 18.2.2; the archived copy stands in brackets behind its address
(18.2.1(d)); words of somebody else are named in a parenthesis (1.5, 10.6.3) and this archive, which
prints them again, behind "reprinted in" (1.6(a)). Names are not abbreviated as in tables T6 to T13:
what a court wants shortened differs.
"""

from quotes.citing.styles.parts import ARCHIVE, Cited, capitalized
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.styled_text import StyledText, italic, series, text
from quotes.models.vocabulary import SourceKind

DATES = Manner("month day, year", circa="c.", is_short=True)

_WORDS = {
    "en": {
        "and": " & ",
        "Press Release": "Press Release",
        "quoting": "quoting {}: ",
        "paraphrasing": "paraphrasing {}",
        "crediting": "crediting {}",
        "reprinted in": "reprinted in",
        "last visited": "(last visited {})",
    },
    "fr": {
        "and": " & ",
        "Press Release": "Communiqué de presse",
        "quoting": "citant {}\u00a0: ",
        "paraphrasing": "paraphrasant {}",
        "crediting": "d’après {}",
        "reprinted in": "reproduit dans",
        "last visited": "(consulté le {})",
    },
}


def citation(cited: Cited) -> StyledText:
    """A citation sentence."""
    dated = _spaced([series([*_head(cited), cited.outlet], last=""), text(_date(cited))])
    addressed = series([dated, _address(cited)], last="")
    whole = _spaced([addressed, _quoting(cited), _crediting(cited)])
    if cited.said:
        again = text(italic(_word(cited, "reprinted in")), f" {ARCHIVE}")
        whole = series([whole, again, cited.said.pinned], last="")
    return whole.followed_by(".")


def _spaced(parts: list[StyledText]) -> StyledText:
    whole = StyledText()
    for part in filter(None, parts):
        whole += (" " if whole else "") + part
    return whole


def _word(cited: Cited, english: str) -> str:
    return _WORDS[cited.language][english]


def _head(cited: Cited) -> list[StyledText]:
    """Author and title; a press release begins with what it is (rule 17.2.3)."""
    author = text(_authors(cited))
    # A descriptive title is not in italics (18.2.2(b)).
    title = italic(cited.title) if cited.title else text(f"[{capitalized(cited.kind)}]")
    if cited.source.kind == SourceKind.PRESS_RELEASE and cited.title:
        return [text(_word(cited, "Press Release")), author, title]
    return [author, title]


def _authors(cited: Cited) -> str:
    """One, two, or the first of three and more (rule 15.1)."""
    names = [name.literal for name in cited.authors]
    if len(names) > 2:
        return f"{names[0]} et al."
    return _word(cited, "and").join(names)


def _date(cited: Cited) -> str:
    """The day in brackets; for want of one that of the last visit is told, where it is known."""
    date = cited.manner(DATES).written(cited.source.published)
    return date and f"({date})"


def _address(cited: Cited) -> StyledText:
    source = cited.source
    archived = f" [{source.archived_url}]" if source.archived_url else ""
    visited = cited.reference.seen
    shown = ""
    if visited and source.url and not source.published.text:
        shown = " " + _word(cited, "last visited").format(cited.manner(DATES).day(visited))
    own = "" if cited.said else cited.url
    return text((source.url or own) + archived + shown if source.url or own else "")


def _quoting(cited: Cited) -> StyledText:
    """The words in brackets behind the citation, and whose they are."""
    said = cited.said
    if said is None:
        return text()
    if not said.is_quotation:
        return text("(", _word(cited, "paraphrasing").format(said.speaker.literal), ")")
    before = "" if cited.is_own else _word(cited, "quoting").format(said.speaker.literal)
    # A whole sentence keeps its full stop (1.5(a)(ii)).
    return text("(", cited.quoted(said, cited.marks(), before).whole(), ")")


def _crediting(cited: Cited) -> StyledText:
    if not cited.credited:
        return text()
    return text("(", _word(cited, "crediting").format(cited.credited), ")")
