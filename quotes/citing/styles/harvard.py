"""Harvard, as in Cite Them Right (12th edition): author and date, British quotation marks.

Newspaper articles, press releases, web pages, posts and videos follow its sections of these names;
"secondary referencing" is how it has a work quoted in another.
"""

from collections.abc import Callable
from datetime import date

from quotes.citing.bylines import Name
from quotes.citing.styles.parts import Cited, capitalized, in_text
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.style_names import family, listed, with_close_initials
from quotes.citing.styles.styled_text import (
    BRITISH,
    Part,
    StyledText,
    italic,
    sentences,
    series,
    text,
)

DATES = Manner("day month year", circa="c.")

# Four and more authors are cut to the first.
MOST_AUTHORS = 3

_WORDS = {
    "en": {
        "available": "Available at: {}",
        "accessed": " (Accessed: {})",
    },
    "fr": {
        "available": "Disponible à\u00a0: {}",
        "accessed": " (Consulté le {})",
    },
}


def entry(cited: Cited) -> StyledText:
    """The entry of the reference list."""
    author, title = _author(cited, with_close_initials), _title(cited)
    outlet = _outlet(cited)
    day = cited.manner(DATES).without_year(cited.source.published)
    year = text("(", _year(cited), ")") if _year(cited) else text()
    # What has no author stands under its title, except that of a newspaper (under its name).
    if not author:
        led = text(title, " ", year) if year else title
        described = series([outlet, day], last="")
        return sentences([led, described, _at(cited), _kept(cited)])
    if cited.is_periodical:
        title, outlet, day = series([title, outlet, day], last=""), text(), ""
    described = series([outlet, day], last="")
    led = text(author, " ", year, " ", title) if year else sentences([author, title], last="")
    return sentences([led, described, _at(cited), _kept(cited)])


def citation(cited: Cited) -> StyledText:
    """The quotation with its citation in the text."""
    author = _author(cited, family) or (
        text(_title(cited)) if cited.title else cited.shortly_described
    )
    by = series([author, _year(cited), cited.locator], last="")
    if cited.said is None or cited.is_at_first_hand:
        is_led = cited.said is not None and not cited.is_own
        return in_text(cited.quoted_words(cited.marks(BRITISH), is_led=is_led), by)
    said = cited.manner(DATES).year(cited.said.said)
    link = "quoted in" if cited.said.is_quotation else "paraphrased in"
    secondary = text(cited.term(link), " ", by)
    note = series([family(cited.said.speaker), said, secondary], last="")
    return in_text(cited.quoted_words(cited.marks(BRITISH)), note)


def _word(cited: Cited, english: str) -> str:
    return _WORDS[cited.language][english]


def _author(cited: Cited, form: Callable[[Name], str]) -> StyledText:
    """The authors; without one a newspaper's name stands in italics in their place."""
    names = [form(name) for name in cited.authors]
    if len(names) > MOST_AUTHORS:
        return text(names[0], " ", italic("et al."))
    if names:
        return text(listed(names, f" {cited.term('and')} "))
    return italic(cited.outlet) if cited.is_periodical else text()


def _title(cited: Cited) -> Part:
    """Of an article in quotation marks, of what stands alone in italics with its kind."""
    if not cited.title:
        return cited.described_with_kind
    if cited.is_periodical:
        return cited.quoted_title(cited.marks(BRITISH))
    return italic(cited.title) + cited.kind_in_brackets


def _outlet(cited: Cited) -> StyledText:
    if not cited.is_periodical:
        return text(cited.outlet)
    return italic(cited.outlet) if cited.authors else text()


def _year(cited: Cited) -> str:
    return cited.manner(DATES).year(cited.source.published)


def _at(cited: Cited) -> StyledText:
    return text(_word(cited, "available").format(cited.url) + _read_on(cited, cited.day_of_access))


def _kept(cited: Cited) -> str:
    kept = capitalized(cited.kept(cited.colon))
    return kept and kept + _read_on(cited, cited.reference.accessed)


def _read_on(cited: Cited, day: date | None) -> str:
    return _word(cited, "accessed").format(cited.manner(DATES).day(day)) if day else ""
