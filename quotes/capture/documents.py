"""From bytes to a text in which words can be looked for: HTML, PDF and plain text.

Of an HTML page the text is all that a reader can see, as it is printed there, in two parts: first
the *article*, which is what the extraction of quotations reads, then the rest of the page. Checks
read both, because an extractor of articles may miss a block, and words that stand on the page must
not be called missing. Which blocks belong to the article is asked of trafilatura: it is everything
from the first block to the last one that it takes, so that one which it misses in between (a pull
quote, a table) stays in its place. Where it finds nothing, the article is the whole page.

Paragraphs are parted by a blank line. Characters stay as printed: no normalisation of Unicode, no
mending of quotation marks. Only line ends are made equal; what HTML shows is told by
`quotes.capture.visible_text`, and how the lines of a PDF are joined by `quotes.capture.pdf_lines`.
"""

import codecs
import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import lxml.html
from chardet import EncodingEra, detect_all
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from dometracker.bounded import bounded
from quotes.capture.article import MOST_WORDS, is_running, lines_beside, parted
from quotes.capture.browser_tree import browser_tree
from quotes.capture.bylines import names_in
from quotes.capture.first_lines import told_by_first_lines
from quotes.capture.metadata import Metadata, page_metadata, times_told, wire_of
from quotes.capture.pdf_lines import text_of_pages
from quotes.capture.publication_day import days_shown, publication_day
from quotes.capture.visible_text import (
    Block,
    has_hidden_sentences,
    is_made_by_scripts,
    visible_blocks,
)

# How documents are read, as a number kept with their texts; raised when texts come out other.
READER = 3

# In bytes of the file.
LARGEST = 20_000_000
# In characters, of HTML without its scripts and of what a reader sees of it: beyond, to find the
# article takes more than seconds.
_LARGEST_MARKUP = 8_000_000
_LARGEST_PAGE = 3_000_000
_MOST_TAGS = 100_000
MOST_PAGES = 1_000


# --- what can go wrong ---------------------------------------------------------------------------


class DocumentError(Exception):
    """A document that cannot be read; ``str()`` is a sentence for a person."""


class EmptyDocument(DocumentError):
    """There is no text in it."""


class HiddenText(DocumentError):
    """It hides what it says until a script shows it."""


class OnlyPictures(DocumentError):
    """There are pictures in it and no text."""


class UnknownType(DocumentError):
    """It is neither HTML nor PDF nor plain text."""


class WrongEncoding(DocumentError):
    """Its bytes are not text in any encoding that it may be in."""


class DocumentTooLarge(DocumentError):
    """It is larger than the limit, or takes more to read."""


class EncryptedDocument(DocumentError):
    """It opens with a password only."""


class DamagedDocument(DocumentError):
    """It says that it is a PDF and cannot be read as one."""


# --- documents -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageDocument:
    """A text and what the document says of itself.

    ``text[:article_end]`` is the article; what follows is the rest of the page it stood on.
    ``media_type`` is one of text/html, application/pdf and text/plain.
    """

    text: str
    metadata: Metadata
    article_end: int
    media_type: str

    @property
    def article(self) -> str:
        return self.text[: self.article_end]


def too_costly() -> DocumentTooLarge:
    return DocumentTooLarge(
        _("This takes too much time or memory to read. Paste only the text of the article.")
    )


# What it imports when it is needed.
_IMPORTS = ("trafilatura", "htmldate", "selectolax.lexbor", "pypdf")


@bounded(refusal=too_costly, seconds=10, megabytes=200, imports=_IMPORTS)
def read(body: bytes, content_type: str = "", *, url: str = "") -> PageDocument:
    """Read a file. What it is is told by its first bytes, else by its Content-Type.

    ``content_type`` may carry a charset; ``url`` is where it was found. Raises `DocumentError`.
    """
    if len(body) > LARGEST:
        raise too_large()
    if b"%PDF-" in body[:1024]:
        return _read_pdf(body)
    if body.startswith(_OTHER_FILES):
        raise _unknown_type()
    kind, _semicolon, parameters = content_type.partition(";")
    if kind.strip().lower() == "application/pdf":
        raise DamagedDocument(_("This file is not a valid PDF."))
    text = _decoded(body, _charset(parameters))
    if _is_html(text) or "html" in kind.lower():
        return _read_html(text, url)
    return _read_text(text, url)


@bounded(refusal=too_costly, seconds=10, megabytes=200, imports=_IMPORTS)
def read_pasted(text: str, *, url: str = "") -> PageDocument:
    """Read what was pasted: the source of a page, or plain text. Raises `DocumentError`.

    ``url`` is the address of the page that it is of.
    """
    if len(text) > LARGEST:
        raise too_large()
    return _read_html(text, url) if _is_html(text) else _read_text(text, url)


