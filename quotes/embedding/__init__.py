"""Statements on other sites: the embedded page, oEmbed, and the share image."""
