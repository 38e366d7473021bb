"""What the styles ask of a reference: who stands for the author, where it is, in which words."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from quotes.citing.bylines import Name
from quotes.citing.reference import (
    CitedSource,
    Reference,
    Said,
    account_of,
    authors_of,
    description_of,
    is_address,
    is_own,
    own_title_of,
)
from quotes.citing.reference_fields import (
    day_of_access,
    is_read_here,
    kept_at,
    place_of_access,
)
from quotes.citing.source_types import SOURCE_TYPES
from quotes.citing.styles.style_dates import Manner, in_language
from quotes.citing.styles.styled_text import (
    AMERICAN,
    FRENCH,
    Marks,
    Quotation,
    StyledText,
    curled,
    one_line,
    text,
    with_stop_inside,
    words,
)
from quotes.models.vocabulary import SourceKind
from quotes.text.languages import primary_subtag

ARCHIVE = "DomeTracker"

# So many characters of the words stand for a title within a text.
SHORT = 40

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
        "kept": "words kept at {}",
        "summarized": "summarized at {}",
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
        "kept": "paroles conservées par {}",
        "summarized": "résumé par {}",
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

    @cached_property
    def url(self) -> str:
        """Where the source can be read: at its own address, or where its copy is once it is gone.

        What has neither can be read about in this archive.
        """
        source = self.source
        if self.is_gone and source.archived_url:
            return source.archived_url
        return place_of_access(self.reference)

    @property
    def archive(self) -> str:
        """The name of this archive, where the source itself has no address."""
        return ARCHIVE if is_read_here(self.reference) else ""

    @property
    def permalink(self) -> str:
        """Where this archive keeps the words, where that is not the address of access already."""
        return "" if self.archive else kept_at(self.reference)

    @property
    def colon(self) -> str:
        return "\u00a0: " if self.language == "fr" else ": "

    def kept(self, between: str = ", ") -> str:
        """ "words kept at DomeTracker, https://…", to follow the address of the source."""
        if not self.permalink or self.said is None:
            return ""
        term = "kept" if self.said.is_quotation else "summarized"
        return self.term(term).format(ARCHIVE) + between + self.permalink

    @property
    def day_of_access(self) -> date | None:
        """The day on which what stands at `url` was read; None where it is not recorded."""
        return day_of_access(self.reference)

    # --- Who -----------------------------------------------------------------------------------

    @cached_property
    def authors(self) -> tuple[Name, ...]:
        """The persons that sign it, or else the agency whose report it is, or else the body."""
        return authors_of(self.reference)

    @cached_property
    def outlet(self) -> str:
        """The outlet, unless it already stands as the author (APA 7, 9.28; MLA 9, 5.58)."""
        _holder, outlet = account_of(self.source)
        names = [name.literal for name in self.authors]
        return "" if outlet in names or is_address(outlet) else outlet

    @property
    def is_periodical(self) -> bool:
        return self.source.kind == SourceKind.NEWS_ARTICLE

    @cached_property
    def is_own(self) -> bool:
        """Whether the speaker is the author of the source."""
        return is_own(self.reference)

    @property
    def is_at_first_hand(self) -> bool:
        return self.is_own or SOURCE_TYPES[self.source.kind].is_at_first_hand

    @cached_property
    def credited(self) -> str:
        """Whom the source credits with the words, where the citation does not name it already."""
        named = {name.literal for name in self.authors} | {self.source.outlet}
        via = self.said.via if self.said else ""
        return "" if via in named else via

    @property
    def genre(self) -> str:
        """What it is, where a style says so: not of an article and not of a report."""
        return self.kind if SOURCE_TYPES[self.source.kind].has_genre else ""

    @property
    def kind_in_brackets(self) -> str:
        return self.genre and f" [{self.genre.capitalize()}]"

    # --- What ----------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        return SOURCE_TYPES[self.source.kind].names[self.language]

    @cached_property
    def title(self) -> StyledText:
        return words(curled(own_title_of(self.reference)), self.foreign(self.source.language))

    @cached_property
    def title_with_stop(self) -> StyledText:
        title = with_stop_inside(one_line(curled(own_title_of(self.reference))))
        return words(title, self.foreign(self.source.language))

    def quoted_title(self, marks: Marks) -> Quotation:
        language = self.foreign(self.source.language)
        return Quotation(own_title_of(self.reference), marks, language, is_title=True)

    @property
    def described(self) -> StyledText:
        """What stands in brackets for a title that is not recorded; it is the archive's own."""
        return self._described()

    @property
    def described_with_kind(self) -> StyledText:
        """The same, and in brackets of its own what kind it is of, if not an article."""
        return self.described if self.said is None else self.described + self.kind_in_brackets

    @property
    def shortly_described(self) -> StyledText:
        """The same, as short as a text can bear it."""
        return self._described(SHORT)

    def _described(self, longest: int | None = None) -> StyledText:
        said = self.said
        if said is None:
            return text("[", capitalized(self.kind), "]")
        told = description_of(self.reference, *([longest] if longest else []))
        opening = f"[{said.speaker.literal}: "
        inner = curled(told.removeprefix(opening).removesuffix("]"))
        opening = f"[{said.speaker.literal}{self.colon}"
        return text(opening, words(inner, self.foreign(said.language)), "]")

    def quoted_words(self, marks: Marks, *, is_led: bool = False) -> Quotation | None:
        """The words as the source prints them; None where it gives no words of the speaker.

        ``is_led`` sets the speaker's name before them.
        """
        if self.said is None or not self.said.is_quotation:
            return None
        led = self.said.speaker.literal + self.colon
        return self.quoted(self.said, marks, led if is_led else "")

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
