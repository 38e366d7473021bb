"""Files as an editor would import them."""

import csv
import io
import json


def as_csv(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


CSL = json.dumps(
    [
        {
            "id": "a",
            "type": "article-newspaper",
            "title": "A story",
            "URL": "https://www.example-news.org/a?utm_source=zotero",
            "container-title": "Example News",
            "author": [{"given": "Ada", "family": "Long"}, {"literal": "A Desk"}],
            "issued": {"date-parts": [[2025, 5, 21]]},
            "language": "en-CA",
        }
    ]
)
