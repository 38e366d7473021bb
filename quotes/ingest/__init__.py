"""From a document to checked citations: a module a step, the first of them without a database."""
