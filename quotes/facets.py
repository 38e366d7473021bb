"""How the statements found spread over officials, topics, months: counts from a validated filter.

Each dimension is counted without its own filter, so that what else could be chosen in it shows;
what is unknown is counted too. One query answers for all dimensions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from quotes.filters import Found
from quotes.models import Dimension, Facet

# A query for the counts of all dimensions: a part for those that are not filtered by, over the
# entries found, and a part for each that is.
_PART = """
    (SELECT f.id, f.dimension, f.key, f.label, f.label_fr, c.n,
            row_number() OVER (PARTITION BY f.dimension ORDER BY c.n DESC, f.key) AS place
     FROM (SELECT unnest(facets) AS id, count(*) AS n FROM ({entries}) AS hits GROUP BY 1) AS c
     JOIN quotes_facet f USING (id)
     WHERE f.dimension = ANY (%s))
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a dimension, and how many of the statements found hold it."""

    facet: Facet
    count: int


def count(
    found: Found, dimensions: Iterable[Dimension], most: int = 10
) -> dict[Dimension, list[Counted]]:
    """The ``most`` frequent values of each dimension, and all those chosen or excluded in it."""
    if not found.is_valid:
        return {}
    asked = list(dimensions)
    own = [d for d in asked if d in found.chosen or d in found.excluded]
    if Dimension.MONTH in asked and (found.data.get("since") or found.data.get("until")):
        own.append(Dimension.MONTH)
    parts, params = [], []
    for without, of in [("", [d for d in asked if d not in own]), *((d, [d]) for d in own)]:
        entries = found.without("dates" if without == Dimension.MONTH else without)
        sql, sql_params = entries.values("facets").query.sql_with_params()
        parts.append(_PART.format(entries=sql))
        params += [*sql_params, of]
    kept = [
        facet.pk
        for facets in (found.chosen, found.excluded)
        for d in facets.values()
        for facet in d
    ]
    counted = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS counted"
            " WHERE place <= %s OR dimension = %s OR id = ANY (%s) ORDER BY place",
            [*params, most, Dimension.MONTH, kept],
        )
        for pk, dimension, key, label, label_fr, n, _place in cursor.fetchall():
            facet = Facet(pk=pk, dimension=dimension, key=key, label=label, label_fr=label_fr)
            counted[Dimension(dimension)].append(Counted(facet, n))
    return counted
