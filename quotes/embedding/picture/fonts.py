"""The fonts of the share images, and which of them has a sign for a character.

Archive Serif and Public Sans are those of the pages; the files beside this module are read by the
server alone. None of them holds every script, so a line is set in several; see docs/embedding.md.
"""

import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from quotes.text.languages import primary_subtag

_SERVED = Path(__file__).resolve().parents[3] / "static" / "fonts"
_OWN = Path(__file__).resolve().parent / "fonts"

# A noncharacter (Unicode 23.7): every font shows the sign of what it lacks for it.
_LACKING = "\uffff"

_ARCHIVE_SERIF = tuple(
    _SERVED / f"archive-serif-{subset}-wght-normal.woff2"
    for subset in ("latin", "latin-ext", "cyrillic")
)
_PUBLIC_SANS = tuple(
    _SERVED / f"public-sans-{subset}-wght-normal.woff2" for subset in ("latin", "latin-ext")
)
_NOT_LATIN = tuple(
    _OWN / f"noto-{name}-400-normal.woff2"
    for name in ("naskh-arabic-arabic", "serif-hebrew-hebrew", "serif-devanagari-devanagari")
)
_SC = _OWN / "noto-serif-sc-chinese-simplified-400-normal.woff2"
_TC = _OWN / "noto-serif-tc-chinese-traditional-400-normal.woff2"
_JP = _OWN / "noto-serif-jp-japanese-400-normal.woff2"
_KR = _OWN / "noto-serif-kr-korean-400-normal.woff2"

# Han characters are written differently in each of these languages, so the language decides which
# file is asked first; a rare character that it lacks is taken from a neighbour.
_HAN = {
    "zh": (_SC, _TC, _JP),
    "zh-hant": (_TC, _SC, _JP),
    "zh-tw": (_TC, _SC, _JP),
    "zh-hk": (_TC, _SC, _JP),
    "zh-mo": (_TC, _SC, _JP),
    "ja": (_JP, _TC, _SC),
    "ko": (_KR, _JP, _TC),
}
_HAN_OF_OTHERS = (_SC, _TC, _JP, _KR)


def for_words(language: str) -> tuple[Path, ...]:
    """The files in which words of a language (BCP 47) are set, in the order they are asked.

    In Chinese and Japanese their own come first, because “ ” are wide signs there.
    """
    han = _han(language)
    if han and primary_subtag(language) != "ko":
        return (*han, *_ARCHIVE_SERIF, *_NOT_LATIN)
    return (*_ARCHIVE_SERIF, *_NOT_LATIN, *(han or _HAN_OF_OTHERS))


def for_the_rest() -> tuple[Path, ...]:
    """The files for what the archive itself says, and for names in any script."""
    return (*_PUBLIC_SANS, *_ARCHIVE_SERIF, *_NOT_LATIN, *_HAN_OF_OTHERS)


def _han(language: str) -> tuple[Path, ...]:
    """By the longest prefix of the tag that is known (RFC 4647, "lookup")."""
    subtags = language.lower().split("-")
    prefixes = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((_HAN[prefix] for prefix in prefixes if prefix in _HAN), ())


@lru_cache(maxsize=256)
def face(file: Path, size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels; ``weight`` counts for files that have a weight axis."""
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.RAQM)
    if "-wght-" in file.name:
        font.set_variation_by_axes([weight])
    return font


def file_for(character: str, files: tuple[Path, ...]) -> Path | None:
    """The first of the files that has a sign for the character."""
    return next((file for file in files if has(file, character)), None)


@lru_cache(maxsize=16_384)
def has(file: Path, character: str) -> bool:
    """Whether the font has a sign of its own for a character.

    Pillow does not tell, but what a font lacks looks like every other thing that it lacks. What
    is never seen (joiners, marks of direction) no font needs to have.
    """
    if unicodedata.category(character) == "Cf":
        return True
    return _look(file, character) != _look(file, _LACKING)


@lru_cache(maxsize=64)
def _sampler(file: Path) -> ImageFont.FreeTypeFont:
    # Without shaping, by which a combining mark alone would get a dotted circle to stand on.
    return ImageFont.truetype(file, 20, layout_engine=ImageFont.Layout.BASIC)


def _look(file: Path, character: str) -> tuple[float, tuple[int, int], bytes]:
    font = _sampler(file)
    mask = font.getmask(character)
    return font.getlength(character), mask.size, bytes(mask)
