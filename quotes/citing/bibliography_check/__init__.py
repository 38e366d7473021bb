"""A bibliography held against the record: what of it still stands as it was cited.

`bibliographies` reads a file into entries, `permalinks` finds our addresses in them, `verdicts`
says what became of each. docs/check-citations.md tells what is promised.
"""
