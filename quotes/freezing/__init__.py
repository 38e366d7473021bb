"""The public site as a folder of files that needs no server (docs/end-of-life.md).

`links` says which addresses are frozen and where their files lie, `frozen_site` asks the site for
them and writes them, `search_index` makes what the search of the copy reads.
"""
