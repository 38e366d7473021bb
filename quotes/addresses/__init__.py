"""Addresses: canonical URLs of sources, and the short public ids of this archive."""
