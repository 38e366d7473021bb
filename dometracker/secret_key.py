"""The key that signs sessions, made once and kept beside the data."""

import contextlib
import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_in(home: Path) -> str:
    """The key in the file ``home/secret-key``, which is made, for its owner alone, if missing.

    The file appears whole or not at all, so that two processes that start together read one key.
    """
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f"secret-key.{os.getpid()}"
        draft.touch(0o600, exist_ok=False)
        draft.write_text(get_random_secret_key())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
