"""MLA: MLA Handbook, 9th edition.

The source stands in two containers (5.31 to 5.37): its outlet, and this archive, where the words
were read. The secondary source is 6.77; it is named in the list of works cited, the speaker in the
text.
"""

from quotes.citing.reference import account_of, is_address
from quotes.citing.styles.parts import ARCHIVE, Cited, capitalized, in_text
from quotes.citing.styles.style_dates import Manner
from quotes.citing.styles.style_names import family, inverted, listed
from quotes.citing.styles.styled_text import Part, StyledText, italic, sentences, series, text
from quotes.models.vocabulary import SourceKind

DATES = Manner("day month year", circa="circa", is_short=True, has_small_seasons=True)


def entry(cited: Cited) -> StyledText:
    """The entry of the list of works cited."""
    _holder, outlet_name = account_of(cited.source)
    outlet: Part = "" if is_address(outlet_name) else outlet_name
    if cited.is_periodical or not _is_self_published(cited):
        outlet = italic(outlet)
    address = "" if cited.archive else cited.url
    first: list[Part] = [outlet, cited.manner(DATES).written(cited.source.published), address]
    second: list[Part] = []
    if cited.archive or cited.permalink:
        second = [italic(ARCHIVE), cited.permalink or cited.url]
    return sentences(
        [
            "" if _is_self_published(cited) else _authors(cited),
            _title(cited),
            series(first, last=""),
            series(second, last=""),
            _accessed(cited),
            capitalized(cited.genre),
        ]
    )


def citation(cited: Cited) -> StyledText:
    """The quotation with its citation in the text."""
    locator = cited.locator
    where = _short_author(cited)
    if locator:
        where += (" " if locator[0].isdigit() else ", ") + locator
    if cited.said is None:
        return in_text(None, where)
    if not cited.is_at_first_hand:
        link = "qtd. in" if cited.said.is_quotation else "paraphrased in"
        where = text(cited.term(link), " ", where)
    quoted = cited.quoted_words(cited.marks(), is_led=not cited.is_own)
    if quoted is None and not cited.is_own:
        return text(cited.said.speaker.literal, " ", in_text(None, where))
    return in_text(quoted, where)


def _is_self_published(cited: Cited) -> bool:
    """Whether author and publisher are one, which then is named as the publisher only (5.58)."""
    return not cited.outlet


def _authors(cited: Cited) -> str:
    """One, two, or the first of three and more (5.7, 5.8); only the first is turned round."""
    names = cited.authors
    if not names:
        return ""
    if len(names) > 2:
        return f"{inverted(names[0])}, et al."
    joint = " et " if cited.language == "fr" else ", and "
    return listed([inverted(names[0]), *(name.literal for name in names[1:])], joint)


def _title(cited: Cited) -> Part:
    """In quotation marks, for it stands in a container; a report stands alone (5.24 to 5.28)."""
    if cited.title and cited.source.kind == SourceKind.REPORT:
        return italic(cited.title)
    return cited.quoted_title(cited.marks()) if cited.title else cited.described


def _short_author(cited: Cited) -> StyledText:
    """That under which the entry stands in the list."""
    names = [family(name) for name in cited.authors]
    if not names or _is_self_published(cited):
        return text(_title(cited)) if cited.title else cited.shortly_described
    if len(names) > 2:
        return text(names[0], " et al.")
    return text(listed(names, f" {cited.term('and')} "))


def _accessed(cited: Cited) -> str:
    """The day of access is told of what is not dated (5.111), and only where it is known."""
    accessed = cited.day_of_access
    if cited.source.published.text or accessed is None:
        return ""
    return capitalized(cited.term("accessed").format(cited.manner(DATES).day(accessed)))
