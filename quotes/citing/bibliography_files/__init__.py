"""Bibliographies read from files: BibTeX and BibLaTeX, RIS, CSL-JSON.

`entries` says what is read of an entry and tells the formats apart; `bibtex_file`, `ris_file` and
`csl_file` read one each, with `names`, `dates` and `markup` for what they have in common. The check
of bibliographies and the import of sources both start from here.
"""
