"""The share image: somebody's words, who said them and when, and where they are kept.

1200 by 630 pixels is what Open Graph and Twitter cards show whole (1.91 to 1). As on the pages, the
serif type says "somebody's own words", and what the archive itself says is in the sans.
"""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image, ImageDraw

from quotes.embedding.picture.fonts import for_the_rest, for_words
from quotes.embedding.picture.lines import (
    Setting,
    TypeStyle,
    blank_before,
    fitted,
    lacking,
    pieces,
    shortened,
    tidy,
    width,
)
from quotes.text.languages import primary_subtag

WIDTH, HEIGHT = 1200, 630
MARGIN = 64
# Drawn anew when it looks different; part of what caches know an image by.
DESIGN = 1

# The light colours of static/css/site.css.
PAPER = "#fbfaf6"
INK = "#1b1e23"
INK_SOFT = "#565b64"
RULE = "#e0dbce"
ACCENT = "#0b4f6c"

_ACROSS = WIDTH - 2 * MARGIN
_WORDS_TOP, _WORDS_BOTTOM = 122, 436
_SIZES = (84, 76, 68, 60, 54, 48, 43, 38, 34, 31, 28)
# No longer text fits at the smallest size; more of it need not be measured.
_LONGEST = 4_000

# The height of a line as a multiple of the size: what the signs of a script need above and below.
_LEADING = {"ar": 1.55, "fa": 1.55, "ur": 1.7, "hi": 1.5, "mr": 1.5, "ne": 1.5}
_LEADING |= dict.fromkeys(("zh", "ja", "ko"), 1.45)
_LEADING_OF_OTHERS = 1.27

# One image at a time: a font that two threads use at once is not safe, and a burst of requests
# then takes one processor and not all.
_drawing = Lock()


@dataclass(frozen=True)
class Picture:
    """What an image shows; every text is shown as it is given.

    ``words`` are set in the type of their ``language`` (BCP 47) between ``marks``; a paraphrase is
    not somebody's own words, so it has none, and stands in the sans. ``kind`` is named above.
    ``shortened`` is said when the end of the words had to be cut off, and ``instead`` in place of
    words for which there is no font.
    """

    words: str
    language: str
    is_rtl: bool
    is_quotation: bool
    marks: tuple[str, str]
    kind: str
    speaker: str
    office: str
    date: str
    site: str
    permalink: str
    shortened: str
    instead: str


def is_drawable(picture: Picture) -> bool:
    """Whether there is a sign for every character of the words, in the fonts at hand."""
    return not lacking(_text(picture), _words_style(picture).files)


def draw(picture: Picture) -> bytes:
    """The image as PNG."""
    with _drawing:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        canvas = ImageDraw.Draw(image)
        setting = _setting(picture)
        _draw_words(canvas, setting, _leading(picture))
        _draw_head(canvas, picture, setting)
        _draw_foot(canvas, picture)
        written = BytesIO()
        image.save(written, "PNG")
    return written.getvalue()


def _setting(picture: Picture) -> Setting:
    """The words as large as they fit; the sentence that stands for them where they cannot be."""
    box = (_ACROSS, _WORDS_BOTTOM - _WORDS_TOP)
    if not is_drawable(picture):
        return fitted(tidy(picture.instead), _rest(48), (48,), box, _LEADING_OF_OTHERS)
    return fitted(_text(picture), _words_style(picture), _SIZES, box, _leading(picture))


def _text(picture: Picture) -> str:
    words = tidy(picture.words)[:_LONGEST]
    opening, closing = picture.marks if picture.is_quotation else ("", "")
    return f"{opening}{words}{closing}"


def _words_style(picture: Picture) -> TypeStyle:
    serif = for_words(picture.language)
    files = serif if picture.is_quotation else (*for_the_rest()[:2], *serif)
    return TypeStyle(files, _SIZES[0], 400, picture.is_rtl)


def _leading(picture: Picture) -> float:
    return _LEADING.get(primary_subtag(picture.language), _LEADING_OF_OTHERS)


def _rest(size: int, weight: int = 400) -> TypeStyle:
    return TypeStyle(for_the_rest(), size, weight)


def _draw_words(canvas: ImageDraw.ImageDraw, setting: Setting, leading: float) -> None:
    """The lines in the middle of their box, each at the side on which its script begins."""
    step = setting.style.size * leading
    free = _WORDS_BOTTOM - _WORDS_TOP - step * len(setting.lines)
    # The letters of a line stand a little above the middle of its height.
    baseline = _WORDS_TOP + free / 2 + step / 2 + setting.style.size * 0.33
    for line in setting.lines:
        left = MARGIN - blank_before(line, setting.style)
        if setting.style.is_rtl:
            left = WIDTH - MARGIN - width(line, setting.style)
        _draw_line(canvas, line, setting.style, left, baseline, INK)
        baseline += step


def _draw_head(canvas: ImageDraw.ImageDraw, picture: Picture, setting: Setting) -> None:
    _draw_line(canvas, picture.site, _rest(30, 700), MARGIN, 88, ACCENT)
    notes = [picture.kind] if setting.is_whole else [picture.kind, picture.shortened]
    note = " · ".join(filter(None, notes))
    style = _rest(25)
    _draw_line(canvas, note, style, WIDTH - MARGIN - width(note, style), 88, INK_SOFT)


def _draw_foot(canvas: ImageDraw.ImageDraw, picture: Picture) -> None:
    canvas.line([(MARGIN, 462), (WIDTH - MARGIN - 1, 462)], RULE, 2)
    small = _rest(25)
    speaker = shortened(tidy(picture.speaker), _rest(36, 650), _ACROSS)
    _draw_line(canvas, speaker, _rest(36, 650), MARGIN, 513, INK)
    office = shortened(tidy(picture.office), small, _ACROSS)
    _draw_line(canvas, office, small, MARGIN, 550, INK_SOFT)
    left = WIDTH - MARGIN - width(picture.permalink, small)
    _draw_line(canvas, picture.permalink, small, left, 590, ACCENT)
    date = shortened(tidy(picture.date), small, left - MARGIN - 40)
    _draw_line(canvas, date, small, MARGIN, 590, INK_SOFT)


def _draw_line(
    canvas: ImageDraw.ImageDraw, line: str, style: TypeStyle, left: float, baseline: float, ink: str
) -> None:
    for piece in pieces(line, style) if line else ():
        canvas.text(
            (left + piece.left, baseline),
            piece.text,
            ink,
            piece.font,
            anchor="ls",
            direction="rtl" if piece.is_rtl else "ltr",
        )
