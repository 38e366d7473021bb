"""Documents for tests: pages of the web, and small PDF files made here."""

from io import BytesIO
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

WORDS = "We are in talks, and it is a good idea to have protections in place for Canadians."

ARTICLE = f"""<!doctype html>
<html lang="en-CA"><head>
<title>Carney confirms talks | CBC News</title>
<meta property="og:site_name" content="CBC News">
<script type="application/ld+json">
{{"@context": "https://schema.org", "@graph": [
  {{"@type": "WebSite", "name": "CBC"}},
  {{"@type": "NewsArticle", "headline": "Carney confirms “talks”",
    "datePublished": "2025-05-21T22:00:00-04:00", "dateModified": "2025-05-22T08:00:00-04:00",
    "inLanguage": "en-CA", "author": [{{"@type": "Person", "name": "Murray Brewster"}}],
    "publisher": {{"@type": "Organization", "name": "CBC News"}}}}]}}
</script>
<link rel="canonical" href="/news/carney-talks">
<style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Home</a></li>
<li>Politics, world and other things of today</li></ul></nav>
<article><h1>Carney confirms “talks”</h1>
<p>The prime minister spoke to reporters on Wednesday, a day after
the American announcement of the plan.</p>
<p>“{WORDS}” he said in Ottawa, where parliament had opened
for the first time since the election.</p>
<p hidden>Hidden words that no reader ever sees on the page.</p>
<blockquote>“It is something that we are looking at,” he added,<br>“and
something for the future.”</blockquote>
<p>No cost was named. The minister of defence did not answer questions about what it would
take to join.</p>
</article>
<aside><p>Related: another official said something else about another thing altogether.</p></aside>
<script>var words = "not words";</script></body></html>"""


def pdf(*pages: str, picture: bool = False, password: str = "", **information: str) -> bytes:
    """A PDF of lines of plain text, a page each; ``picture`` puts one on each page instead."""
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
    )
    for text in pages:
        page = writer.add_blank_page(612, 792)
        resources: dict[Any, Any] = {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})
        }
        if picture:
            image = DecodedStreamObject()
            image[NameObject("/Subtype")] = NameObject("/Image")
            resources[NameObject("/XObject")] = DictionaryObject(
                {NameObject("/I"): writer._add_object(image)}
            )
        page[NameObject("/Resources")] = DictionaryObject(resources)
        page[NameObject("/Contents")] = writer._add_object(_lines(text))
    writer.add_metadata({f"/{name.capitalize()}": value for name, value in information.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _lines(text: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    shown = []
    for line in text.splitlines():
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown.append(f"({escaped}) Tj T*")
    body = "\n".join(shown)
    stream.set_data(f"BT /F1 10 Tf 14 TL 40 740 Td\n{body}\nET".encode("latin-1") if text else b"")
    return stream
