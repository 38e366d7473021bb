"""What is wrong with a page's HTML, by the parser of the standard and by the rules of this site."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E
from selectolax.lexbor import LexborHTMLParser


def faults(page: str) -> list[str]:
    """One sentence for each fault; none for a page that is as it should be."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    return [
        *(f"{line}:{column}: {E[code] % named}" for (line, column), code, named in parser.errors),
        *_structure(tree, elements),
        *(fault for element in elements for fault in _inline(element)),
    ]


def _structure(tree: Element, elements: list[Element]) -> Iterator[str]:
    if not tree.get("lang"):
        yield "the page does not name its language"
    titles = tree.findall("head/title")
    if len(titles) != 1 or not (titles[0].text or "").strip():
        yield "the page has no title"
    for tag in ("h1", "main"):
        count = sum(element.tag == tag for element in elements)
        if count != 1:
            yield f"the page has {count} <{tag}> and not one"
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    yield from (f'id="{name}" stands {count} times' for name, count in ids.items() if count > 1)
    yield from (
        f'{name}="{value}" leads to no element'
        for element in elements
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for value in (element.get(name) or "").split()
        if value not in ids
    )


def _inline(element: Element) -> Iterator[str]:
    """What the Content-Security-Policy would refuse."""
    if element.tag == "style":
        yield "a <style> stands in the page"
    # A data block is not executed, so the policy has nothing to refuse (HTML, 4.12.1).
    is_data = element.get("type") == "application/ld+json"
    if element.tag == "script" and not element.get("src") and not is_data:
        yield "a <script> stands in the page"
    for name in element.attrib:
        if name == "style" or name.startswith("on"):
            yield f"<{element.tag}> has {name}="
    if (element.get("href") or "").strip().lower().startswith("javascript:"):
        yield f"<{element.tag}> has an address that is a script"


def links(page: str) -> list[str]:
    """The addresses on this site that the page links to, in its order."""
    links = LexborHTMLParser(page).css("a[href]")
    hrefs = (link.attributes["href"] or "" for link in links)
    return [href for href in hrefs if href.startswith(("/", "?")) and not href.startswith("//")]
