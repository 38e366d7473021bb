"""Search in the lists of statements and sources: what is named first, then phrases, then words.

What is published is asked of the index of entries. Of the rest the newest are read as they are:
there are few of them as a rule, and an index would be paid for by every keystroke that is kept.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _now

from quotes.addresses.canonical import InvalidURL
from quotes.admin.row_choices import is_row_id
from quotes.editing.known_sources import known_source
from quotes.models import Redirect, Source, Statement
from quotes.models.search_index import CompiledSearch
from quotes.search.compilation import compile_search
from quotes.search.query_language import LONGEST_QUERY, SearchText, Term, read
from quotes.text.folding import search_fold

Row = TypeVar("Row", bound=models.Model)

# So many of the newest hits are ranked and listed: to rank all hits of a common word takes seconds.
MOST_FOUND = 2_000

# So many of the newest statements that are not public are read for a search: some 50 ms a thousand.
MOST_UNPUBLISHED = 5_000

# A word is also the beginning of others from so many letters on; fewer are the beginning of most.
_LEAST_BEGINNING = 3

_URL_WITHOUT_SCHEME = re.compile(r"[\w-]+(\.[\w-]+)+/\S*")

_LIKE, _ESCAPED = re.compile(r"([%_\\])"), r"\\\1"

# The document of a statement that has no entry, made as archive_entry_search makes those of the
# public ones: text, wordings, names. The cuts keep it within a tsvector.
_UNPUBLISHED = """
WITH unpublished AS MATERIALIZED (
    SELECT s.id, s.text, s.place, s.speaker_id, s.occasion_id,
        archive_stemming(s.language) AS stemming
    FROM quotes_statement s WHERE s.state <> 'published' ORDER BY s.id DESC LIMIT %s
), documents AS (
    SELECT s.id,
        archive_search_piece(s.stemming,
            archive_search_words(s.stemming, left(archive_search_text(s.text), 40000)), 'A')
        || coalesce((
            SELECT archive_search_join(archive_search_piece(p.stemming, archive_search_words(
                p.stemming, left(archive_search_text(p.wording), 4000)), 'B'))
            FROM (
                SELECT c.wording, archive_stemming(d.language) AS stemming
                FROM quotes_citation c JOIN quotes_source d ON d.id = c.source_id
                WHERE c.statement_id = s.id AND c.wording <> s.text
                ORDER BY c.position, c.id LIMIT 10
            ) AS p
        ), '')
        || archive_search_piece(s.stemming, archive_search_words(s.stemming,
            left(archive_search_text(concat_ws(' / ', o.name, o.name_fr, s.place,
                p.name, p.name_fr, (
                    SELECT string_agg(a.name, ' / ') FROM quotes_alias a
                    WHERE a.speaker_id = s.speaker_id
            ))), 4000)), 'C') AS search
    FROM unpublished s
    JOIN quotes_speaker p ON p.id = s.speaker_id
    LEFT JOIN quotes_occasion o ON o.id = s.occasion_id
)"""

# Each source with the text in which its words are looked for; OFFSET keeps it from being made once
# for each word.
_SOURCES = """
SELECT d.id FROM quotes_source d JOIN quotes_outlet o ON o.id = d.outlet_id
CROSS JOIN LATERAL (
    SELECT archive_fold(concat_ws(' ', d.title, array_to_string(d.authors, ' '), o.name, d.slug))
        || ' ' || lower(coalesce(d.canonical_url, '')) AS words OFFSET 0
) AS told WHERE told.words LIKE ALL (%s::text[])"""


# The keys of the rows that a text finds, the best first; at most ``MOST_FOUND``.
Finder: TypeAlias = Callable[[QuerySet, str], list[int]]


def searched(
    request: HttpRequest, rows: QuerySet[Row], search_term: str, find: Finder
) -> tuple[QuerySet[Row], bool]:
    """Rows of a list by rank, where no column was chosen to sort by.

    With whether any may occur twice, as Django asks.
    """
    text = search_term.replace("\0", " ")[:LONGEST_QUERY].strip()
    if not text:
        return rows, False
    keys = find(rows, text)
    if len(keys) >= MOST_FOUND and _is_list(request):
        sentence = _now(
            "Only the %(count)s newest results are shown. Add a word to narrow the search."
        )
        messages.warning(request, sentence % {"count": f"{MOST_FOUND:,}"})
    rows = rows.filter(pk__in=keys)
    return rows if "o" in request.GET else rows.order_by(_place_among(keys, rows.model)), False


def _place_among(keys: list[int], model: type[models.Model]) -> RawSQL:
    """The place of a row among keys."""
    column = f"{model._meta.db_table}.{model._meta.pk.column}"
    sql = f"array_position(%s::bigint[], {column})"
    return RawSQL(sql, [keys], output_field=models.IntegerField())


def _is_list(request: HttpRequest) -> bool:
    """Whether this is the page of a list that is looked at, and not a field that completes."""
    match = request.resolver_match
    name = match.url_name if match else None
    return request.method == "GET" and bool(name and name.endswith("_changelist"))


# --- statements ----------------------------------------------------------------------------------


def found_statements(rows: QuerySet[Statement], text: str) -> list[int]:
    """The keys of those of the rows that a text finds, the best first.

    A statement named by its id, its address or that of a source stands alone. Else the newest
    ``MOST_FOUND`` in which all words stand, in any wording or name, or in what is told of a source.
    """
    named = _named_statements(text)
    if named or _is_address(text):
        return _keys(rows.filter(pk__in=named))
    words = _words(text)
    beginnings = _beginnings(text)
    compiled = compile_search(words) if words else CompiledSearch("")
    if not compiled.tsquery and not beginnings:
        return []
    scores = _scores_of_unpublished(text, compiled, beginnings)
    matching = _matching("search", compiled, beginnings)
    by_source = _patterns(text)
    public_or_cited = RawSQL(
        f"""SELECT statement_id FROM quotes_entry WHERE {matching[0]}
        UNION SELECT statement_id FROM quotes_citation WHERE source_id IN ({_SOURCES})""",
        [*matching[1], by_source],
    )
    found = _keys(rows.filter(Q(pk__in=public_or_cited) | Q(pk__in=list(scores))))
    scores |= _scores_of_public(found, text, compiled)
    return sorted(found, key=lambda pk: scores.get(pk, _LEAST))


Score: TypeAlias = tuple[bool, float]

# What only a source is told of comes last. Sorting is ascending, and keeps the newest first.
_LEAST: Score = (True, 0.0)


def _scores_of_unpublished(text: str, words: CompiledSearch, beginnings: str) -> dict[int, Score]:
    condition, params = _matching("search", words, beginnings)
    phrase, phrase_params = _phrase(text)
    sql = f"""{_UNPUBLISHED}
        SELECT id, NOT search @@ ({phrase}), -ts_rank_cd('{{0.1, 0.2, 0.6, 1.0}}', search, %s, 1)
        FROM documents WHERE {condition}"""
    return _scores(sql, [MOST_UNPUBLISHED, *phrase_params, words.ranking, *params])


def _scores_of_public(found: list[int], text: str, words: CompiledSearch) -> dict[int, Score]:
    phrase, params = _phrase(text)
    sql = f"""
        SELECT statement_id, NOT search @@ ({phrase}),
            -ts_rank_cd('{{0.1, 0.2, 0.6, 1.0}}', search, %s, 1)
        FROM quotes_entry WHERE statement_id = ANY (%s::bigint[])"""
    return _scores(sql, [*params, words.ranking, found])


def _scores(sql: str, params: Iterable[str | int | list[int]]) -> dict[int, Score]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return {pk: (is_scattered, score) for pk, is_scattered, score in cursor.fetchall()}


def _words(text: str) -> SearchText:
    """A query in the syntax of the public search. A field word is a word: lists have filters."""
    words = read(text)
    named = [Term(word.value, word.is_negated) for word in words.fields]
    if named:
        words.alternatives = [[*terms, *named] for terms in words.alternatives or [[]]]
    return words


def _matching(column: str, words: CompiledSearch, beginnings: str) -> tuple[str, list[str]]:
    """SQL: whether a document has the words, or words that begin so. Empty texts match nothing."""
    asked = [text for text in (words.tsquery, beginnings) if text]
    return " OR ".join([f"{column} @@ %s::tsquery"] * len(asked)) or "false", asked


def _phrase(text: str) -> tuple[str, list[str]]:
    """SQL: the whole text as one phrase, in the stemming of either language or in none."""
    words = " ".join(term for term in read(text).wanted)
    one = "phraseto_tsquery(%s::regconfig, archive_search_text(%s))"
    languages = ("english", "french", "simple")
    return " || ".join([one] * 3), [given for name in languages for given in (name, words)]


def _beginnings(text: str) -> str:
    """A query for words that begin as those of a plain text; ``""`` for one with syntax."""
    words = re.findall(r"\w+", search_fold(text))
    is_plain = not re.search(r"""["“”«»„|]|(^|\s)[-−–]\S|\b(or|ou)\b""", text, re.IGNORECASE)
    if not words or not is_plain or min(map(len, words)) < _LEAST_BEGINNING:
        return ""
    return " & ".join(f"'{word}':*" for word in words)


