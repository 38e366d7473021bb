"""Verification of quotations: matching against a captured text, and the stored outcome."""
