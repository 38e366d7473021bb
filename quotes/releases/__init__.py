"""Releases: the public record of a day as files that prove themselves, and an archive made of them.

docs/releases.md tells what is in one. `tables` says which rows and columns go out, `package` writes
them, `check_release` goes along with them and finds what was altered, `loading` makes an archive of
them again.
"""
