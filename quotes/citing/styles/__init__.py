"""Citation texts: a statement as a source prints it, or a source, in the styles asked for.

A module is a style; docs/citing.md tells what each decides. What they share is in `cited` (who,
where, which words), `dates`, `names` and `text` (italics, quotation marks, marks between parts).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quotes.citing.reference import Reference
from quotes.citing.styles import apa, bluebook, chicago, harvard, mla, wikipedia
from quotes.citing.styles.parts import LANGUAGES, Cited
from quotes.citing.styles.styled_text import StyledText


class Capitals(Enum):
    """How a style sets the title of an article."""

    SENTENCE = _("sentence case (capitals for the first word and names)")
    HEADLINE = _("title case (capitals for all main words)")


@dataclass(frozen=True)
class StyleForm:
    """One text of a style: an entry of a list, a note, a citation within a text, a template."""

    key: str
    label: Promise
    write: Callable[[Cited], StyledText]


@dataclass(frozen=True)
class CitationStyle:
    """A style by the key that addresses and tests know it by, with its texts.

    ``capitals`` says how it sets an English title, which stands as printed here: no rule tells
    which words are names. ``asks_for_access`` is true where a web source has its day of access.
    """

    key: str
    label: str
    forms: tuple[StyleForm, ...]
    capitals: Capitals | None = None
    asks_for_access: bool = False

    def texts(
        self, reference: Reference, language: str = "en", *, is_gone: bool = False
    ) -> list[tuple[StyleForm, StyledText]]:
        """Every text of the style, in the words of ``language``, one of `LANGUAGES`.

        ``is_gone`` is for a source whose page is known to be gone.
        """
        return self.written(Cited(reference, language, is_gone))

    def written(self, cited: Cited) -> list[tuple[StyleForm, StyledText]]:
        """The same of what is cited in several styles, which is looked at once for all."""
        return [(form, form.write(cited)) for form in self.forms]


_IN_TEXT = _("In the text")

STYLES: dict[str, CitationStyle] = {
    style.key: style
    for style in (
        CitationStyle(
            "apa",
            "APA 7",
            (
                StyleForm("entry", _("Reference list"), apa.entry),
                StyleForm("in-text", _IN_TEXT, apa.citation),
            ),
            Capitals.SENTENCE,
        ),
        CitationStyle(
            "mla",
            "MLA 9",
            (
                StyleForm("entry", _("Works cited"), mla.entry),
                StyleForm("in-text", _IN_TEXT, mla.citation),
            ),
            Capitals.HEADLINE,
        ),
        CitationStyle(
            "chicago",
            "Chicago 17",
            (
                StyleForm("note", pgettext_lazy("citation", "Note"), chicago.note),
                StyleForm("entry", _("Bibliography"), chicago.bibliography),
            ),
            Capitals.HEADLINE,
        ),
        CitationStyle(
            "bluebook",
            "Bluebook",
            (StyleForm("citation", _("Citation"), bluebook.citation),),
            Capitals.HEADLINE,
        ),
        CitationStyle(
            "harvard",
            "Harvard",
            (
                StyleForm("entry", _("Reference list"), harvard.entry),
                StyleForm("in-text", _IN_TEXT, harvard.citation),
            ),
            Capitals.SENTENCE,
            asks_for_access=True,
        ),
        CitationStyle(
            "wikipedia",
            "Wikipedia",
            (StyleForm("template", _("Template"), wikipedia.template),),
            asks_for_access=True,
        ),
    )
}

__all__ = ["LANGUAGES", "STYLES", "Capitals", "CitationStyle", "Cited", "StyleForm", "StyledText"]
