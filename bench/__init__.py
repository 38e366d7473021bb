"""Measures the archive through its real server. ``python -m bench --help``; see README.md."""
