"""What axe-core finds on pages, and in which looks of a page it is asked.

It takes up to a second of a core on a large page, and most of a walk is spent in it. So the looks
are shared out among the pages of a kind, of which each is examined once, and of a long list its
first rows: pages of a kind, and rows, come from one template. The tests marked ``torture`` examine
the whole of every page in every look.
"""

from collections.abc import Sequence
from typing import NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Rules = dict[str, list[str]]

# Best practices of axe-core too.
EVERYTHING: Rules = {}
WCAG: Rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

# A style sheet is needed by no rule that is asked for. Nothing but what is wrong comes back: to
# carry all the rest out of the browser takes as long as to find it.
RUN = """([rules, exclude]) => axe
  .run({exclude}, {...rules, resultTypes: ["violations"], preload: {assets: ["media"]}})
  .then(({violations}) => violations.flatMap(({id, help, nodes}) =>
    nodes.map(({target}) => `${id}: ${help} at ${target.join(", ")}`)))"""


# The rows of a list or a table after the tenth.
LATER_ROWS = ":is(tr, li):nth-child(n+11), article:nth-of-type(n+11)"


class Look(NamedTuple):
    """How a page is looked at; ``width`` in CSS pixels.

    320 of them are also what a wide screen has at 400 % (WCAG 2.2, 1.4.10). With ``whole``, later
    rows are examined too.
    """

    width: int
    scheme: str
    whole: bool = False

    def __str__(self) -> str:
        return f"{self.width} px, {self.scheme}"


# In such an order that two which follow each other differ in both.
LOOKS = [Look(1280, "light"), Look(320, "dark"), Look(1280, "dark"), Look(320, "light")]


def share(page: int, of: int) -> list[Look]:
    """The looks of one page among so many of its kind: two if it is alone, or else one by turns."""
    return LOOKS[:2] if of == 1 else [LOOKS[page % len(LOOKS)]]


def every(_page: int, _of: int) -> list[Look]:
    """The whole page in every look."""
    return [look._replace(whole=True) for look in LOOKS]


def violations(page: Page, rules: Rules = WCAG, whole: bool = True) -> list[str]:
    """What axe-core finds on a page as it stands: rule and element, a line each."""
    # A colour on its way from one scheme to the other has no contrast to be judged by.
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, [rules, [] if whole else [[LATER_ROWS]]])


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def faults(page: Page, looks: Sequence[Look] = LOOKS, rules: Rules = WCAG) -> list[str]:
    """What is wrong with the open page in some looks: what axe-core finds, and what overflows."""
    found = []
    for look in looks:
        page.set_viewport_size({"width": look.width, "height": 900})
        page.emulate_media(color_scheme=look.scheme)
        told = violations(page, rules, look.whole)
        if is_too_wide(page):
            told.append("must be scrolled sideways")
        found += [f"{page.url} at {look}: {one}" for one in told]
    return found
