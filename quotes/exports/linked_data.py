"""Linked data of the pages: schema.org as JSON-LD 1.1.

Each function makes plain dictionaries from rows that were loaded for the page anyway, so that what
machines read costs no query. What is not known is left out: no value is null or guessed.
tests/test_linked_data.py names every property that is used, with the types it may stand on.

An ``@id`` is the same on all pages and in all languages, so that whoever collects the pages can
tell that they speak of one thing; ``url`` is the page in the language it is read in.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from quotes.citing.bylines import parted
from quotes.citing.reference import Site, by_source, of_speaker
from quotes.citing.source_types import SOURCE_TYPES
from quotes.dates.display import date_of
from quotes.models import Kind, Outlet, Role, Source, Speaker, Statement
from quotes.models.vocabulary import AttributionDoubt, SourceKind, SpeakerKind

Node = dict[str, Any]


_WIKIDATA = "https://www.wikidata.org/entity/"


# Inside a script element HTML looks for "</script" and "<!--" before anybody reads the JSON; the
# two separators end a line in older JavaScript. As JSON escapes they mean the same.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def script_text(nodes: Sequence[Node]) -> SafeString:
    """The nodes as one document, fit to stand in ``<script type="application/ld+json">``."""
    document = {"@context": "https://schema.org", "@graph": nodes}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))


def of_statement(statement: Statement, site: Site) -> list[Node]:
    """The page of a statement: its words, the claim they make, who said them and who printed them.

    Load the statement by ``with_page()``. A paraphrase is no quotation: its text is this archive's
    own summary, so it is given as a claim that this archive interprets.
    """
    cited = [pieces[0].source for pieces in by_source(statement)]
    is_quotation = statement.kind != Kind.PARAPHRASE
    main = _id_of_quotation if is_quotation else _id_of_claim
    nodes = [
        _web_page(site, statement, "WebPage", mainEntity=_named(main(statement.public_id, site))),
        _claim(statement, cited, site),
        speaker(statement.speaker, site),
        *(source(one, site) for one in cited),
    ]
    return [*nodes, _quotation(statement, cited, site)] if is_quotation else nodes


def _quotation(statement: Statement, cited: Sequence[Source], site: Site) -> Node:
    said_by = _credited(statement, site)
    return _known(
        {
            "@type": "Quotation",
            "@id": _id_of_quotation(statement.public_id, site),
            **_words(statement, site),
            "creator": said_by,
            "spokenByCharacter": said_by,
            "isBasedOn": _named(_id_of(cited[0], "source", site)) if cited else "",
            "citation": [_named(_id_of(one, "source", site)) for one in cited],
            "keywords": [topic.public_name for topic in statement.ordered_topics()],
        }
    )


def _claim(statement: Statement, cited: Sequence[Source], site: Site) -> Node:
    first = _first_of(cited)
    is_summary = statement.kind == Kind.PARAPHRASE
    return _known(
        {
            "@type": "Claim",
            "@id": _id_of_claim(statement.public_id, site),
            **_words(statement, site),
            "author": _credited(statement, site),
            "claimInterpreter": publisher(site) if is_summary else "",
            "appearance": [_named(_id_of(one, "source", site)) for one in cited],
            "firstAppearance": _named(_id_of(first, "source", site)) if first else "",
        }
    )


def _credited(statement: Statement, site: Site) -> Node | str:
    """The official; nobody where the words are known not to be theirs."""
    if statement.doubt == AttributionDoubt.MISATTRIBUTED:
        return ""
    return _named(_id_of(statement.speaker, "official", site))


def _words(statement: Statement, site: Site) -> Node:
    """The properties that a quotation and a claim have in common."""
    occasion = statement.occasion
    place = statement.place or (occasion.place if occasion else "")
    return {
        "identifier": statement.public_id,
        "url": site.origin + statement.get_absolute_url(),
        "text": statement.text,
        "disambiguatingDescription": statement.doubt_sentence,
        "inLanguage": statement.language,
        "dateCreated": date_of(statement.said),
        "locationCreated": {"@type": "Place", "name": place} if place else "",
        "isPartOf": _named(_id_of_dataset(site)),
    }


def _first_of(sources: Sequence[Source]) -> Source | None:
    """The source that was published before all the others, where their dates leave no doubt.

    A source without a date may have been the first, and so may one of the same day.
    """
    for one in sources:
        last, others = one.published.last, [other for other in sources if other != one]
        earliest = [other.published.first for other in others]
        if last and all(first and last < first for first in earliest):
            return one
    return None


def of_official(
    official: Speaker, roles: Collection[Role], aliases: Collection[str], site: Site
) -> list[Node]:
    """The page of an official: who it is, under which names, in which offices and when."""
    person = speaker(official, site) | {
        "description": official.description,
        "alternateName": list(aliases),
        "memberOf": [_membership(role) for role in roles if role.organization],
    }
    if official.kind == SpeakerKind.PERSON:
        person["hasOccupation"] = [_occupation(role) for role in roles]
    main = _named(_id_of(official, "official", site))
    return [_web_page(site, official, "ProfilePage", mainEntity=main), _known(person)]


def speaker(official: Speaker, site: Site) -> Node:
    """The person or organization that says something, as every page has it."""
    name = of_speaker(official)
    is_person = official.kind == SpeakerKind.PERSON
    return _known(
        {
            "@type": "Person" if is_person else "Organization",
            "@id": _id_of(official, "official", site),
            "name": official.public_name,
            "givenName": name.given,
            "familyName": name.family,
            "url": site.origin + official.get_absolute_url(),
            "sameAs": f"{_WIKIDATA}{official.wikidata}" if official.wikidata else "",
        }
    )


def _occupation(role: Role) -> Node:
    """An office with its days: a Role between the person and the occupation says when."""
    occupation = {"@type": "Occupation", "name": role.public_title}
    return _known({"@type": "Role", "hasOccupation": occupation, **_days(role)})


def _membership(role: Role) -> Node:
    return _known(
        {
            "@type": "OrganizationRole",
            "memberOf": {"@type": "Organization", "name": role.public_organization},
            "roleName": role.public_title,
            **_days(role),
        }
    )


def _days(role: Role) -> Node:
    return {"startDate": date_of(role.since), "endDate": date_of(role.until)}


def of_source(printed: Source, statement_ids: Iterable[str], site: Site) -> list[Node]:
    """The page of a source: the article, and the statements that it prints.

    ``statement_ids`` are the public ids of the statements. Reads ``outlet`` and ``derived_from``.
    """
    article = source(printed, site)
    if printed.derived_from:
        article["isBasedOn"] = source(printed.derived_from, site)
    # Paraphrases too are claims, while not every statement is a quotation.
    article["mentions"] = [_named(_id_of_claim(public_id, site)) for public_id in statement_ids]
    main = _named(_id_of(printed, "source", site))
    return [_web_page(site, printed, "WebPage", mainEntity=main), _known(article)]


def source(printed: Source, site: Site) -> Node:
    """One document of an outlet. ``url`` is where its publisher has it. Reads ``outlet``."""
    is_news = printed.kind == SourceKind.NEWS_ARTICLE
    return _known(
        {
            "@type": SOURCE_TYPES[SourceKind(printed.kind)].schema_org,
            "@id": _id_of(printed, "source", site),
            "headline": printed.title,
            "genre": "" if is_news else printed.get_kind_display(),
            "url": printed.url,
            "archivedAt": printed.archived_url,
            "author": [_author(name, printed.language) for name in printed.authors],
            "publisher": outlet(printed.outlet, site),
            "datePublished": date_of(printed.published),
            "inLanguage": printed.language,
        }
    )


def _author(byline: str, language: str) -> Node | str:
    """A person, where the byline is certain to name one; else the text of the byline."""
    name = parted(byline, language)
    if not name.family:
        return byline
    return {
        "@type": "Person",
        "name": name.literal,
        "givenName": name.given,
        "familyName": name.family,
    }


def outlet(published_by: Outlet, site: Site) -> Node:
    """The publisher of a source."""
    return {
        "@type": "Organization",
        "@id": _id_of(published_by, "outlet", site),
        "name": published_by.name,
        "url": site.origin + published_by.get_absolute_url(),
    }


def of_site(site: Site, home: str, search: str) -> list[Node]:
    """The home page; ``home`` and ``search`` are its path and that of the list of statements."""
    return [
        {
            "@type": "WebSite",
            "@id": f"{site.origin}/#website",
            "name": settings.ARCHIVE_NAME,
            "url": site.origin + home,
            "publisher": publisher(site),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{site.origin}{search}?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        }
    ]


def of_dataset(
    site: Site,
    *,
    page: str,
    name: str,
    description: str,
    version: str,
    modified: str,
    forms: Iterable[tuple[str, str, str]],
    licence: str,
    identifier: str = "",
) -> list[Node]:
    """The whole record as a data set; ``forms`` are label, media type and path of each form.

    ``licence`` is the address of that of the compilation: the words belong to those who said and
    printed them. ``identifier`` is its DOI as an address, if it has one.
    """
    return [
        _known(
            {
                "@type": "Dataset",
                "@id": _id_of_dataset(site),
                "name": name,
                "description": description,
                "url": site.origin + page,
                "version": version,
                "dateModified": modified,
                "creator": publisher(site),
                "isAccessibleForFree": True,
                "license": licence,
                "identifier": identifier,
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "name": label,
                        "encodingFormat": media_type,
                        "contentUrl": site.origin + path,
                    }
                    for label, media_type, path in forms
                ],
            }
        )
    ]


def breadcrumb(steps: Sequence[tuple[str, str]], site: Site) -> Node:
    """The way down to a page, itself the last step; each is a label and an address or path."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": label,
                "item": {
                    "@type": "WebPage",
                    "@id": url if url.startswith("http") else site.origin + url,
                },
            }
            for position, (label, url) in enumerate(steps, start=1)
        ],
    }