def too_large() -> DocumentTooLarge:
    return DocumentTooLarge(_("This is too large to read. Paste only the text of the article."))


def _unknown_type() -> UnknownType:
    return UnknownType(_("We can read only HTML, PDF and plain text. Paste the text instead."))


def _unwritten(has_pictures: bool) -> DocumentError:
    if has_pictures:
        return OnlyPictures(_("It contains only images, no text. Paste the words as printed."))
    return EmptyDocument(_("It contains no text."))


# --- plain text ----------------------------------------------------------------------------------

# What files of other kinds begin with: archives and office documents, pictures, sound, programs.
_OTHER_FILES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
    b"ID3",
    b"\x7fELF",
    b"MZ\x90",
    b"\x00\x00\x00",
)

_HTML = re.compile(r"<(!doctype|html|head|body|meta|article|main|section|div|p|h1|br)\b", re.I)
_LINE_ENDS = str.maketrans({"\x0b": "\n", "\x0c": "\n\n", "\x85": "\n", "\u2028": "\n"})
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’»)\]]*$|[\"”»]$")


def _is_html(text: str) -> bool:
    return bool(_HTML.search(text[:5_000]))


def _read_text(text: str, url: str) -> PageDocument:
    if _is_junk(text):
        raise WrongEncoding(_("This is not text, or its encoding cannot be read."))
    text = _in_paragraphs(_with_line_ends(text))
    if not text:
        raise _unwritten(has_pictures=False)
    metadata = replace(told_by_first_lines(text, url), wire=wire_of(text))
    return PageDocument(text, metadata, len(text), "text/plain")


def _with_line_ends(text: str) -> str:
    """With LF as line end, and a blank line between paragraphs.

    NUL and halves of characters go: no text has them, and PostgreSQL does not take them.
    """
    text = text.removeprefix("\ufeff").replace("\0", "").encode("utf-8", "ignore").decode()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    text = re.sub(r"\n[^\S\n\xa0]+(?=\n)", "\n", text.translate(_LINE_ENDS))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _in_paragraphs(text: str) -> str:
    """Where no line is blank, each line is a paragraph if most of them end a sentence."""
    lines = text.split("\n")
    ending = sum(bool(_ENDS_SENTENCE.search(line.rstrip())) for line in lines)
    if "\n\n" in text or ending < 0.6 * len(lines):
        return text
    return "\n\n".join(lines)


def _is_junk(text: str) -> bool:
    """Whether more than one in a hundred characters is none that text is written with."""
    return _lost(text) > max(3, len(text) / 100)


def _lost(text: str) -> int:
    """How many characters are none that text is written with."""
    return len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]", text))


# --- encodings -----------------------------------------------------------------------------------

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# Browsers read these labels so (WHATWG, Encoding Standard): pages name the narrower one.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}


def _charset(parameters: str) -> str:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", parameters, re.I)
    return match[1] if match else ""


