"""From bytes to a text in which words can be looked for: HTML, PDF and plain text.

Of an HTML page the text is all that a reader can see, as it is printed there, in two parts: first
the *article*, which is what the extraction of quotations reads, then the rest of the page. Checks
read both, because an extractor of articles may miss a block, and words that stand on the page must
not be called missing. Which blocks belong to the article is asked of trafilatura: it is everything
from the first block to the last one that it takes, so that one which it misses in between (a pull
quote, a table) stays in its place. Where it finds nothing, the article is the whole page.

Paragraphs are parted by a blank line. Characters stay as printed: no normalisation of Unicode, no
mending of quotation marks. Only line ends are made equal; in HTML the blanks that a browser would
not show are left out, and so are footnote marks and words that are struck out, which nobody says;
what stands in ``<q>`` gets the marks that a browser draws; an exponent is a superscript character,
so that 1⁰ is not 10; in PDF the line ends go in words that the document shows whole elsewhere.
"""

import codecs
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import lxml.html
from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from lxml.etree import ParserError
from lxml.html import HtmlElement

from quotes.capture.metadata import Metadata, page_metadata, wire_of
from quotes.text.folding import fold
from quotes.text.footnotes import is_footnote_mark, lowered, raised
from quotes.text.quotation_marks import drawn_marks
from quotes.verification.matching import LineEnd, line_ends

# In bytes of the file.
LARGEST = 20_000_000
# In characters, of HTML without its scripts and of what a reader sees of it: beyond, to find the
# article takes more than seconds.
_LARGEST_MARKUP = 8_000_000
_LARGEST_PAGE = 3_000_000
MOST_PAGES = 1_000
# For one PDF, in seconds.
_LONGEST_TIME = 30.0


# --- what can go wrong ---------------------------------------------------------------------------


class DocumentError(Exception):
    """A document that cannot be read; ``str()`` is a sentence for a person."""


class EmptyDocument(DocumentError):
    """There is no text in it."""


class OnlyPictures(DocumentError):
    """There are pictures in it and no text."""


class UnknownType(DocumentError):
    """It is neither HTML nor PDF nor plain text."""


class WrongEncoding(DocumentError):
    """Its bytes are not text in any encoding that it may be in."""


class DocumentTooLarge(DocumentError):
    """It is larger, or takes longer to read, than the limit."""


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
    return _read_text(text)


def read_pasted(text: str) -> PageDocument:
    """Read what was pasted: the source of a page, or plain text. Raises `DocumentError`."""
    if len(text) > LARGEST:
        raise too_large()
    return _read_html(text, "") if _is_html(text) else _read_text(text)


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


def _read_text(text: str) -> PageDocument:
    if _is_junk(text):
        raise WrongEncoding(_("This is not text, or its encoding cannot be read."))
    text = _in_paragraphs(_with_line_ends(text))
    if not text:
        raise _unwritten(has_pictures=False)
    metadata = Metadata(wire=wire_of(text))
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
    controls = re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]", text)
    return len(controls) > max(3, len(text) / 100)


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

    A byte order mark decides. What is valid UTF-8 beyond ASCII is UTF-8, whatever is declared:
    other encodings do not look like it by accident. Then comes what the server declares, then what
    the page does, then what the letters are most like.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _in_encoding(body[len(mark) :], encoding) or _undecodable()
    meta = _META_CHARSET.search(body[:4_096])
    declared = [charset, meta[1].decode("ascii") if meta else ""]
    # Neither UTF-16 nor the seven-bit encodings of East Asia are told from UTF-8 by validity.
    if b"\0" not in body and b"\x1b" not in body:
        declared.insert(0, "utf-8")
    for encoding in filter(None, declared):
        text = _in_encoding(body, encoding)
        if text is not None and not _is_junk(text):
            return text
    text = _in_encoding(body, _likely_encoding(body))
    return _undecodable() if text is None or _is_junk(text) else text


def _likely_encoding(body: bytes) -> str:
    """The encoding the letters are most like; of equally likely ones that of the West."""
    matches = from_bytes(body[:200_000])
    best = matches.best()
    if best is None:
        return ""
    as_likely = [
        match.encoding
        for match in matches
        if match.chaos <= best.chaos and match.coherence >= best.coherence
    ]
    return "cp1252" if "cp1252" in as_likely else best.encoding


