"""Citation texts: a statement as a source prints it, or a source, in the styles asked for.

A module is a style; docs/citing.md tells what each decides. What they share is in `cited` (who,
where, which words), `dates`, `names` and `text` (italics, quotation marks, marks between parts).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quotes.citing.reference import Reference
from quotes.citing.styles import apa, bluebook, chicago, harvard, mla, wikipedia
from quotes.citing.styles.parts import LANGUAGES, Cited
from quotes.citing.styles.styled_text import Text


@dataclass(frozen=True)
class Form:
    """One text of a style: an entry of a list, a note, a citation within a text, a template."""

    key: str
    label: Promise
    write: Callable[[Cited], Text]


@dataclass(frozen=True)
class Style:
    """A style by the key that addresses and tests know it by, with its texts."""

    key: str
    label: str
    forms: tuple[Form, ...]

    def texts(
        self, reference: Reference, language: str = "en", *, is_gone: bool = False
    ) -> list[tuple[Form, Text]]:
        """Every text of the style, in the words of ``language``, one of `LANGUAGES`.

        ``is_gone`` is for a source whose page is known to be gone.
        """
        cited = Cited(reference, language, is_gone)
        return [(form, form.write(cited)) for form in self.forms]


_IN_TEXT = _("In the text")

STYLES: dict[str, Style] = {
    style.key: style
    for style in (
        Style(
            "apa",
            "APA 7",
            (
                Form("entry", _("Reference list"), apa.entry),
                Form("in-text", _IN_TEXT, apa.citation),
            ),
        ),
        Style(
            "mla",
            "MLA 9",
            (
                Form("entry", _("Works cited"), mla.entry),
                Form("in-text", _IN_TEXT, mla.citation),
            ),
        ),
        Style(
            "chicago",
            "Chicago 17",
            (
                Form("note", _("Note"), chicago.note),
                Form("entry", _("Bibliography"), chicago.bibliography),
            ),
        ),
        Style("bluebook", "Bluebook", (Form("citation", _("Citation"), bluebook.citation),)),
        Style(
            "harvard",
            "Harvard",
            (
                Form("entry", _("Reference list"), harvard.entry),
                Form("in-text", _IN_TEXT, harvard.citation),
            ),
        ),
        Style("wikipedia", "Wikipedia", (Form("template", _("Template"), wikipedia.template),)),
    )
}

__all__ = ["LANGUAGES", "STYLES", "Cited", "Form", "Style", "Text"]
