"""Backups: all that the archive cannot make again, in one file that proves itself.

`making` writes one while the archive runs, `restoring` makes a database and folders of it and puts
them in the place of what is there, `rotation` says which are due and which may go. A backup is a
tar file, plain or encrypted (`encryption`): ``about.json`` first, the dump of PostgreSQL in pieces,
the files, and ``manifest.json`` last, with the SHA-256 of each member and a hash of each table as
it was in the snapshot that was dumped (`tables`). What has no manifest is cut off.
"""


class BackupError(Exception):
    """A backup that cannot be made, read or restored; ``str()`` says why and what to do."""
