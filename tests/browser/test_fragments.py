"""What Chromium marks when it follows a generated link, character by character."""

import html
import io
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from random import Random
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from quotes.text.fragments import context, directive, linked
from tests.directives import text_directive

MARKED = (0, 255, 0)

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>A capture</title>
<style>body {{ font: 20px/2 sans-serif; color: #000; background: #fff; margin: 20px }}
::target-text {{ background: #0f0; color: #000 }}</style>{paragraphs}</html>"""

# For each code point of the page: where it stands. A character without a width has no box.
BOXES = """() => [...document.querySelectorAll("p")].map((paragraph) => {
  const node = paragraph.firstChild;
  let at = 0;
  return [...node.data].map((character) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, (at += character.length));
    const box = range.getBoundingClientRect();
    return [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY];
  });
})"""

numbers = count(1)


class Pages(NamedTuple):
    origin: str
    texts: dict[str, str]

    def put(self, text: str, language: str) -> str:
        """The address of a page that shows the text, each of its lines as a paragraph."""
        path = f"/{next(numbers)}"
        paragraphs = "".join(
            f'<p dir="auto">{html.escape(line)}</p>' for line in text.split("\n") if line
        )
        self.texts[path] = PAGE.format(language=language, paragraphs=paragraphs)
        return self.origin + path


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    texts: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = texts.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing: the test says what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Pages(f"http://127.0.0.1:{server.server_port}", texts)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    yield context.new_page()
    context.close()


def marked(page: Page, url: str, text: str) -> str:
    """The text with what is not marked replaced by dots; blanks and line breaks stay."""
    page.goto(url)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    boxes = iter([box for paragraph in page.evaluate(BOXES) for box in paragraph])
    shown = []
    for character in text:
        if character == "\n":
            shown.append(character)
            continue
        left, top, right, bottom = next(boxes)
        if character.isspace():
            shown.append(character)
            continue
        if right - left < 1:
            continue
        # The middle of the box: the letter may hide some of the ground, never all of it.
        part = picture.crop((round(left) + 1, round(top), round(right) - 1 or 1, round(bottom)))
        colours = {colour for _, colour in part.getcolors(1 << 16) or []}
        shown.append(character if MARKED in colours else "·")
    return "".join(shown)


SOFT_HYPHEN = "\u00ad"


def only(text: str, start: int, end: int) -> str:
    """What `marked` gives when exactly these characters are."""
    return "".join(
        c if start <= i < end or c.isspace() else "·"
        for i, c in enumerate(text)
        if c != SOFT_HYPHEN
    )


class Case(NamedTuple):
    """A captured text; the words stand between ⟦ and ⟧."""

    name: str
    text: str
    language: str = "en"

    @property
    def capture(self) -> str:
        return self.text.replace("⟦", "").replace("⟧", "")

    @property
    def span(self) -> tuple[int, int]:
        return self.text.index("⟦"), self.text.index("⟧") - 1


FILLER = "The programme has been discussed for months in both capitals. "

CASES = [
    Case("alone", f"{FILLER}He said: “⟦We will build it.⟧” Nobody replied."),
    Case("twin before", "“We will build it.”\nLater she said “⟦We will build it⟧,” twice."),
    Case("twin in the same block", "We will build it, and then ⟦we will build it⟧ again."),
    Case("twin after", "He said ⟦we will build it⟧.\nThey said we will build it."),
    Case("inside longer words", "Underground domed ground. The ⟦ground⟧ and dome."),
    Case("accents and case", "RÉSUMÉ and resume. The ⟦résumé⟧ here."),
    Case("hyphens", f"{FILLER}A space-based, ⟦state-of-the-art shield⟧ is planned."),
    Case("commas", f"Rock, paper. {FILLER}It is ⟦fast, cheap, good⟧, and ours."),
    Case("ampersands", f"{FILLER}It is ⟦R&D, at 100% & more #1⟧ of them."),
    Case("query signs", f"{FILLER}Is it ⟦a+b=c? No: 5/6; x_y~z⟧ there."),
    Case("numbers", "It costs $175 billion. It costs $17.5 billion. It costs ⟦$175⟧ million."),
    Case("number in a number", "1,000.5 and 2,000. Then ⟦2,000⟧ came."),
    Case("abbreviation", "The U.S. did. ⟦The U.S.⟧ Army did."),
    Case("apostrophes", "don’t do; ⟦We don't, won't⟧ do it. We do."),
    Case("typographic marks", "“It’s on,” he said. It's “⟦it’s on⟧,” she said."),
    Case("no-break blanks", "Il dit : «\u00a0⟦le dôme d’or\u00a0: voilà⟧\u00a0». Le dôme.", "fr"),
    Case("narrow no-break", "Coûte 175\u202fmilliards. ⟦175\u202fmilliards⟧ de dollars.", "fr"),
    Case("no-break in guillemets", "Il a dit «\u00a0oui\u00a0» : «\u00a0⟦oui⟧\u00a0», non.", "fr"),
    Case("narrow in guillemets", "Il a dit : «\u202f⟦Le dôme\u202f: oui⟧\u202f», oui.", "fr"),
    Case("dashes", "A dome – a shield. ⟦A dome — a shield⟧ – and more."),
    Case("soft hyphen", "The pro\u00adgramme. ⟦The pro\u00adgramme costs⟧ much."),
    Case("ellipsis", "It… goes. And ⟦then… it goes on⟧ there."),
    Case("paragraphs", f"{FILLER}\n“⟦We will build it.\n“And it will work.⟧”\n{FILLER}"),
    Case("three paragraphs", "One.\n⟦One two.\nThree four.\nOne two⟧ three.\nOne two."),
    Case("repeated end", "He said ⟦go\nand go⟧ now.\nHe did go."),
    Case("prefix in the block before", "Alpha.\nSame words.\nBeta.\n⟦Same words.⟧\nGamma."),
    Case("suffix in the block after", "Same words.\nBeta.\n⟦Same words.⟧\nGamma."),
    Case("long", f"{FILLER}\nHe said: “⟦{FILLER * 5}It ends.⟧”\n{FILLER}"),
    Case("Cyrillic", "Мы его построим. Он сказал: «⟦Мы его построим⟧», и всё.", "ru"),
    Case("Cyrillic letters alike", "её еж. Он сказал: «⟦ещё ёж⟧», еще еж.", "ru"),
    Case("Chinese", "他说：“我们将建造它。”后来他又说：“⟦我们将建造它。⟧”", "zh"),
    Case(
        "Chinese inside a sentence",
        "他说我们将建造金穹系统，然后我们再谈⟦建造金穹⟧系统的事。",
        "zh",
    ),
    Case("ideographic blank", "金穹\u3000金穹，建造\u3000⟦金穹⟧\u3000系统", "zh"),
    Case("quotation marks within", "他说“我们”，又说⟦“我们”⟧再说。", "zh"),
    Case("Chinese marks", "我们，建造，它。然后，⟦建造⟧，它。Ａ１，ok。", "zh"),
    Case("Chinese half a word", "我们在中华人民共和国，在⟦华人⟧街。", "zh"),
    Case("Japanese", "それは新しいシステムです。⟦新しいシステム⟧が必要です。", "ja"),
    Case("Korean", "우리는 만들 것이다. 그는 “⟦만들 것이다⟧”라고 말했다. 만들 것이다.", "ko"),
    Case("Thai", "เราจะสร้างมัน เขาบอกว่า ⟦เราจะสร้างมัน⟧ แล้ว", "th"),
    Case("Arabic", "سنبني القبة الذهبية. وقال: «⟦سنبني القبة⟧ قريبا».", "ar"),
    Case("Arabic with vowels", "كَتَبَ ثم قال ⟦كُتُب⟧ هنا.", "ar"),
    Case("Hebrew", "נבנה את הכיפה. הוא אמר: ⟦נבנה את הכיפה⟧ מחר. צה״ל.", "he"),
    Case("mixed directions", "He said سنبني and ⟦سنبني the dome⟧ again.", "en"),
    Case("emoji", "Yes 🎉 yes. ⟦Yes 🎉 yes 👍🏽⟧ no.", "en"),
    Case("colon between", "See:this and see ⟦this⟧ there. Other:this again."),
    Case("start in brackets", "He (⟦the premier⟧) spoke. The premier spoke."),
    Case("slash", "either/or. Take ⟦either/or⟧ now; either/and."),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_browser_marks_the_words_and_no_twin(case: Case, pages: Pages, page: Page):
    found = text_directive(case.capture, *case.span)
    assert found
    url = linked(pages.put(case.capture, case.language), [found])
    assert marked(page, url, case.capture) == only(case.capture, *case.span), found


# Few words, so that most of them have twins, and whole sentences too.
WORDS = {
    "en": ["we", "will", "build", "it", "well-built", "don't", "R&D", "1,000", "dome,", "Dome."],
    "fr": ["le", "dôme", "Dôme", "d’or", "«\u00a0été\u00a0»", "coûte", "175\u202f000", "$."],
    "ru": ["мы", "его", "ещё", "еще", "построим.", "«Мы»", "ПВО-ПРО,"],
    "ar": ["سنبني", "القبة", "الذهبية،", "قريبا.", "«القبة»", "٢٠٢٥"],
}


def paragraphs(random: Random, language: str) -> str:
    words = WORDS[language]
    return "\n".join(
        " ".join(random.choice(words) for _ in range(random.randint(1, 9)))
        for _ in range(random.randint(1, 4))
    )


def a_span(random: Random, text: str) -> tuple[int, int]:
    """From the beginning of a word, blanks apart, to the end of that or a later one."""
    words = [match.span() for match in re.finditer(r"[^ \n]+", text)]
    first = random.randrange(len(words))
    last = min(len(words) - 1, first + random.randint(0, 8))
    return words[first][0], words[last][1]


@pytest.mark.parametrize("language", WORDS)
def test_texts_of_few_words_are_never_marked_at_a_twin(language: str, pages: Pages, page: Page):
    random = Random(language)
    linkable = 0
    for _ in range(15):
        text = paragraphs(random, language)
        start, end = a_span(random, text)
        found = text_directive(text, start, end)
        if found:
            linkable += 1
            url = linked(pages.put(text, language), [found])
            assert marked(page, url, text) == only(text, start, end), (text, found)
    assert linkable >= 5


def test_a_quotation_that_leaves_words_out_is_marked_from_end_to_end(pages: Pages, page: Page):
    text = f"{FILLER}\n“We will, if all agree, build a dome over the land,” he said. We will."
    start, end = text.index("We will, if"), text.index(",” he said")
    words = "We will … build a dome over [Canada’s] land"
    around = context(text, start, end, words)
    assert around
    url = linked(pages.put(text, "en"), [directive(words, *around)])
    assert marked(page, url, text) == only(text, start, end)


def test_several_pieces_are_marked_together_in_a_page_with_a_fragment(pages: Pages, page: Page):
    text = "“We will build it,” he said, “and it will work.” We will build it and it will work."
    pieces = ("We will build it", "and it will work")
    spans = [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]
    found = [text_directive(text, *span) for span in spans]
    url = linked(pages.put(text, "en") + "#top", filter(None, found))
    one, other = (only(text, *span) for span in spans)
    together = "".join(a if b == "·" else b for a, b in zip(one, other, strict=True))
    assert marked(page, url, text) == together


def test_a_link_to_an_earlier_twin_would_be_seen(pages: Pages, page: Page):
    """The marks that these tests read do tell one place from another."""
    text = "We will build it.\nAnd we will build it."
    start = text.index("we will")
    url = linked(pages.put(text, "en"), [directive("we will build it")])
    assert marked(page, url, text) == only(text, 0, 16) != only(text, start, start + 16)
