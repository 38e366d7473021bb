"""The text of a web page that a reader sees, block by block.

Left out is what a browser does not show, footnote marks and what is struck out, which nobody says;
what stands in ``<q>`` gets the marks that a browser draws; an exponent is a superscript character.
What a page hides with its style sheets or shows by its scripts is not known here: what it hides of
all of itself (``<body hidden>``) it means to show, and of the rest the markup alone counts.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import lxml.etree
from lxml.html import HtmlElement

from quotes.capture.browser_tree import browser_tree
from quotes.text.folding import fold
from quotes.text.footnotes import is_footnote_mark, lowered, raised
from quotes.text.quotation_marks import drawn_marks

# What a browser shows nothing of, and of a <ruby> the reading set above it.
_UNSEEN = frozenset(
    "script style head template noscript svg iframe object embed audio video canvas select datalist"
    " input textarea link meta title area noembed noframes rt rp annotation annotation-xml"
    " s strike del".split()
)
# HTML standard, 15.3 (rendering, flow content): all others stand in the line, unknown ones too.
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li"
    " listing main marquee menu nav ol p plaintext pre search section summary table tbody td"
    " template tfoot th thead tr ul xmp".split()
)
_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![\d.]*[1-9])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?\b"
    r"|text-decoration[\w-]*\s*:[^;]*line-through",
    re.I,
)
# A button in one of these is pressed, and is no word of what is said there.
_OF_TEXT = frozenset("p li blockquote q span em strong b i a h1 h2 h3 h4 h5 h6".split())
# Classes by which pages mark what only a screen reader reads: "(opens in a new window)".
_ONLY_SPOKEN = re.compile(
    r"(?:^|\s)(?:sr-only|(?:u-|is-)?visually-?hidden|screen-reader-(?:text|only)|a11y-hidden)(?!\S)",
    re.I,
)
# Fewer words in ``<noscript>`` may be those that ask a reader to allow scripts.
_WORDS_WITHOUT_SCRIPTS = 80
_BLANKS = re.compile(r"[ \t\n\r\f]+")

# What by its markup stands beside an article, though it may stand between two of its paragraphs.
_BESIDE = frozenset("aside button dialog fieldset figcaption footer form label legend nav".split())
_NAMED_BESIDE = re.compile(
    r"(?:^|\s)(?:(?:(?!has|with|no)\w[\w-]*[-_])?sidebar(?:[-_]\w+)?|(?:text)?widget|widget[-_]\w+|(?:comment-)?respond"
    r"|(?:related|recommended|newsletter)(?:_\w+)?(?:-\w+)*|popup|popmake|modal|pum|promo"
    r"|teaser|donation|subscribe|share|social|footer)(?!\S)",
    re.I,
)
# An element that has more of the page's letters holds the article, whatever it is called.
_MOST_BESIDE = 1 / 3


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a headline, a cell.

    ``is_linked`` where most of it leads elsewhere, ``is_beside`` where the page marks it as no part
    of a text: a caption, a form, a box at the side.
    """

    text: str
    is_linked: bool = False
    is_beside: bool = False

    def __len__(self) -> int:
        return len(self.text)


def visible_blocks(tree: HtmlElement) -> list[Block]:
    """The text of a page in blocks, in their order. Changes the tree: unseen parts go."""
    _show_without_scripts(tree)
    _prune(tree)
    _mark_quotations(tree)
    _part_footnotes(tree)
    return list(_blocks(tree, _beside(tree)))


def has_hidden_sentences(tree: HtmlElement) -> bool:
    """Whether a page hides more than a word or two."""
    return any(
        _hides(element) and len(element.text_content().split()) >= 5 for element in tree.iter()
    )


def is_made_by_scripts(tree: HtmlElement) -> bool:
    """Whether a page has scripts that may write all of it: others, or long ones."""
    scripts = tree.iter("script")
    return any(script.get("src") or len(script.text or "") > 2_000 for script in scripts)


def _show_without_scripts(tree: HtmlElement) -> None:
    """Read what readers without scripts are shown for what scripts write, as we are one of them.

    Not a request to allow scripts, which has fewer words, and nothing that the page shows anyway.
    """
    for element in [*tree.iter("noscript")]:
        body = browser_tree(element.text or "").find("body")
        paragraphs = [] if body is None else [each.text_content() for each in body.iter("p")]
        if len(" ".join(paragraphs).split()) >= _WORDS_WITHOUT_SCRIPTS:
            element.tag, element.text = "div", body.text
            element.extend(body)


def _prune(tree: HtmlElement) -> None:
    """Take out what a reader does not see, and write the signs that pages set as pictures."""
    unseen = [element for element in tree.iter() if _is_unseen(element)]
    for element in unseen:
        if element.getparent() is not None:
            # Keeps what stands behind the element.
            element.drop_tree()
    for picture in tree.iter("img"):
        picture.text = _sign(picture.get("alt") or "")


def _is_unseen(element: Any) -> bool:
    if element.tag in _UNSEEN:
        return element.tag != "template" or not element.get("shadowrootmode")
    if element.tag == "button" and element.getparent().tag in _OF_TEXT:
        return True
    return _hides(element) or bool(_ONLY_SPOKEN.search(element.get("class") or ""))


