"""Records, sheets and bibliographies on their way into the archive and out of it.

Readers (`folder_reader`, `sheet_reader`, and those of `citing.bibliography_files`) → entries of one
`schema` → a `plan` (`record_plan`, `statement_plan`, `source_plan`) → `writing`. Out of it:
`entries`, `folder_writer`, `sheet_writer`. docs/format.md tells what a record is.
"""
