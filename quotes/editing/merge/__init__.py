"""Merging of two rows that are one thing: what stands against it, what moves, how it is undone."""
