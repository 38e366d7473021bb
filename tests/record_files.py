"""A small piece of the record, to be written into a folder, loaded, and broken by tests."""

from pathlib import Path

SPEAKERS = """\
- slug: mark-carney
  name: Mark Carney
  sort_name: Carney, Mark
  aliases:
  - PM Carney
  country: CA
  roles:
  - title: Prime Minister of Canada
    organization: Government of Canada
    from: '2025-03-14'
    to: null
  wikidata: null
- slug: jeff-crank
  name: Jeff Crank
  sort_name: Crank, Jeff
  aliases: []
  country: US
  roles: []
  wikidata: null
"""

SOURCES = """\
- id: dailymotion-2025-05-22-carney-video
  url: https://lrpapi.dailymotion.com/video/x9jyjko
  title: null
  outlet: Dailymotion
  authors: []
  published: null
  language: en
  kind: video
  wire: null
- id: newrepublic-2025-05-28-beg-canada
  url: https://newrepublic.com/post/195772/donald-trump-beg-canada-state-golden-dome
  title: null
  outlet: The New Republic
  authors: []
  published: '2025-05-28'
  language: en
  kind: news-article
  wire: null
- id: payload-crank-caucus
  url: https://payloadspace.com/rep-jeff-crank-on-the-mission-of-the-golden-dome-caucus
  title: null
  outlet: Payload
  authors: []
  published: null
  language: en
  kind: news-article
  wire: null
"""

STATEMENTS = """\
- id: crank-2025-500b-bargain
  speaker: jeff-crank
  date: '2025'
  date_basis: null
  place: null
  occasion: Interview with Payload
  kind: direct
  language: en
  text: $500B would be a bargain at that point
  topics:
  - cost
  figures:
  - quantity: total-cost
    low: 500
    high: 500
    bound: exact
    unit: USD-billion
  citations:
  - source: payload-crank-caucus
    quoted: $500B would be a bargain at that point,
    kind: direct
    via: null
  notes: null
- id: carney-2025-05-21-no-price-tag
  speaker: mark-carney
  date: '2025-05-21'
  date_basis: article dated 2025-05-28 says 'Last week'; video dated 5/22/2025
  place: null
  occasion: News conference
  kind: direct
  language: en
  text: I'm not going to put a price tag on the second part of your question.
  topics:
  - canada-participation
  - cost
  figures: []
  citations:
  - source: newrepublic-2025-05-28-beg-canada
    quoted: put a price tag on it.
    kind: partial
    via: null
  - source: dailymotion-2025-05-22-carney-video
    quoted: I'm not going to put a price tag on the second part of your question.
    kind: direct
    via: null
  notes: null
"""

RELATIONS = """\
- from: carney-2025-05-21-no-price-tag
  to: crank-2025-500b-bargain
  kind: contradicts
  reason: One names a price, the other will not.
- from: crank-2025-500b-bargain
  to: carney-2025-05-21-no-price-tag
  kind: replies-to
  reason: Asked about the price.
"""

FILES = {"speakers.yaml": SPEAKERS, "sources.yaml": SOURCES, "statements.yaml": STATEMENTS}


def write(folder: Path, **files: str | bytes) -> Path:
    """The record in a folder; ``speakers=""`` and the like put other text into a file."""
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for part, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{part}.yaml").write_bytes(data)
    return folder


def with_change(part: str, old: str, new: str) -> dict[str, str]:
    """One file of the record with its only ``old`` replaced."""
    text = FILES[f"{part}.yaml"]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {part}.yaml"
    return {part: text.replace(old, new)}