def _in_encoding(body: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding).name
        return body.decode(_WIDER.get(name, name))
    except (LookupError, UnicodeError, ValueError):
        return None


def _undecodable() -> str:
    raise WrongEncoding(
        _("The encoding of this file cannot be read. Save it as UTF-8, or paste the text.")
    )


# --- HTML ----------------------------------------------------------------------------------------

_UNSEEN = frozenset(
    "script style head template noscript svg math iframe object embed audio video canvas select"
    " datalist input textarea button link meta title map area dialog s strike del".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rt"
    " rp s samp small span strike strong sub sup time tt u var wbr img picture".split()
)
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[\w-]*\s*:[^;]*line-through", re.I
)
_BLANKS = re.compile(r"[ \t\n\r\f]+")

# A block of fewer words may stand anywhere on a page ("Read more"), and anchors nothing.
_WORDS_OF_ANCHOR = 5


def _read_html(text: str, url: str) -> PageDocument:
    if _length_without_scripts(text) > _LARGEST_MARKUP:
        raise too_large()
    tree = _parsed(text)
    metadata = page_metadata(tree, url)
    pictures = tree.find(".//img") is not None
    _prune(tree)
    _mark_quotations(tree)
    _part_footnotes(tree)
    blocks = list(_blocks(tree))
    if not blocks:
        raise _unwritten(pictures)
    if sum(map(len, blocks)) > _LARGEST_PAGE:
        raise too_large()
    first, last = _span_of_article(blocks, _taken_by_trafilatura(tree))
    article = "\n\n".join(blocks[first:last])
    rest = "\n\n".join([*blocks[:first], *blocks[last:]])
    if _is_junk(article):
        raise WrongEncoding(_("This is not text, or its encoding cannot be read."))
    metadata = replace(
        metadata,
        published=metadata.published or _shown_date(text, url),
        wire=metadata.wire or wire_of(article),
    )
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


def _parsed(text: str) -> HtmlElement:
    """Any HTML as a tree, as far as it can be read."""
    text = text.replace("\0", "")
    # An encoding declared inside is that of the bytes, which this is not any more.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError as error:
        raise _unwritten(has_pictures=False) from error


def _prune(tree: HtmlElement) -> None:
    """Take out what a reader does not see."""
    unseen = [element for element in tree.iter() if _is_unseen(element)]
    for element in unseen:
        if element.getparent() is not None:
            # Keeps what stands behind the element.
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    return element.get("hidden") is not None or bool(_NOT_SHOWN.search(element.get("style") or ""))


def _mark_quotations(tree: HtmlElement) -> None:
    """Write the marks that a browser draws round ``<q>``, unless the page has them itself."""
    for element in [*filter(_lacks_marks, tree.iter("q"))]:
        depth = sum(1 for _above in element.iterancestors("q"))
        opening, closing = drawn_marks(_language_of(element), depth)
        element.text = opening + (element.text or "").lstrip(" \t\n\r\f")
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip(" \t\n\r\f") + closing
        else:
            element.text = element.text.rstrip(" \t\n\r\f") + closing


def _lacks_marks(element: Any) -> bool:
    inside = element.text_content().strip()
    beside = inside[:1], _text_before(element)[-1:], (element.tail or "")[:1]
    return bool(inside) and not any(fold(character) in ("'", '"') for character in beside)


def _language_of(element: Any) -> str:
    return next(
        (
            found
            for each in (element, *element.iterancestors())
            if (found := each.get("lang") or each.get("{http://www.w3.org/XML/1998/namespace}lang"))
        ),
        "",
    )


_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|top|text-top)", re.I)
_RAISED_CLASS = re.compile(
    r"\b(?:superscript|footnote|footnote-?ref|fn-?ref|noteref|endnote)\b", re.I
)
_LONGEST_MARK = 30


