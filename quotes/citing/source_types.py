"""What a kind of source is called where it is cited: one table for CSL, RIS, BibLaTeX and others.

A kind more is a choice of `quotes.models.vocabulary.SourceKind`, a row here, and a migration;
tests/test_source_types.py names the place that was forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quotes.models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class SourceType:
    """The types of a kind of source, its name within a citation, and how it is cited.

    ``names`` are by language. ``is_contained`` is true of what stands in something that the outlet
    publishes, which is the publisher of the others. ``has_genre`` is false of what needs no second
    name beside its type. In ``is_by_body`` the outlet is the body that speaks, and so the author
    where nobody signs; of a video or a post, which anybody can put on a platform, it is not, and an
    unsigned article has none. ``has_publisher`` is true where Wikipedia asks for a publisher, as it
    is a body and not a website with a name of its own. ``is_at_first_hand`` is true of a document
    in which the words can be read or heard as they were spoken, not as somebody tells.
    """

    csl: str
    ris: str
    biblatex: str
    zotero: str
    schema_org: str
    names: Mapping[str, str]
    is_contained: bool = False
    has_genre: bool = True
    is_by_body: bool = False
    has_publisher: bool = False
    is_at_first_hand: bool = False


# Of CSL's types, ``report`` and ``motion_picture`` lose day and month in official styles, and
# ``hearing`` takes its author for the witness: tools/citation_oracle.py shows what they print.
# RIS has no tag value of a speech or a social post: these are the ones that reference managers read
# as a talk and as a post on a site. schema.org has no type of a press release, a transcript or a
# hearing: the broader one is used, and ``genre`` says which it is. Zotero's item types
# (zotero-schema) are the partners of those of CSL.
SOURCE_TYPES: Mapping[SourceKind, SourceType] = {
    SourceKind.NEWS_ARTICLE: SourceType(
        csl="article-newspaper",
        ris="NEWS",
        biblatex="article",
        zotero="newspaperArticle",
        schema_org="NewsArticle",
        names={"en": "news article", "fr": "article de presse"},
        is_contained=True,
        has_genre=False,
    ),
    SourceKind.PRESS_RELEASE: SourceType(
        csl="document",
        ris="GEN",
        biblatex="report",
        zotero="document",
        schema_org="Article",
        names={"en": "press release", "fr": "communiqué de presse"},
        is_by_body=True,
        has_publisher=True,
    ),
    SourceKind.TRANSCRIPT: SourceType(
        csl="webpage",
        ris="ELEC",
        biblatex="online",
        zotero="webpage",
        schema_org="CreativeWork",
        names={"en": "transcript", "fr": "transcription"},
        is_contained=True,
        is_by_body=True,
        is_at_first_hand=True,
    ),
    SourceKind.SPEECH: SourceType(
        csl="speech",
        ris="SLIDE",
        biblatex="unpublished",
        zotero="presentation",
        schema_org="CreativeWork",
        names={"en": "speech", "fr": "discours"},
        is_by_body=True,
        has_publisher=True,
        is_at_first_hand=True,
    ),
    SourceKind.SOCIAL_POST: SourceType(
        csl="post",
        ris="BLOG",
        biblatex="online",
        zotero="forumPost",
        schema_org="SocialMediaPosting",
        names={"en": "social media post", "fr": "publication sur un réseau social"},
        is_contained=True,
    ),
    SourceKind.REPORT: SourceType(
        csl="report",
        ris="RPRT",
        biblatex="report",
        zotero="report",
        schema_org="Report",
        names={"en": "report", "fr": "rapport"},
        has_genre=False,
        is_by_body=True,
        has_publisher=True,
    ),
    SourceKind.VIDEO: SourceType(
        csl="broadcast",
        ris="VIDEO",
        biblatex="video",
        zotero="videoRecording",
        schema_org="VideoObject",
        names={"en": "video", "fr": "vidéo"},
        is_at_first_hand=True,
    ),
    SourceKind.HEARING: SourceType(
        csl="document",
        ris="HEAR",
        biblatex="misc",
        zotero="hearing",
        schema_org="CreativeWork",
        names={"en": "hearing", "fr": "audience"},
        is_by_body=True,
        has_publisher=True,
        is_at_first_hand=True,
    ),
}

# What the types of other people's bibliographies say of a source, where they say one thing alone:
# those of CSL 1.0.2, of RIS, and of BibTeX and biblatex.
_KINDS: Mapping[str, SourceKind] = {
    "article-newspaper": SourceKind.NEWS_ARTICLE,
    "article-magazine": SourceKind.NEWS_ARTICLE,
    "post": SourceKind.SOCIAL_POST,
    "report": SourceKind.REPORT,
    "speech": SourceKind.SPEECH,
    "broadcast": SourceKind.VIDEO,
    "motion_picture": SourceKind.VIDEO,
    "hearing": SourceKind.HEARING,
    "news": SourceKind.NEWS_ARTICLE,
    "mgzn": SourceKind.NEWS_ARTICLE,
    "rprt": SourceKind.REPORT,
    "hear": SourceKind.HEARING,
    "video": SourceKind.VIDEO,
    "techreport": SourceKind.REPORT,
}


def kind_of_type(cited_as: str) -> str:
    """The kind of source that a type is, or a kind by our own name; ``""`` for any other."""
    kind = _KINDS.get(cited_as, cited_as)
    return str(kind) if kind in SourceKind.values else ""
