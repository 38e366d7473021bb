"""Chicago: The Chicago Manual of Style, 17th edition, notes and bibliography (chapter 14).

Newspapers and news services are 14.191 to 14.200, websites 14.205 to 14.207, posts 14.209, video
14.267. What is quoted from another work names both, joined by "quoted in" (14.260); the
bibliography lists the work that was read.
"""

from collections.abc import Sequence
from dataclasses import replace

from quotes.citing.styles.parts import Cited, capitalized
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.style_names import inverted, listed
from quotes.citing.styles.styled_text import (
    Part,
    Quotation,
    StyledText,
    italic,
    sentences,
    series,
    text,
)
from quotes.models.vocabulary import SourceKind

DATES = Manner("month day, year", doubt="[{}?]")

# A note shortens more than three authors to the first, a bibliography more than ten to seven
# (14.76).
MOST_IN_A_NOTE = 3
MOST_IN_A_BIBLIOGRAPHY = 10
SHOWN_OF_MORE = 7


def note(cited: Cited) -> StyledText:
    """A note: who said what, when, and the source that quotes it."""
    source = _source_in_note(cited)
    said = cited.said
    if said is None:
        return series(source)
    link = cited.term(_link(cited)) + " "
    is_sole_author = cited.is_own and len(cited.authors) == 1
    return series(
        [
            said.speaker.literal,
            cited.quoted_words(cited.marks()) or "",
            "" if cited.is_own else cited.manner(DATES).written(said.said),
            cited.credited and cited.term("as reported by").format(cited.credited),
            *_led_by(link, source[1:] if is_sole_author else source),
        ]
    )


def bibliography(cited: Cited) -> StyledText:
    """An entry of the bibliography; an article without author stands under its outlet (14.199)."""
    author = text(_authors(cited, MOST_IN_A_BIBLIOGRAPHY, SHOWN_OF_MORE, is_entry=True))
    outlet = _outlet(cited)
    if not author and cited.is_periodical:
        author, outlet = outlet, text()
    details = series([capitalized(_kind(cited)), outlet, _date(cited)], last="")
    first, *rest = _access(cited)
    access = series([first if first == cited.url else capitalized(first), *rest], last="")
    title = _title(cited) or cited.described
    return sentences([author, title, details, access, capitalized(cited.kept())])


def _source_in_note(cited: Cited) -> list[Part]:
    """The parts of the source, those that are not empty."""
    parts: list[Part] = [
        _authors(cited, MOST_IN_A_NOTE, 1, is_entry=False),
        _title(cited),
        _kind(cited) or ("" if _title(cited) else cited.kind),
        _outlet(cited),
        _date(cited),
        cited.locator,
        *_access(cited),
        cited.kept(),
    ]
    return [part for part in parts if part]


def _led_by(link: str, parts: Sequence[Part]) -> list[Part]:
    first = parts[0]
    if isinstance(first, Quotation):
        return [replace(first, before=link), *parts[1:]]
    return [text(link, first), *parts[1:]]


def _link(cited: Cited) -> str:
    assert cited.said is not None
    if cited.is_at_first_hand:
        return "in"
    return "quoted in" if cited.said.is_quotation else "paraphrased in"


def _authors(cited: Cited, most: int, shown: int, *, is_entry: bool) -> str:
    names = [name.literal for name in cited.authors]
    if is_entry and names:
        names[0] = inverted(cited.authors[0])
    if len(names) > most:
        return ", ".join(names[:shown]) + (", et al." if is_entry else " et al.")
    if cited.language == "fr":
        return listed(names, " et ")
    return listed(names, ", and ", ", and " if is_entry else " and ")


def _title(cited: Cited) -> Part:
    """In quotation marks; that of a report is set like a book's (14.220)."""
    if cited.source.kind == SourceKind.REPORT:
        return italic(cited.title)
    return cited.quoted_title(cited.marks()) if cited.title else text()


def _kind(cited: Cited) -> str:
    """What it is; in a note also an article, where no title says so."""
    return cited.genre


def _outlet(cited: Cited) -> StyledText:
    return italic(cited.outlet) if cited.is_periodical else text(cited.outlet)


def _date(cited: Cited) -> str:
    return cited.manner(DATES).written(cited.source.published)


def _access(cited: Cited) -> list[str]:
    """The database by its name (14.11), the day of access of what is not dated (14.12)."""
    accessed = cited.day_of_access
    shown = ""
    if accessed and not cited.source.published.text:
        shown = cited.term("accessed").format(cited.manner(DATES).day(accessed))
    return [part for part in (cited.archive, shown, cited.url) if part]
