"""The look: the fonts are the published ones, and every colour pair can be read."""

import hashlib
import re
from pathlib import Path

import pytest
from PIL import ImageFont

from quotes.text.quotation_marks import closing_mark, opening_mark

STATIC = Path(__file__).resolve().parent.parent / "static"
FONTS = STATIC / "fonts"
CSS = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\);", CSS))
LEVELS = dict(re.findall(r"\.(level-\d) \{ background: light-dark\((#\w{6}, #\w{6})\)", CSS))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def sums() -> list[tuple[str, str]]:
    lines = (FONTS / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("  ")) for line in lines if not line.startswith("#")]


def test_the_fonts_are_the_published_files():
    listed = {name: digest for digest, name in sums()}
    served = {path.name for path in FONTS.iterdir()} - {"SHA256SUMS"}
    assert served == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


def test_no_style_asks_for_a_weight_that_the_fonts_have_not():
    for sheet in (STATIC / "css").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        weights = re.findall(r"font(?:-weight)?: (\d{3})", text)
        assert all(400 <= int(weight) <= 700 for weight in weights), sheet.name


def test_a_changed_font_does_not_bear_the_reserved_name():
    """OFL 1.1, condition 3; the name is Adobe's."""
    names = {ImageFont.truetype(path).getname()[0] for path in FONTS.glob("*.woff2")}
    assert "Archive Serif" in names
    assert not any("Source" in name for name in names)


TEXT = {"ink", "ink-soft", "accent", "ok", "warn", "bad"}
GROUNDS = {"paper", "surface", "pointed"}
PAIRS = sorted(
    {(text, ground, 4.5) for text in TEXT for ground in GROUNDS}
    | {("ink", ground, 4.5) for ground in ("found", "inserted", "deleted")}
    | {("accent", "accent-soft", 4.5), ("on-accent", "accent", 4.5)}
    | {("edge", ground, 3.0) for ground in ("paper", "surface")}
)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_text_stands_out_from_its_ground(text, ground, least, scheme):
    """WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (edges of controls, 3:1)."""
    pair = [TOKENS[name].split(", ")[scheme] for name in (text, ground)]
    assert contrast(*pair) >= least


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("level", ["level-1", "level-2", "level-3", "level-4"])
def test_a_day_can_be_read_at_every_level(level, scheme):
    ink = TOKENS["ink"].split(", ")[scheme]
    assert contrast(ink, LEVELS[level].split(", ")[scheme]) >= 4.5


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("en", "“x”"),
        ("fr-CA", "«\u00a0x\u00a0»"),
        ("ru", "«x»"),
        ("de", "„x“"),
        ("zh-Hans", "“x”"),
        ("zh-Hant-TW", "「x」"),
        ("ar", "”x“"),
        ("", "“x”"),
        ("xx", "“x”"),
    ],
)
def test_marks_follow_the_language_of_the_words(language, quoted):
    assert opening_mark(language) + "x" + closing_mark(language) == quoted
