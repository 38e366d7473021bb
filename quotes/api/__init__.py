"""The API /api/v1/: what is public as resources, what changed of it, and their description."""
