"""A list of statements in other forms than a page; docs/exports.md says what each holds."""
