"""Bibliographies read from files: BibTeX and BibLaTeX, RIS, CSL-JSON.

`bibliography_entry` says what is read of an entry and tells the formats apart; `bibtex_file`,
`ris_file` and `csl_file` read one each, with `author_names`, `dates` and `markup` in common;
`reading` names them. The check of bibliographies and the import of sources both start from here.
"""
