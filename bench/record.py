"""What loading the bundled record and each kind of page costs: ``python -m bench.record``.

It loads the record into a database of its own, asks for each kind of page in this process, without
a server between, and prints the number of queries and the median of the milliseconds. The first
request of a kind is not counted: it fills caches.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time

REPEATED = 15

PAGES = {
    "home": "/",
    "statements": "/statements/",
    "statements, three filters": "/statements/?country=CA&topic=cost&since=2025-05",
    "search": "/statements/?q=partnership",
    "search by relevance": "/statements/?q=golden+dome&sort=relevance",
    "nothing found": "/statements/?q=unheardof&topic=cost",
    "who said it": "/statements/by-official/?q=cost",
    "statement, the most cited": "{statement}",
    "officials": "/officials/",
    "official": "/officials/donald-trump/",
    "sources": "/sources/",
    "source": "{source}",
    "outlets": "/outlets/",
    "outlet": "/outlets/associated-press/",
    "topics": "/topics/",
    "topic": "/topics/cost/",
    "dates": "/dates/",
    "year": "/dates/2025/",
    "month": "/dates/2025/05/",
    "day": "/dates/2025/05/21/",
    "about": "/about/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dometracker-") as home:
        os.environ |= {
            "DOMETRACKER_HOME": home,
            "DJANGO_SETTINGS_MODULE": "dometracker.settings",
            "ALLOWED_HOSTS": "testserver",
            "DEBUG": "1",
        }
        _measure()


def _measure() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from quotes.models import Entry

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    call_command("load_archive", stdout=io.StringIO())
    print(f"load_archive, empty archive: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    call_command("load_archive", stdout=io.StringIO())
    print(f"load_archive, nothing changed: {time.perf_counter() - began:.1f} s\n")
    most_cited = Entry.objects.order_by("-sources").select_related("statement").first().statement
    source = most_cited.citations.first().source
    client = Client()
    print("| page | queries | ms (median) |\n|---|---:|---:|")
    for name, pattern in PAGES.items():
        path = pattern.format(
            statement=most_cited.get_absolute_url(), source=source.get_absolute_url()
        )
        taken = []
        for _ in range(REPEATED + 1):
            reset_queries()
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                response = client.get(path)
                taken.append(1000 * (time.perf_counter() - began))
            if response.status_code != 200:
                sys.exit(f"{path} answers {response.status_code}")
        print(f"| {name} | {len(queries)} | {statistics.median(taken[1:]):.0f} |")
    connection.close()


if __name__ == "__main__":
    main()
