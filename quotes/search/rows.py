"""Statements as a list shows them, loaded at once.

A list shows 25 statements with their speakers, offices, topics and wordings. As objects of the
tables they cost four queries, some 250 objects and ten milliseconds, more than to find them; here
they are one query and plain values. `Statement` remains what a statement's own page is made from.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from quotes.dates.partial import PartialDate
from quotes.models.columns import address, in_page_language, parsed
from quotes.models.vocabulary import AttributionDoubt, CheckState, Kind, State
from quotes.text.languages import direction


@dataclass(frozen=True, slots=True)
class ListedName:
    """A speaker, topic, occasion or office: what it is called, and its address part if it has one.

    ``place`` is that of an occasion.
    """

    route: str
    slug: str
    name: str
    name_fr: str = ""
    place: str = ""

    @property
    def public_name(self) -> str:
        """The name in the language of the page."""
        return in_page_language(self.name, self.name_fr)

    def get_absolute_url(self) -> str:
        return address(self.route, self.slug)


@dataclass(frozen=True, slots=True)
class ListedCitation:
    """A citation as a list shows it; ``quotation`` as `Citation` has it."""

    source_id: int
    quotation: str | None
    check_state: str
    outlet_name: str
    language: str
    title: str
    url: str
    published: PartialDate
    authors: tuple[str, ...]
    source_kind: str
    is_primary: bool
    is_copy: bool
    is_doubted: bool
    is_cautioned: bool

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """A published statement; what it offers has the names that `Statement` has for it.

    ``speaker_sort_name`` is a person's, with a comma between its parts; empty for an institution.
    """

    pk: int
    public_id: str
    slug: str
    kind: str
    language: str
    text: str
    said: PartialDate
    place: str
    doubt: str
    speaker: ListedName
    speaker_sort_name: str
    occasion: ListedName | None
    roles: tuple[ListedName, ...]
    topics: tuple[ListedName, ...]
    printings: tuple[ListedCitation, ...]

    def get_absolute_url(self) -> str:
        return address("statement", self.public_id, self.slug)

    def get_kind_display(self) -> str:
        return str(Kind(self.kind).label)

    def get_doubt_display(self) -> str:
        return str(AttributionDoubt(self.doubt).label) if self.doubt else ""

    @property
    def direction(self) -> str:
        return direction(self.language)

    def ordered_topics(self) -> Sequence[ListedName]:
        return self.topics

    def office_titles(self) -> list[str]:
        """The titles of the offices that its speaker held, or may have held, on the day."""
        return list(dict.fromkeys(role.public_name for role in self.roles))


# SQL: the offices ``r`` that the speaker of a statement ``s`` held, or may have held, on the day.
# They are those of `Role.may_be_held_on`: bounds that are not known are the first and the last of
# all days, and nothing is said of a day that is not known at all.
OFFICES_THEN = """quotes_role r WHERE r.speaker_id = s.speaker_id AND s.said <> ''
                AND r.held_from <= s.said_to AND r.held_to >= s.said_from"""

_LISTED = f"""
    SELECT s.id, s.public_id, s.slug, s.kind, s.language, s.text, s.said, s.place, s.doubt,
        speaker.slug, speaker.name, speaker.name_fr,
        CASE speaker.kind WHEN 'person' THEN speaker.sort_name ELSE '' END,
        occasion.name, occasion.name_fr, occasion.place,
        (SELECT json_agg(json_build_array(r.title, r.title_fr)
                ORDER BY r.held_from, r.held_to, r.id)
            FROM {OFFICES_THEN}),
        (SELECT json_agg(json_build_array(t.slug, t.name, t.name_fr) ORDER BY st.position, st.id)
            FROM quotes_statementtopic st JOIN quotes_topic t ON t.id = st.topic_id
            WHERE st.statement_id = s.id),
        (SELECT json_agg(json_build_array(c.source_id,
                CASE WHEN c.kind <> 'paraphrase' THEN c.wording END, c.check_state, o.name,
                d.language, d.title, d.url, d.published, d.authors, d.kind, d.is_primary,
                d.derived_from_id IS NOT NULL, c.doubt <> '',
                c.caution NOT IN ('unknown', 'none'))
                ORDER BY c.position, c.id)
            FROM quotes_citation c JOIN quotes_source d ON d.id = c.source_id
            JOIN quotes_outlet o ON o.id = d.outlet_id WHERE c.statement_id = s.id)
    FROM quotes_statement s
    JOIN quotes_speaker speaker ON speaker.id = s.speaker_id
    LEFT JOIN quotes_occasion occasion ON occasion.id = s.occasion_id
    WHERE s.id = ANY (%s) AND s.state = %s
"""


def listed(ids: Iterable[int]) -> list[ListedStatement]:
    """The published ones of these statements, in the order of their ids; costs one query."""
    wanted = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, [wanted, State.PUBLISHED])
        found = {row[0]: _listed(row) for row in cursor.fetchall()}
    return [found[pk] for pk in wanted if pk in found]


def _listed(row: tuple) -> ListedStatement:
    pk, public_id, slug, kind, language, text, said, place, doubt, *more = row
    *named, roles, topics, printings = more
    speaker, speaker_name, speaker_fr, sort_name, occasion, occasion_fr, occasion_place = named
    return ListedStatement(
        pk,
        public_id,
        slug,
        kind,
        language,
        text,
        parsed(said),
        place,
        doubt,
        ListedName("official", speaker, speaker_name, speaker_fr),
        sort_name,
        ListedName("", "", occasion, occasion_fr, occasion_place) if occasion else None,
        tuple(ListedName("", "", title, title_fr) for title, title_fr in _values(roles)),
        tuple(ListedName("topic", *topic) for topic in _values(topics)),
        tuple(_printing(*printing) for printing in _values(printings)),
    )


def _values(of_json: str | list | None) -> list:
    """The values of an aggregate, none of null; Django leaves JSON of its own making unread."""
    return json.loads(of_json) if isinstance(of_json, str) else of_json or []


def _printing(
    source_id: int,
    quotation: str | None,
    check_state: str,
    outlet: str,
    language: str,
    title: str,
    url: str | None,
    published: str,
    authors: list[str],
    kind: str,
    is_primary: bool,
    is_copy: bool,
    is_doubted: bool,
    is_cautioned: bool,
) -> ListedCitation:
    return ListedCitation(
        source_id,
        quotation,
        CheckState(check_state),
        outlet,
        language,
        title,
        url or "",
        parsed(published),
        tuple(authors),
        kind,
        is_primary,
        is_copy,
        is_doubted,
        is_cautioned,
    )