def _part_footnotes(tree: HtmlElement) -> None:
    """Take out footnote marks; what else is set high or low becomes characters that say so."""
    for element in [*filter(_may_be_footnote, tree.iter("sup", "sub", "span", "a"))]:
        mark = element.text_content().strip()
        if not mark or len(mark) > _LONGEST_MARK or element.getparent() is None:
            continue
        if element.tag == "sub":
            if mark.isdigit() and _text_before(element)[-1:].isdigit():
                _write(element, lowered(mark))
        elif _is_set_high(element):
            before = _text_before(element)
            if _refers_to_note(element, mark) or is_footnote_mark(mark, before):
                element.drop_tree()
            elif mark.strip("+-−–()").isdigit() and before[-1:].isalnum():
                _write(element, raised(mark))
        elif _BRACKETED_MARK.fullmatch(mark):
            element.drop_tree()


_BRACKETED_MARK = re.compile(r"\[\s*(?:\w{0,5}\s?\d{1,3}|[a-z*†‡])\s*\]", re.I)


def _may_be_footnote(element: Any) -> bool:
    leads_down = element.tag == "a" and (element.get("href") or "").startswith("#")
    return element.tag == "sub" or leads_down or _is_set_high(element)


def _is_set_high(element: Any) -> bool:
    return (
        element.tag == "sup"
        or element.get("role") == "doc-noteref"
        or bool(_RAISED_CLASS.search(element.get("class") or ""))
        or bool(_RAISED_STYLE.search(element.get("style") or ""))
    )


def _refers_to_note(element: Any, mark: str) -> bool:
    """Whether a short mark leads to a place on the page: a number, a sign or one letter."""
    links = [element, *element.iterancestors("a"), *element.iter("a")]
    is_short = len(mark.strip("[]() ")) == 1 or mark.strip("[]() ").isdigit()
    return is_short and any("#" in (link.get("href") or "") for link in links)


def _text_before(element: Any) -> str:
    """The text directly before an element, as far as the markup beside it goes."""
    while element is not None:
        before = element.getprevious()
        if before is not None:
            text = before.tail or before.text_content()
        else:
            element = element.getparent()
            if element is None or (element.tag not in _INLINE and not (element.text or "")):
                return ""
            text = element.text or ""
            before = element
        if text:
            return str(text)
        element = before
    return ""


def _write(element: Any, text: str) -> None:
    """Give an element a text in place of what is in it."""
    for child in list(element):
        element.remove(child)
    element.text = text


def _blocks(tree: HtmlElement) -> Iterator[str]:
    """The visible text, block by block, in the order of the page."""
    for block in "".join(_pieces(tree)).split(_BLOCK):
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in block.split(_BREAK))
        text = re.sub(r"\n{2,}", "\n\n", "\n".join(lines).strip("\n"))
        if text.strip():
            yield text


# Marks for the end of a block and of a line, which no page has: both are noncharacters.
_BLOCK, _BREAK = "\ufdd0", "\ufdd1"


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """The text with a mark wherever a block begins or ends. Not recursive: pages nest deep."""
    for event, element in _walk(tree):
        if event == "start":
            if element.tag == "br":
                yield _BREAK
            elif element.tag not in _INLINE:
                yield _BLOCK
            if element.text:
                text = element.text
                yield text.replace("\n", _BREAK) if element.tag == "pre" else text
        else:
            if element.tag not in _INLINE and element.tag != "br":
                yield _BLOCK
            if element.tail and element is not tree:
                yield element.tail


def _walk(tree: HtmlElement) -> Iterator[tuple[str, Any]]:
    return iter(lxml.etree.iterwalk(tree, events=("start", "end")))


def _taken_by_trafilatura(tree: HtmlElement) -> str:
    # Half a second to import, in every process of the site, for what few requests need.
    from trafilatura import extract

    try:
        return extract(lxml.html.tostring(tree, encoding="unicode"), include_comments=False) or ""
    except Exception:
        # It guesses at pages of every kind; where it stumbles over one, the whole page is taken.
        return ""