def _decoded(body: bytes, charset: str) -> str:
    """Bytes as text. Raises `WrongEncoding`.

    A byte order mark decides. What is UTF-8 beyond ASCII is UTF-8, whatever is declared: other
    encodings do not look like it by accident. Then comes what the server declares, then what
    the page does, then what the letters are most like.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _in_encoding(body[len(mark) :], encoding) or _undecodable()
    meta = _META_CHARSET.search(body[:4_096])
    declared = [charset, meta[1].decode("ascii") if meta else ""]
    # Neither UTF-16 nor the seven-bit encodings of East Asia are told from UTF-8 by validity.
    may_be_utf_8 = b"\0" not in body and b"\x1b" not in body
    if may_be_utf_8 and (text := _as_utf_8(body)) is not None:
        return text
    texts = [_in_encoding(body, encoding) for encoding in filter(None, declared)]
    if fitting := [text for text in texts if text is not None and not _is_junk(text)]:
        return min(fitting, key=_lost)
    text = _in_encoding(body, _likely_encoding(body))
    return _undecodable() if text is None or _is_junk(text) else text


def _as_utf_8(body: bytes) -> str | None:
    """The text where its bytes are UTF-8, or None. A stray byte costs a letter, as in browsers.

    Of the letters beyond ASCII nearly all are whole then; in other encodings hardly one would be.
    """
    text = body.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    beyond = sum(character > "\x7f" for character in text) if lost else 0
    return text if 10 * lost <= beyond and not _is_junk(text) else None


# What English, French, German and Spanish are written with beyond ASCII. Other alphabets, read as
# Windows-1252, have much else.
_WESTERN = frozenset("’‘“”–—…«»•·°©®€£§\u00a0éèêëàâçîïôûùœæÉÈÊÀÂÇÎÔÛŒáíóúñ¿¡äöüßÄÖÜ")


def _is_western(text: str) -> bool:
    beyond = [character for character in text if "\x7f" < character != "\ufffd"]
    letters = sum(map(str.isalpha, text))
    are_few = 3 * sum(map(str.isalpha, beyond)) < letters
    return are_few and 0.97 * len(beyond) <= sum(character in _WESTERN for character in beyond)


# What pages are written in that do not say so and are not UTF-8.
_OF_PAGES = EncodingEra.MODERN_WEB | EncodingEra.LEGACY_ISO
# A guess counts for nothing below this likelihood, or where another is that share as likely.
_LEAST_LIKELY, _AS_LIKELY = 0.05, 0.8
# Of the same alphabet as an encoding of ISO's, and commoner.
_OF_WINDOWS = {
    "ISO-8859-1": "Windows-1252",
    "ISO-8859-15": "Windows-1252",
    "ISO-8859-2": "Windows-1250",
    "ISO-8859-6": "Windows-1256",
    "ISO-8859-7": "Windows-1253",
    "ISO-8859-8": "Windows-1255",
    "ISO-8859-9": "Windows-1254",
    "ISO-8859-13": "Windows-1257",
}
# What is in no word: controls, and signs beside a letter. It tells encodings of one alphabet apart.
_SIGN = "[¢¤¥¦§©¬®¯°±²³´¶¸¹¼½¾]"
_ODD = re.compile(rf"[\x80-\x9f]|{_SIGN}(?=[^\W\d_])|(?<=[^\W\d_]){_SIGN}")
_TAGS = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.I | re.S)


def _likely_encoding(body: bytes) -> str:
    """The encoding the letters are most like; empty where too few letters tell it from others."""
    if _is_western(body.decode("cp1252", "replace")):
        # In short texts the letters of the West are as like those of its neighbours.
        return "cp1252"
    letters = _TAGS.sub(b" ", body[:200_000])
    guesses = detect_all(letters, encoding_era=_OF_PAGES)
    least = max(_LEAST_LIKELY, _AS_LIKELY * guesses[0]["confidence"])
    texts = {
        text: guess["encoding"] or ""
        for guess in reversed(guesses)
        if guess["confidence"] >= least
        and (text := _in_encoding(letters, guess["encoding"] or "")) is not None
    }
    plain = [encoding for text, encoding in texts.items() if not _ODD.search(text)]
    plain = [one for one in plain if _OF_WINDOWS.get(one) not in plain]
    return plain[0] if len(plain) == 1 else ""


def _in_encoding(body: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding).name
        name = _WIDER.get(name, name)
        # Five bytes of it are no letters: browsers pass over them, and read on.
        return body.decode(name, "replace" if name == "cp1252" else "strict")
    except (LookupError, UnicodeError, ValueError):
        return None


def _undecodable() -> str:
    raise WrongEncoding(
        _("The encoding of this file cannot be read. Save it as UTF-8, or paste the text.")
    )


# --- HTML ----------------------------------------------------------------------------------------


def _read_html(text: str, url: str) -> PageDocument:
    if _length_without_scripts(text) > _LARGEST_MARKUP or text.count("<") > _MOST_TAGS:
        raise too_large()
    tree = browser_tree(text)
    metadata = page_metadata(tree, url)
    told, made = times_told(tree)
    # Of a page, such as what was copied from one.
    is_piece = all(tree.find(f"head/{tag}") is None for tag in ("title", "meta[@name]", "script"))
    pictures = tree.find(".//img") is not None
    hides, scripted = has_hidden_sentences(tree), is_made_by_scripts(tree)
    blocks = visible_blocks(tree)
    runs = any(is_running(block.text) for block in blocks)
    if (hides and not runs) or (scripted and not blocks):
        raise HiddenText(_("This page shows its text only by a script. Paste the text instead."))
    if not blocks:
        raise _unwritten(pictures)
    if sum(map(len, blocks)) > _LARGEST_PAGE:
        raise too_large()
    article, rest = parted(blocks, _taken_by_trafilatura(tree), metadata.title)
    if _is_junk(text) or _is_junk(article):
        raise WrongEncoding(_("This is not text, or its encoding cannot be read."))
    metadata = replace(
        metadata,
        published=publication_day(
            told,
            made,
            url,
            lines_beside(blocks, article, metadata.title),
            lambda: _guessed_day(text, url, blocks),
        ),
        wire=metadata.wire or wire_of(article),
    )
    if is_piece:
        metadata = _with_first_lines(metadata, blocks, url)
    whole = f"{article}\n\n{rest}" if rest else article
    return PageDocument(whole, metadata, len(article), "text/html")


def _length_without_scripts(text: str) -> int:
    lower = text.lower()
    length, end = len(text), 0
    while (start := lower.find("<script", end)) >= 0:
        end = lower.find("</script", start)
        if end < 0:
            break
        length -= end - start
    return length


def _taken_by_trafilatura(tree: HtmlElement) -> str:
    # Half a second to import, in every process of the site, for what few requests need.
    from trafilatura import extract

    try:
        return extract(lxml.html.tostring(tree, encoding="unicode"), include_comments=False) or ""
    except MemoryError:
        raise
    except Exception:
        # It guesses at pages of every kind; where it stumbles over one, the whole page is taken.
        return ""


def _with_first_lines(metadata: Metadata, blocks: list[Block], url: str) -> Metadata:
    """What a piece of a page says of itself, and where it says nothing, its first lines."""
    lines = told_by_first_lines("\n".join(block.text for block in blocks), url)
    return replace(
        metadata,
        title=metadata.title or lines.title,
        authors=metadata.authors or lines.authors,
        published=metadata.published or lines.published,
    )


def _guessed_day(text: str, url: str, blocks: list[Block]) -> str:
    """The day that htmldate takes for that of publication, if the page shows it, or ``""``."""
    # Comes with trafilatura, and takes as long.
    from htmldate import find_date

    try:
        found = find_date(text, original_date=True, extensive_search=False, url=url or None) or ""
    except MemoryError:
        raise
    except Exception:
        # As above: without a date the field stays empty.
        return ""
    lines = (block.text for block in blocks if len(block.text.split()) <= MOST_WORDS)
    return found if found in days_shown(lines) else ""


# --- PDF -----------------------------------------------------------------------------------------

# Titles that programs make of the name of a file.
_NO_TITLE = re.compile(r"^(microsoft \w+ - .*|untitled.*|.*\.(docx?|pdf|indd|qxd|pptx?))$", re.I)


# What programs write that were told neither a title nor an author, and names of accounts.
_NOT_SAID = re.compile(
    r"[\W_]*(?i:anonymous|unspecified|unknown|untitled|none|null|n/?a|title|author|user|owner|admin"
    r"|administrator|default|root|guest|(?:microsoft|ms) office user|python-docx)?[\W_\d]*"
    r"|[a-z][a-z0-9._-]*"
)


def _read_pdf(body: bytes) -> PageDocument:
    # As above: needed by few requests.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    try:
        reader = PdfReader(BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted()
        pages = _pages(reader)
        text = text_of_pages(pages)
        pictures = not text and any(_has_pictures(page) for page in reader.pages)
        metadata = _pdf_metadata(reader.metadata)
    except (DocumentError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
        raise _encrypted() from error
    except Exception as error:
        # A damaged file fails in the reader with whatever comes: KeyError, RecursionError …
        raise DamagedDocument(_("This PDF is damaged and cannot be read.")) from error
    if _is_junk(text):
        raise WrongEncoding(
            _("The characters of this PDF cannot be read as text. Paste the text instead.")
        )
    if not text:
        raise _unwritten(pictures)
    return PageDocument(text, replace(metadata, wire=wire_of(text)), len(text), "application/pdf")


def _encrypted() -> EncryptedDocument:
    return EncryptedDocument(_("This PDF needs a password. Paste its text instead."))


def _pages(reader: Any) -> list[str]:
    """The text of each page. Raises `DocumentTooLarge`."""
    if len(reader.pages) > MOST_PAGES:
        raise DocumentTooLarge(
            _("This PDF has more than %(limit)d pages. Paste the passage instead.")
            % {"limit": MOST_PAGES}
        )
    return [_with_line_ends(page.extract_text()) for page in reader.pages]


def _has_pictures(page: Any) -> bool:
    objects = (page.get("/Resources") or {}).get("/XObject") or {}
    return any(objects[name].get("/Subtype") == "/Image" for name in objects)


def _pdf_metadata(information: Any) -> Metadata:
    """The title and authors that the file names. Its dates are those of the file alone."""
    if not information:
        return Metadata()
    title, author = (_line(information.get(key)) for key in ("/Title", "/Author"))
    return Metadata(
        title="" if _NO_TITLE.match(title) or _NOT_SAID.fullmatch(title) else title,
        authors=() if _NOT_SAID.fullmatch(author) else tuple(names_in(author)),
    )


def _line(value: Any) -> str:
    text = " ".join(str(value or "").replace("\0", "").split())
    return text if len(text) <= 300 else ""
