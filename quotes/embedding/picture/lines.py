"""Words set in lines of a width, as large as they fit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from quotes.embedding.picture.bidi import visual_runs
from quotes.embedding.picture.fonts import face, file_for, has

ELLIPSIS = "…"

_CJK = "\u2e80-\u2fdf\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60"
_IS_CJK = re.compile(f"[{_CJK}\U00020000-\U0003ffff]")
# What may not begin a line and what may not end one (JIS X 4051; GB/T 15834 for Chinese).
_NOT_FIRST = frozenset(
    "、。，．：；？！）」』】〉》〕］｝”’…—ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ·・%％,.;:?!)»"
)
_NOT_LAST = frozenset("（「『【〈《〔［｛“‘«($￥¥")

# Blanks but for those that hold words together (U+00A0, U+202F).
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
# Marks of direction, which the order of a line here takes from the letters themselves.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Few fonts have the narrow blank that French sets before ; : ! ? or the hyphen that does not break;
# no line is broken at either here.
_LOOK_ALIKES = str.maketrans("\u202f\u2011", "\u00a0-")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u00ad]")


@dataclass(frozen=True)
class TypeStyle:
    """How a text is set. ``files`` are asked in their order for each character."""

    files: tuple[Path, ...]
    size: int
    weight: int = 400
    is_rtl: bool = False


@dataclass(frozen=True)
class FontRun:
    """A run in one font, placed from the left end of its line."""

    text: str
    font: ImageFont.FreeTypeFont
    is_rtl: bool
    left: float


@dataclass(frozen=True)
class Setting:
    """A text in lines; ``is_whole`` is False when its end was cut off."""

    lines: tuple[str, ...]
    style: TypeStyle
    is_whole: bool = True


def tidy(text: str) -> str:
    """A text as one paragraph: single blanks, nothing that cannot be seen but joiners."""
    seen = _CONTROLS.sub("", _DIRECTIONS.sub("", text))
    return _BLANKS.sub(" ", seen).translate(_LOOK_ALIKES).strip()


def lacking(text: str, files: tuple[Path, ...]) -> str:
    """The characters for which none of the files has a sign, each once."""
    return "".join(dict.fromkeys(c for c in text if file_for(c, files) is None))


def pieces(line: str, style: TypeStyle) -> list[FontRun]:
    """A line in its runs from left to right, each of one font and one direction."""
    placed, left = [], 0.0
    for run in visual_runs(line, style.is_rtl):
        parts = list(_in_one_font(run.text, style.files))
        for text, file in reversed(parts) if run.is_rtl else parts:
            font = face(file, style.size, style.weight)
            placed.append(FontRun(text, font, run.is_rtl, left))
            left += font.getlength(text, direction="rtl" if run.is_rtl else "ltr")
    return placed


@lru_cache(maxsize=16_384)
def width(line: str, style: TypeStyle) -> float:
    """The width of a line in pixels."""
    if not line:
        return 0.0
    last = pieces(line, style)[-1]
    return last.left + last.font.getlength(last.text, direction="rtl" if last.is_rtl else "ltr")


def blank_before(line: str, style: TypeStyle) -> float:
    """The pixels left free before the first sign of a line where they are too many to be unseen:
    the wide opening marks of Chinese and Japanese fill only the right half of their square."""
    if not line:
        return 0.0
    first = pieces(line, style)[0]
    # Of the whole run: the space of a mark depends on what stands beside it.
    ink = first.font.getmask(first.text, direction="rtl" if first.is_rtl else "ltr").getbbox()
    return ink[0] if ink and ink[0] > style.size / 4 else 0.0


def _in_one_font(text: str, files: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """The text in stretches of one file each.

    Blanks and joiners stay with what they follow, so that a word is shaped as a whole.
    """
    start, current = 0, file_for(text[0], files) or files[0]
    for i, character in enumerate(text):
        if character == " " and has(current, " "):
            continue
        file = current if _clings(character, current) else file_for(character, files) or files[0]
        if file != current:
            if i > start:
                yield text[start:i], current
            start, current = i, file
    yield text[start:], current


def _clings(character: str, file: Path) -> bool:
    """Whether a character is shaped together with the one before it: joiners, combining marks."""
    is_mark = unicodedata.category(character).startswith("M")
    return character in "\u200c\u200d" or (is_mark and has(file, character))


def fitted(
    text: str, style: TypeStyle, sizes: tuple[int, ...], box: tuple[int, int], leading: float
) -> Setting:
    """The text at the first of the sizes at which it fits into a box (width, height) in pixels.

    ``leading`` is the height of a line as a multiple of the size. What does not fit at the last
    size is cut after a word, and says so by an ellipsis.
    """
    across, down = box
    for size in sizes:
        sized = TypeStyle(style.files, size, style.weight, style.is_rtl)
        room = int(down // (size * leading))
        if has_narrow_words(text, sized, across):
            lines = _broken(text, sized, across)
            if len(lines) <= room:
                return Setting(tuple(_balanced(text, sized, across, len(lines))), sized)
    lines = _broken(text, sized, across)
    if len(lines) <= room:
        return Setting(tuple(lines), sized)
    return Setting((*lines[: room - 1], _cut(lines[room - 1], sized, across)), sized, False)


def has_narrow_words(text: str, style: TypeStyle, across: float) -> bool:
    """Whether no word is wider than a line."""
    return all(width(unit.rstrip(" "), style) <= across for unit in _units(text))


def shortened(line: str, style: TypeStyle, across: float) -> str:
    """One line of at most this width; cut after a word, or inside one, with an ellipsis."""
    return line if width(line, style) <= across else _cut(line, style, across)


def _cut(line: str, style: TypeStyle, across: float) -> str:
    kept = line
    while kept and width(kept.rstrip(" ,;:.，、。") + ELLIPSIS, style) > across:
        words = list(_units(kept))
        kept = "".join(words[:-1]).rstrip() if len(words) > 1 else kept[:-1]
    return kept.rstrip(" ,;:.，、。") + ELLIPSIS


def _balanced(text: str, style: TypeStyle, across: int, count: int) -> list[str]:
    """As many lines, of more even length: no word is left alone on the last one."""
    narrow, wide = across // 2, across
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        if has_narrow_words(text, style, middle) and len(_broken(text, style, middle)) == count:
            wide = middle
        else:
            narrow = middle
    return _broken(text, style, wide)


def _broken(text: str, style: TypeStyle, across: float) -> list[str]:
    """The text in lines, each as full as it can be; a word wider than a line is broken."""
    lines: list[str] = []
    line, taken = "", 0.0
    for unit in _units(text):
        for part in _parts(unit, style, across):
            if line and taken + width(part.rstrip(" "), style) > across:
                lines.append(line.rstrip(" "))
                line, taken = "", 0.0
            line += part
            taken += width(part, style)
    return [*lines, line.rstrip(" ")]


def _parts(unit: str, style: TypeStyle, across: float) -> Iterator[str]:
    """A word that is wider than a line in parts that are not; any other as it is."""
    if width(unit.rstrip(" "), style) <= across:
        yield unit
        return
    part = ""
    for character in unit:
        if part and width(part + character, style) > across:
            yield part
            part = ""
        part += character
    yield part


def _units(text: str) -> Iterator[str]:
    """What a line may not break inside: words with the blank behind them, or Han characters with
    the marks that cling to them."""
    start = 0
    for i in range(1, len(text)):
        if _may_break(text[i - 1], text[i]):
            yield text[start:i]
            start = i
    yield text[start:]


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if not (_IS_CJK.match(before) or _IS_CJK.match(after)):
        return False
    return after != " " and before not in _NOT_LAST and after not in _NOT_FIRST