def _shown_date(text: str, url: str) -> str:
    """The day of publication that a page shows somewhere else than in its head, or ``""``."""
    # Comes with trafilatura, and takes as long.
    from htmldate import find_date

    try:
        found = find_date(text, original_date=True, extensive_search=False, url=url or None) or ""
    except Exception:
        # As above: without a date the field stays empty.
        return ""
    # Of a month alone it makes the first of the month.
    is_filled = found.endswith("-01") and found not in text and found.replace("-", "/") not in url
    return "" if is_filled else found


def _span_of_article(blocks: list[str], taken: str) -> tuple[int, int]:
    """The first and the last block of the article, the last exclusive."""
    letters = _letters(taken)
    anchors = [number for number, block in enumerate(blocks) if _is_in(block, letters)]
    return (anchors[0], anchors[-1] + 1) if anchors else (0, len(blocks))


def _is_in(block: str, letters: str) -> bool:
    return len(block.split()) >= _WORDS_OF_ANCHOR and _letters(block) in letters


def _letters(text: str) -> str:
    """Letters and digits alone: extractors mend blanks, marks and forms of letters."""
    return "".join(filter(str.isalnum, text))


# --- PDF -----------------------------------------------------------------------------------------

# Titles that programs make of the name of a file.
_NO_TITLE = re.compile(r"^(microsoft \w+ - .*|untitled.*|.*\.(docx?|pdf|indd|qxd|pptx?))$", re.I)


def _read_pdf(body: bytes) -> PageDocument:
    # As above: needed by few requests.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    try:
        reader = PdfReader(BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted()
        pages = _pages(reader)
        text = _rejoined("\n\n".join(filter(None, pages)))
        pictures = not text and any(_has_pictures(page) for page in reader.pages)
        metadata = _pdf_metadata(reader.metadata)
    except DocumentError:
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
    ends = time.monotonic() + _LONGEST_TIME
    pages = []
    for page in reader.pages:
        if time.monotonic() > ends:
            raise DocumentTooLarge(_("This PDF takes too long to read. Paste the passage instead."))
        pages.append(_unwrapped(_with_line_ends(page.extract_text())))
    return pages


def _has_pictures(page: Any) -> bool:
    objects = (page.get("/Resources") or {}).get("/XObject") or {}
    return any(objects[name].get("/Subtype") == "/Image" for name in objects)


def _unwrapped(text: str) -> str:
    """Lines as they are, with a blank one behind each that ends a paragraph: short, and a sentence.

    A page of a PDF has lines and no paragraphs.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    widest = max(map(len, lines), default=0)
    ended = (
        f"{line}\n" if len(line) < 0.8 * widest and _ENDS_SENTENCE.search(line) else line
        for line in lines
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(ended)).strip()


def _rejoined(text: str) -> str:
    """Words that a hyphen breaks at a line end made whole, where the document shows how.

    That is a soft hyphen, or the same word elsewhere in a line of its own, with its hyphen or
    without. Whatever else is so broken stays as printed: "long-" and "term" may be either, and
    `verify` takes it for either.
    """
    ends = [end for end in line_ends(text) if end.is_soft or end.may_be_of_line]
    if not ends:
        return text
    known = set(_WORDS_OF_PDF.findall(text.lower()))
    parts, done = [], 0
    for end in ends:
        mended = _mended(end, known)
        if mended is not None:
            parts += [text[done : end.start], mended]
            done = end.end
    return "".join([*parts, text[done:]])


_WORDS_OF_PDF = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def _mended(end: LineEnd, known: set[str]) -> str | None:
    """What stands for a broken line end; None where the document does not show it."""
    if end.is_soft:
        return ""
    has_hyphen, is_one = end.hyphenated.lower() in known, end.joined.lower() in known
    if has_hyphen == is_one:
        return None
    return "-" if has_hyphen else ""


def _pdf_metadata(information: Any) -> Metadata:
    """The title and author that the file names. Its dates are those of the file alone."""
    if not information:
        return Metadata()
    title, author = (_line(information.get(key)) for key in ("/Title", "/Author"))
    return Metadata(
        title="" if _NO_TITLE.match(title) else title, authors=(author,) if author else ()
    )


def _line(value: Any) -> str:
    text = " ".join(str(value or "").replace("\0", "").split())
    return text if len(text) <= 300 else ""
