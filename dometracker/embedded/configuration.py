"""How the embedded server is set, and who may log in to it.

All of it is given on the command line or in files beside the data, which the user who runs the
server can read and only the owner of the project can change.
"""

import os
from pathlib import Path

from dometracker.embedded import accounts, folders
from dometracker.embedded.accounts import Account

ROLE = "dometracker"

SETTINGS = {
    "listen_addresses": "",
    "port": str(folders.PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # Nothing that is committed may be lost, whatever is killed or pulled out.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # No replica reads this log: less of it is written.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    # Compiling costs more than the short queries of a page gain.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # The text of a failed statement may hold what an editor has not published.
    "log_min_error_statement": "panic",
}


def options(place: Path, account: Account) -> list[str]:
    """The options of the server's command line; writes the files and the folder they name."""
    # The setting is a list, in which a name in quotation marks may hold anything.
    sockets = str(folders.socket_folder(place, account)).replace('"', '""')
    settings = {
        **SETTINGS,
        "unix_socket_directories": f'"{sockets}"',
        "hba_file": _write(place / "hba.conf", f"local all {ROLE} peer map=owner\n", account),
        "ident_file": _write(place / "ident.conf", _who_may_log_in(place), account),
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _who_may_log_in(place: Path) -> str:
    """The map of users: the owner of the project, and root, who can become the owner anyway."""
    names = {accounts.of(place.stat().st_uid).name, accounts.of(0).name}
    return "".join(f'owner "{name}" {ROLE}\n' for name in sorted(names))


def _write(path: Path, text: str, account: Account) -> Path:
    """Write a file whole or not at all, for the server's group to read."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with draft.open("x") as file:
        file.write(text)
        if os.geteuid() == 0:
            os.fchown(file.fileno(), path.parent.stat().st_uid, account.gid)
        os.fchmod(file.fileno(), 0o640)
    draft.rename(path)
    return path