def _named_statements(text: str) -> set[int]:
    """The statements that an id, an address of this site or that of a document names."""
    key = _key_in_address(text, "statement", "quotes_statement_change")
    named = _rows_called(Statement, "statement", key)
    if not named and (source := _source_at(text)):
        cited = Statement.objects.filter(citations__source=source)
        return set(cited.values_list("pk", flat=True))
    return named


# --- sources -------------------------------------------------------------------------------------


def found_sources(rows: QuerySet[Source], text: str) -> list[int]:
    """The keys of those of the rows that a text finds, the best first.

    A source named by its id or address stands alone; of an address that is not known, those below
    it. Else the newest ``MOST_FOUND`` with all words in title, authors, outlet or URL.
    """
    key = _key_in_address(text, "source", "quotes_source_change")
    named = _rows_called(Source, "source", key)
    if not named and (source := _source_at(text)):
        named = {source.pk}
    if named:
        return _keys(rows.filter(pk__in=named))
    patterns = _patterns(text)
    if not patterns:
        return []
    found = _keys(rows.filter(pk__in=RawSQL(_SOURCES, [patterns])))
    ranks = _ranks_of_sources(found, search_fold(text).strip())
    return sorted(found, key=ranks.__getitem__)


def _ranks_of_sources(found: list[int], folded: str) -> dict[int, int]:
    """0 where the title is the text, 1 where it holds the phrase, 2 where words are scattered."""
    sql = """
        SELECT d.id, CASE WHEN t.folded = %s THEN 0 WHEN strpos(t.folded, %s) > 0 THEN 1 ELSE 2 END
        FROM quotes_source d CROSS JOIN LATERAL (SELECT archive_fold(d.title) OFFSET 0) AS t(folded)
        WHERE d.id = ANY (%s::bigint[])"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [folded, folded, found])
        return dict(cursor.fetchall())


def _patterns(text: str) -> list[str]:
    """A pattern of LIKE for each word, folded. Of an address, for what comes behind its scheme."""
    bare = re.sub(r"^https?://(www\.)?", "", search_fold(text).strip())
    words = bare.split()
    return [f"%{_LIKE.sub(_ESCAPED, word)}%" for word in words]


# --- what is named -------------------------------------------------------------------------------


def _keys(rows: QuerySet) -> list[int]:
    """Of the newest rows; each once, however often a filter has joined it."""
    newest = rows.order_by(*rows.model._meta.ordering).values_list("pk", flat=True)
    return list(dict.fromkeys(newest[:MOST_FOUND]))


def _is_address(text: str) -> bool:
    return " " not in text and bool(
        re.match(r"https?://", text, re.IGNORECASE) or _URL_WITHOUT_SCHEME.fullmatch(text)
    )


def _key_in_address(text: str, page: str, form: str) -> str:
    """The id of a row in the address of its page or form; a text that is none is an id itself.

    A host is not looked at: an archive has several, and an editor pastes from any.
    """
    parts = urlsplit(text) if text.isprintable() and "[" not in text else None
    if parts is None or not parts.path.startswith("/"):
        return "" if _is_address(text) else text
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    if match.url_name == form:
        return f"#{match.kwargs['object_id']}"
    return str(match.kwargs.get("public_id", "")) if match.url_name == page else ""


def _rows_called(model: type[models.Model], kind: str, key: str) -> set[int]:
    """The rows with this public id, address part or former one; ``#`` stands before a number."""
    rows = model._default_manager
    if key.startswith("#"):
        return {int(key[1:])} if is_row_id(key[1:]) else set()
    if not key or " " in key:
        return set()
    called = set(rows.filter(Q(public_id=key) | Q(slug=key)).values_list("pk", flat=True))
    moved = Redirect.objects.filter(kind=kind, old=key).values_list(f"{kind}_id", flat=True)
    return called or {pk for pk in moved if pk}


def _source_at(text: str) -> Source | None:
    """The source at an address, in whatever form it was pasted."""
    if not _is_address(text):
        return None
    try:
        return known_source(text if "://" in text else f"https://{text}")
    except InvalidURL:
        return None
