"""What the styles ask of a reference: who stands for the author, where it is, in which words."""

from dataclasses import dataclass

from quotes.citing.bylines import Name
from quotes.citing.reference import CitedSource, Reference, Said, authors_of
from quotes.citing.reference_fields import place_of_access
from quotes.citing.source_types import SOURCE_TYPES
from quotes.citing.styles.style_dates import Manner, in_language
from quotes.citing.styles.styled_text import (
    AMERICAN,
    FRENCH,
    Marks,
    Quotation,
    StyledText,
    one_line,
    text,
    with_stop_inside,
    words,
)
from quotes.models.vocabulary import SourceKind
from quotes.text.languages import primary_subtag

ARCHIVE = "DomeTracker"

# In which words and marks a citation can be written.
LANGUAGES = ("en", "fr")

TERMS = {
    "en": {
        "and": "and",
        "as cited in": "as cited in",
        "paraphrased in": "paraphrased in",
        "quoted in": "quoted in",
        "qtd. in": "qtd. in",
        "in": "in",
        "as reported by": "as reported by {}",
        "no date": "n.d.",
        "Untitled": "Untitled {}",
        "accessed": "accessed {}",
    },
    "fr": {
        "and": "et",
        "as cited in": "cité dans",
        "paraphrased in": "paraphrasé dans",
        "quoted in": "cité dans",
        "qtd. in": "cité dans",
        "in": "dans",
        "as reported by": "d’après {}",
        "no date": "s.\u00a0d.",
        "Untitled": "{} sans titre",
        "accessed": "consulté le {}",
    },
}


@dataclass(frozen=True)
class Cited:
    """A reference, and the language it is cited in: a tag of `LANGUAGES`.

    ``is_gone`` is for the source whose page is known to be gone or to hold the words no more.
    """

    reference: Reference
    language: str = "en"
    is_gone: bool = False

    @property
    def source(self) -> CitedSource:
        return self.reference.source

    @property
    def said(self) -> Said | None:
        return self.reference.said

    def term(self, english: str) -> str:
        return TERMS[self.language][english]

    def manner(self, english: Manner) -> Manner:
        return in_language(english, self.language)

    def marks(self, english: Marks = AMERICAN) -> Marks:
        return FRENCH if self.language == "fr" else english

    # --- Where it is -------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The place of access: of a statement its permalink, of a source its own address.

        A source whose page is gone is where its copy is, if there is one.
        """
        if self.said is None and self.is_gone and self.source.archived_url:
            return self.source.archived_url
        return place_of_access(self.reference)

    @property
    def archive(self) -> str:
        """The name of this archive, where it is the place of access."""
        is_ours = self.said is not None or self.url == self.source.address
        return ARCHIVE if is_ours else ""

    # --- Who -----------------------------------------------------------------------------------

    @property
    def authors(self) -> tuple[Name, ...]:
        """The persons that sign it, or else the agency whose report it is, or else the body."""
        return authors_of(self.reference)

    @property
    def outlet(self) -> str:
        """The outlet, unless it already stands as the author (APA 7, 9.28; MLA 9, 5.58)."""
        names = [name.literal for name in self.authors]
        return "" if self.source.outlet in names else self.source.outlet

    @property
    def is_periodical(self) -> bool:
        return self.source.kind == SourceKind.NEWS_ARTICLE

    @property
    def is_own(self) -> bool:
        """Whether the speaker is the author of the source."""
        if self.said is None:
            return False
        return self.said.speaker.literal in {name.literal for name in self.authors}

    @property
    def is_at_first_hand(self) -> bool:
        return self.is_own or SOURCE_TYPES[self.source.kind].is_at_first_hand

    @property
    def credited(self) -> str:
        """Whom the source credits with the words, where the citation does not name it already."""
        named = {name.literal for name in self.authors} | {self.source.outlet}
        via = self.said.via if self.said else ""
        return "" if via in named else via

    # --- What ----------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return SOURCE_TYPES[self.source.kind].names[self.language]

    @property
    def title(self) -> StyledText:
        return words(self.source.title, self.foreign(self.source.language))

    @property
    def title_with_stop(self) -> StyledText:
        title = with_stop_inside(one_line(self.source.title))
        return words(title, self.foreign(self.source.language))

    def quoted_title(self, marks: Marks) -> Quotation:
        language = self.foreign(self.source.language)
        return Quotation(self.source.title, marks, language, is_title=True)

    @property
    def untitled(self) -> str:
        """What a source without a recorded title is called."""
        return capitalized(self.term("Untitled").format(self.kind))

    def quoted_words(self, marks: Marks, *, is_led: bool = False) -> Quotation | None:
        """The words as the source prints them; None where it gives no words of the speaker.

        ``is_led`` sets the speaker's name before them.
        """
        if self.said is None or not self.said.is_quotation:
            return None
        colon = "\u00a0: " if self.language == "fr" else ": "
        return self.quoted(self.said, marks, self.said.speaker.literal + colon if is_led else "")

    def quoted(self, said: Said, marks: Marks, before: str = "") -> Quotation:
        return Quotation(said.words, marks, self.foreign(said.language), before=before)

    @property
    def locator(self) -> str:
        return self.said.locator if self.said else ""

    def foreign(self, language: str) -> str:
        """A language tag to mark words with; empty for words in the language of the citation."""
        same = primary_subtag(language) == self.language
        return "" if same else language


def capitalized(content: str) -> str:
    return content[:1].upper() + content[1:]


def in_text(words_said: Quotation | None, note: StyledText) -> StyledText:
    """A quotation and its citation in brackets, or the brackets alone for what is not quoted."""
    if words_said is None:
        return text("(", note, ")")
    return words_said.followed_by("") + text(" (", note, ")")
