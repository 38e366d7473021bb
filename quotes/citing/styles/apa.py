"""APA: Publication Manual of the American Psychological Association, 7th edition.

A newspaper article is 10.1, a page on a website 10.16, a video 10.12, the parts in their order
9.7 to 9.37, the secondary source 8.6. The title stays as printed: the manual's sentence case would
need to know which words are names.
"""

from quotes.citing.styles.parts import Cited, capitalized, in_text
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.style_names import family, listed, with_initials
from quotes.citing.styles.styled_text import Part, StyledText, italic, sentences, series, text

DATES = Manner("year, month day")

# More authors than this are cut to the first nineteen and the last (9.8).
MOST_AUTHORS = 20


def entry(cited: Cited) -> StyledText:
    """The entry of the reference list, which names the source that was read (8.6)."""
    published = cited.manner(DATES).written(cited.source.published)
    dated = text("(", published, ")") if published else text()
    author = text(_authors(cited))
    head = [author, dated, _title(cited)] if author else [_title(cited), dated]
    outlet = italic(cited.outlet) if cited.is_periodical else text(cited.outlet)
    # No full stop stands behind an address (9.35).
    whole = sentences([*head, outlet, cited.archive, cited.url], last="")
    kept = capitalized(cited.kept(cited.colon))
    return whole + (f" ({kept})" if kept else "")


def citation(cited: Cited) -> StyledText:
    """The quotation with its citation in the text (8.11, 8.25), as a secondary one (8.6)."""
    year = cited.manner(DATES).year(cited.source.published)
    by = series([_short_author(cited), year, cited.locator], last="")
    if cited.said is None or cited.is_at_first_hand:
        is_led = cited.said is not None and not cited.is_own
        return in_text(cited.quoted_words(cited.marks(), is_led=is_led), by)
    said = cited.manner(DATES).year(cited.said.said)
    secondary = text(cited.term("as cited in"), " ", by)
    note = series([family(cited.said.speaker), said, secondary], last="")
    return in_text(cited.quoted_words(cited.marks()), note)


def _authors(cited: Cited) -> str:
    names = [with_initials(name) for name in cited.authors]
    if len(names) > MOST_AUTHORS:
        return ", ".join([*names[: MOST_AUTHORS - 1], "… " + names[-1]])
    return listed(names, " et " if cited.language == "fr" else ", & ")


def _title(cited: Cited) -> StyledText:
    """Of an article in roman, of what stands alone in italics (9.19), its kind in brackets (9.21).

    A title that is not recorded is described in brackets (9.22).
    """
    if not cited.title:
        return cited.described_with_kind
    if not cited.is_periodical:
        return italic(cited.title) + cited.kind_in_brackets
    return cited.title if cited.language == "fr" else cited.title_with_stop


def _short_author(cited: Cited) -> Part:
    """One or two names, or the first of more (8.17); without an author the title (8.14)."""
    names = [family(name) for name in cited.authors]
    if len(names) > 2:
        return text(names[0], " et al.")
    if names:
        return text(listed(names, " et " if cited.language == "fr" else " & "))
    if not cited.title:
        return cited.shortly_described
    if not cited.is_periodical:
        return italic(cited.title)
    return cited.quoted_title(cited.marks())
