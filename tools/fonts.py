"""Make the fonts of the pages from those of their publishers.

    npm pack @fontsource-variable/source-serif-4 @fontsource-variable/public-sans  # unpack both
    uv run --no-project --with fonttools --with brotli python tools/fonts.py FOLDER

Every letter stays. What goes are the weights below 400 and above 700, which no page uses, the
features of type that no style asks for, and hints. FOLDER is searched for the files by their names;
docs/fonts.md says which they are.
"""

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

MADE = Path(__file__).resolve().parent.parent / "static" / "fonts"

FILES = (
    "source-serif-4-latin-wght-normal.woff2",
    "source-serif-4-latin-ext-wght-normal.woff2",
    "source-serif-4-cyrillic-wght-normal.woff2",
    "public-sans-latin-wght-normal.woff2",
    "public-sans-latin-ext-wght-normal.woff2",
)
WEIGHTS = (400, 700)
FEATURES = ["ccmp", "locl", "liga", "kern", "mark", "mkmk", "tnum", "pnum"]

# "Source" is a reserved name (OFL 1.1, condition 3): a changed font has to be called otherwise.
RESERVED, INSTEAD = "Source Serif 4", "Archive Serif"
COPYRIGHT = 0


def made(path: Path) -> TTFont:
    """The font with its letters, and what of the rest the pages use."""
    font = TTFont(path)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    # Its variations are cut to the same letters only as it is written.
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    plain.seek(0)
    font = instantiateVariableFont(TTFont(plain), {"wght": WEIGHTS})
    _rename(font)
    font.flavor = "woff2"
    return font


def _rename(font: TTFont) -> None:
    for record in font["name"].names:
        if record.nameID != COPYRIGHT:
            text = record.toUnicode().replace(RESERVED, INSTEAD)
            record.string = text.replace(RESERVED.replace(" ", ""), INSTEAD.replace(" ", ""))


def file_name(name: str) -> str:
    return name.replace("source-serif-4", "archive-serif")


def main(folder: Path) -> None:
    for name in FILES:
        [path] = folder.rglob(name)
        target = MADE / file_name(name)
        made(path).save(target)
        print(f"{name}: {path.stat().st_size:,} → {target.name}: {target.stat().st_size:,}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
