"""HTML as the tree that a browser builds of it, whatever is wrong with its markup.

The HTML standard says what becomes of every misnested, unclosed and unknown tag, and lexbor does as
it says (`docs/decisions/html-parser.md`). The tree is handed on as lxml's, which the rest reads.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import lxml.html
from lxml.etree import SubElement
from lxml.html import HtmlElement

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# As Chromium has it: what is nested deeper stands beside its parent instead of in it.
_DEEPEST = 512

# Characters that no XML tree takes; a browser shows nothing for them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
# What lxml takes for a name; others stand in markup that went wrong.
_NAME = re.compile(r"[a-zA-Z_][\w.-]*", re.ASCII)


def browser_tree(text: str) -> HtmlElement:
    """The ``html`` element of a page. Never raises: anything at all is some page."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text.encode("utf-8", "replace"), scripting=True)
    root = lxml.html.html_parser.makeelement("html")
    assert page.root is not None
    _set_attributes(root, page.root)
    _fill(root, page.root)
    return root


def _fill(root: HtmlElement, source: "LexborNode") -> None:
    """Copy what is in a node. Not recursive: pages nest deep."""
    path = [(root, _children(source))]
    # The element that a text stands behind, where it does not stand first in its parent.
    last: Any = None
    while path:
        parent, left = path[-1]
        node = next(left, None)
        if node is None:
            path.pop()
            last = last if path and path[-1][0] is parent else parent
        elif node.is_text_node:
            _add_text(parent, last, node.text_content or "")
        elif node.is_element_node:
            last = SubElement(parent, _tag(node))
            _set_attributes(last, node)
            if len(path) < _DEEPEST:
                path.append((last, _children(node)))
                last = None
            else:
                path.append((parent, _children(node)))


def _children(node: "LexborNode") -> Iterator["LexborNode"]:
    """The nodes in a node; in a ``template`` that is shown as it is declared, what it shows."""
    child = node.child
    while child is not None:
        yield child
        child = child.next
    if node.tag == "template" and node.attributes.get("shadowrootmode"):
        for fragment in node.template_fragments():
            if fragment.parent is not None and fragment.parent.mem_id == node.mem_id:
                yield from _children(fragment)


def _tag(node: "LexborNode") -> str:
    """The name of an element; what lxml takes for none becomes ``span``, which looks the same."""
    name = (node.tag or "").lower()
    return name if _NAME.fullmatch(name) else "span"


def _set_attributes(element: Any, node: "LexborNode") -> None:
    for name, value in node.attributes.items():
        if _NAME.fullmatch(name):
            element.set(name, _CONTROLS.sub("", value or ""))


def _add_text(parent: Any, last: Any, text: str) -> None:
    text = _CONTROLS.sub("", text)
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
