"""An editor who saves the record once for each line on stdin, and says so on stdout.

… python -m bench.child bench.editor
"""

import sys

from quotes.models import Source


def main() -> None:
    source = Source.objects.order_by("pk")[0]
    for number, _ in enumerate(sys.stdin):
        Source.objects.filter(pk=source.pk).update(title=f"Synthetic source 1, edition {number}")
        print(number, flush=True)


if __name__ == "__main__":
    main()
