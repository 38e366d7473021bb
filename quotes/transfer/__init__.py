"""Records, sheets and bibliographies on their way into the archive and out of it.

Readers (`record_folder`, `sheets`, and those of `citing.bibliography_files`) → entries of one
`schema` → a `plan` (`loader`, `statement_plan`, `source_plan`) → `writing`. Out of it: `entries`,
`record_folder`, `sheets`. docs/format.md tells what a record is.
"""