def _hides(element: Any) -> bool:
    """Whether an element says that it is not shown, or that nobody says what is in it."""
    if element.tag in ("html", "body"):
        return False
    # What is hidden until somebody looks for it on the page is there to be found.
    hidden = (element.get("hidden") or "").strip().lower()
    return (
        (element.get("hidden") is not None and hidden != "until-found")
        or (element.tag == "dialog" and element.get("open") is None)
        or bool(_NOT_SHOWN.search(element.get("style") or ""))
    )


def _sign(alternative: str) -> str:
    """What a picture says that stands for a character, such as an emoji: no letter, no digit."""
    is_sign = any(unicodedata.category(character) == "So" for character in alternative)
    return alternative if is_sign and not any(map(str.isalnum, alternative)) else ""


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
        (found for each in (element, *element.iterancestors()) if (found := each.get("lang"))),
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
            if element is None or (_is_block(element) and not (element.text or "")):
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


def _beside(tree: HtmlElement) -> set[Any]:
    """The elements that hold what stands beside the article."""
    most = _MOST_BESIDE * len(tree.text_content())
    return {
        element
        for element in tree.iter()
        if _is_named_beside(element) and len(element.text_content()) < most
    }


def _is_named_beside(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _BESIDE or bool(_NAMED_BESIDE.search(names))


# Marks for the ends of a block, of a line, of a link and of what stands beside, which no page has:
# noncharacters.
_BLOCK, _BREAK, _LINK, _LINK_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_ASIDE, _ASIDE_END = "\ufdd4", "\ufdd5"
_LINKED = re.compile(f"{_LINK}([^{_LINK_END}]*)")
_MARKS = re.compile(f"[{_LINK}{_LINK_END}{_ASIDE}{_ASIDE_END}]")


def _blocks(tree: HtmlElement, beside: Collection[Any]) -> Iterator[Block]:
    """The visible text, block by block, in the order of the page."""
    inside, depth = "", 0
    for marked in "".join(_pieces(tree, beside)).split(_BLOCK):
        # A link that goes on from the block before.
        marked = inside + marked
        inside = _LINK if marked.rfind(_LINK) > marked.rfind(_LINK_END) else ""
        linked = sum(len(match[1]) for match in _LINKED.finditer(marked))
        depth += marked.count(_ASIDE) - marked.count(_ASIDE_END)
        block = _MARKS.sub("", marked)
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in block.split(_BREAK))
        text = re.sub(r"\n{2,}", "\n\n", "\n".join(lines).strip("\n"))
        if text.strip():
            yield Block(text, 2 * linked > len(block), depth > 0)


def _pieces(tree: HtmlElement, beside: Collection[Any]) -> Iterator[str]:
    """The text with a mark wherever a block begins or ends. Not recursive: pages nest deep."""
    # How the line ends of the markup are to be read, in the element and in those around it.
    keeps_lines = [False]
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        is_block = element.tag != "br" and _is_block(element)
        if is_block:
            yield _BLOCK
            if element in beside:
                yield _ASIDE if event == "start" else _ASIDE_END
        if event == "start":
            if element.tag == "br":
                yield _BREAK
            elif element.tag == "a":
                yield _LINK
            keeps_lines.append(_keeps_lines(element, keeps_lines[-1]))
            text = element.text
        else:
            if element.tag == "a":
                yield _LINK_END
            keeps_lines.pop()
            text = element.tail if element is not tree else None
        if text:
            yield text.replace("\n", _BREAK) if keeps_lines[-1] else text


def _is_block(element: Any) -> bool:
    """Whether an element begins and ends a line. A page's own elements do unless beside text."""
    style = element.get("style")
    shown = _DISPLAY.search(style) if style else None
    if shown:
        return not shown[1].lower().startswith("inline")
    if element.tag == "button" or "-" in element.tag:
        return not _stands_in_text(element)
    return element.tag in _BLOCKS


_DISPLAY = re.compile(r"display\s*:\s*(inline[\w-]*|block|flex|grid|list-item|table)\b", re.I)


def _stands_in_text(element: Any) -> bool:
    """Whether an element has text on both sides, or on one with a blank between."""
    if any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
        return False
    previous = element.getprevious()
    parent = element.getparent()
    before = (previous.tail if previous is not None else parent.text) or ""
    behind = element.tail or ""
    has_before, has_behind = bool(before.strip()), bool(behind.strip())
    return (has_before and (has_behind or before[-1:].isspace())) or (
        has_behind and behind[:1].isspace()
    )


_WHITE_SPACE = re.compile(r"white-space\s*:\s*([\w-]+)", re.I)


def _keeps_lines(element: Any, inherited: bool) -> bool:
    style = element.get("style")
    set_to = _WHITE_SPACE.search(style) if style else None
    if set_to:
        return set_to[1].lower().startswith(("pre", "break-spaces"))
    return inherited or element.tag in ("pre", "listing", "xmp", "plaintext")
