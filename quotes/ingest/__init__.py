"""From a document to checked citations: each step a module, the first of them without a database."""
