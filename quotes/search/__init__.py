"""Search over published statements: query language, filters, facets, queries, rows."""