def publisher(site: Site) -> Node:
    """This archive itself."""
    return {
        "@type": "Organization",
        "@id": f"{site.origin}/#archive",
        "name": settings.ARCHIVE_NAME,
        "url": f"{site.origin}/",
    }


def _web_page(site: Site, row: Statement | Speaker | Source, type: str, **more: Any) -> Node:
    url = site.origin + row.get_absolute_url()
    return {"@type": type, "@id": url, "url": url, "isPartOf": _named(_id_of_site(site)), **more}


def _known(node: Mapping[str, Any]) -> Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if value not in ("", None, [])}


def _named(id: str) -> Node:
    """A node that is described elsewhere, by its name alone."""
    return {"@id": id}


def _id_of(row: Speaker | Source | Outlet, fragment: str, site: Site) -> str:
    """The row's public address in the site's own language, with a fragment.

    The address alone is that of the page about it, which is another thing.
    """
    with override(settings.LANGUAGE_CODE):
        return f"{site.origin}{row.get_absolute_url()}#{fragment}"


def _id_of_quotation(public_id: str, site: Site) -> str:
    return f"{site.permalink(public_id)}#quotation"


def _id_of_claim(public_id: str, site: Site) -> str:
    return f"{site.permalink(public_id)}#claim"


def _id_of_dataset(site: Site) -> str:
    return f"{site.origin}/data/#dataset"


def _id_of_site(site: Site) -> str:
    return f"{site.origin}/#website"
