"""The record as a folder of YAML files: read, checked, loaded, written (docs/format.md)."""
