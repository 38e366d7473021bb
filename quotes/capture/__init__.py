"""Captures: a page fetched, its text and metadata read and stored, its links monitored."""
