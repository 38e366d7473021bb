"""Which blocks of a page are its article, told by what an extractor of articles takes of them.

Its own text mends and drops characters, so that it only says where the article is: what it takes
is the article, and so is what it misses in between that reads like one (a pull quote, a paragraph).
Lists of links, buttons, captions and boxes in between stand with the rest of the page.
"""

import re
from collections.abc import Iterable, Sequence

from quotes.capture.visible_text import Block

# A block of fewer words may stand anywhere on a page ("Read more"), and anchors nothing.
_WORDS_OF_ANCHOR = 5
_WORDS_OF_PARAGRAPH = 12
# Of what is written without blanks between words: Chinese, Japanese, Thai.
_UNPARTED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_UNPARTED_LETTERS = 15
# Datelines have fewer words, and stand no further from the headline.
MOST_WORDS = 20
_LINES_BESIDE = 5
_QUOTED = re.compile(r"[“«„\"][^“«„\"]*\w[^“«„\"]*[”»“\"]")
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]]*$")


def parted(blocks: Sequence[Block], taken: str, headline: str = "") -> tuple[str, str]:
    """The article and the rest of a page. Where nothing was taken the whole page is the article.

    A short headline above the first paragraph is none of the paragraphs.
    """
    chosen = _taken([*blocks], _letters(taken), _letters(headline))
    if not any(chosen):
        return _joined(blocks), ""
    first, last = chosen.index(True), len(chosen) - chosen[::-1].index(True)
    for number in range(first, last):
        chosen[number] = chosen[number] or _reads_like_article(blocks[number])
    pairs = list(zip(blocks, chosen, strict=True))
    article = _joined(block for block, is_in in pairs if is_in)
    return article, _joined(block for block, is_in in pairs if not is_in)


def is_running(text: str) -> bool:
    """Whether a block has words enough to be told from others."""
    return (
        len(text.split()) >= _WORDS_OF_ANCHOR or len(_UNPARTED.findall(text)) >= _UNPARTED_LETTERS
    )


def lines_beside(blocks: Sequence[Block], article: str, headline: str) -> list[list[str]]:
    """The short lines where datelines stand: round the headline of a page, and above its article.

    A page may name itself twice, as one of its own "similar articles"; each place is apart.
    """
    title, beginning = _letters(headline), article.partition("\n\n")[0]
    places = [at for at, block in enumerate(blocks) if title and _letters(block.text) == title]
    starts = [at for at, block in enumerate(blocks) if block.text == beginning]
    return [
        [line for block in _near(blocks, at) if (line := _dateline(block.text))]
        for at in places[:2] + starts[:1]
    ]


def _near(blocks: Sequence[Block], at: int) -> Sequence[Block]:
    return blocks[max(0, at - _LINES_BESIDE) : at + _LINES_BESIDE]


def _dateline(text: str) -> str:
    """A short line, or the day that a longer one begins with: "(21 May 2025) The minister …"."""
    if len(text.split()) <= MOST_WORDS:
        return text
    return text[:25] if re.match(r"\(?(?:\d|\w{3,9}\.? \d)", text) else ""


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _letters(text: str) -> str:
    """Letters and digits alone: extractors mend blanks, marks and forms of letters."""
    return "".join(filter(str.isalnum, text))


def _taken(blocks: list[Block], taken: str, headline: str) -> list[bool]:
    """Which blocks were taken: those of some words, and short ones directly beside them."""
    letters = [_letters(block.text) for block in blocks]
    chosen = [
        is_running(block.text) and each in taken
        for each, block in zip(letters, blocks, strict=True)
    ]
    taken = taken.removeprefix(headline)
    _choose_beside(chosen, letters, taken)
    # The same from the end to the beginning.
    chosen.reverse()
    _choose_beside(chosen, [each[::-1] for each in reversed(letters)], taken[::-1])
    chosen.reverse()
    return chosen


def _choose_beside(chosen: list[bool], letters: list[str], taken: str) -> None:
    """Choose what follows in the text that was taken where a chosen block ends."""
    at = -1
    for number, each in enumerate(letters):
        if chosen[number]:
            at = max(taken.find(each, max(at, 0)), taken.find(each)) + len(each)
        elif each and at >= 0 and taken.startswith(each, at):
            chosen[number] = True
            at += len(each)


def _reads_like_article(block: Block) -> bool:
    """Whether it is a paragraph or has a quotation; beside an article a word in marks is none."""
    fewest = 2 if block.is_beside else 1
    if any(len(quoted.split()) >= fewest for quoted in _QUOTED.findall(block.text)):
        return True
    is_paragraph = len(block.text.split()) >= _WORDS_OF_PARAGRAPH
    is_apart = block.is_linked or block.is_beside
    return is_paragraph and not is_apart and bool(_ENDS_SENTENCE.search(block.text))
