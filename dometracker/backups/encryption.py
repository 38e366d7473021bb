"""Encrypting a backup with age or OpenSSL, and reading one back.

A key that begins ``age1`` or ``ssh-`` is a public key of age: who has the backup and not the
private key can read nothing, and nobody can change a byte unseen. Any other key is the path of a
file with a passphrase, for OpenSSL (AES-256-CTR, PBKDF2 with 600,000 rounds). The first bytes of
the file say which of the two it was; so does the end of its name.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dometracker.backups import BackupError

ENDINGS = {"age": ".age", "openssl": ".enc"}
_HEADERS = {b"age-encryption.org/": "age", b"Salted__": "openssl"}
_OPENSSL = ["enc", "-aes-256-ctr", "-pbkdf2", "-iter", "600000", "-md", "sha256"]
_TO_INSTALL = {"age": "Debian: apt install age", "openssl": "Debian: apt install openssl"}


def kind_of(key: str) -> str:
    """By which program a key encrypts; empty without a key."""
    if not key:
        return ""
    return "age" if key.startswith(("age1", "ssh-")) else "openssl"


def require(key: str) -> None:
    """Raises BackupError while nothing has been done yet, if the key cannot be used."""
    if kind := kind_of(key):
        _program(kind)
    if kind == "openssl":
        _passphrase(key)


@contextmanager
def encrypted(out: IO[bytes], key: str) -> Iterator[IO[bytes]]:
    """Where to write what shall stand encrypted in ``out``; ``out`` itself without a key."""
    kind = kind_of(key)
    if not kind:
        yield out
        return
    if kind == "age":
        command = [_program(kind), "--encrypt", "--recipient", key]
    else:
        command = [_program(kind), *_OPENSSL, "-salt", "-pass", f"file:{_passphrase(key)}"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, cwd="/"
    )
    with process:
        assert process.stdin
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            pass
        except BaseException:
            process.kill()
            raise
        _require_success(process, kind, "encrypted")


@contextmanager
def decrypted(path: Path, key: str) -> Iterator[IO[bytes]]:
    """The content of a backup; ``key`` is the file with the identity of age or the passphrase."""
    # Without a buffer: a program goes on reading where the file is, not where a buffer is.
    with path.open("rb", buffering=0) as file:
        start = file.read(32)
        kind = next((kind for sign, kind in _HEADERS.items() if start.startswith(sign)), "")
        file.seek(0)
        if not kind:
            yield file
            return
        if not key:
            raise BackupError(
                f"{path} is encrypted with {kind}: name the file with its "
                f"{'identity (private key)' if kind == 'age' else 'passphrase'} by --key."
            )
        if not Path(key).is_file():
            raise BackupError(f"There is no file {key}, which should have the key of the backup.")
        if kind == "age":
            command = [_program(kind), "--decrypt", "--identity", str(Path(key).absolute())]
        else:
            command = [_program(kind), *_OPENSSL, "-d", "-pass", f"file:{_passphrase(key)}"]
        process = subprocess.Popen(
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/"
        )
        with process:
            assert process.stdout
            try:
                yield process.stdout
                # Or it would be cut off in the middle of what nobody asks for, and that would
                # look like a failure.
                while process.stdout.read(1 << 20):
                    pass
            except BaseException:
                # What it says is nearer to the cause than what came of it.
                process.stdout.close()
                if process.wait() > 0:
                    _require_success(process, kind, "decrypted")
                raise
            _require_success(process, kind, "decrypted")


def _program(kind: str) -> str:
    if found := shutil.which(kind):
        return found
    raise BackupError(
        f"The program {kind} is not installed, and the backup is to be encrypted with it "
        f"({_TO_INSTALL[kind]})."
    )


def _passphrase(key: str) -> Path:
    path = Path(key).absolute()
    try:
        first = path.read_bytes().split(b"\n")[0].strip()
    except OSError as error:
        raise BackupError(
            f"The key of backups, {key}, is neither a public key of age (age1…, ssh-…) nor a file "
            f"with a passphrase that can be read ({error.strerror})."
        ) from error
    if len(first) < 16:
        raise BackupError(f"The first line of {key} has fewer than 16 characters: no passphrase.")
    return path


def _require_success(process: "subprocess.Popen[bytes]", kind: str, done: str) -> None:
    assert process.stderr
    told = process.stderr.read().decode(errors="replace").strip().splitlines()
    if process.wait():
        raise BackupError(f"The backup cannot be {done}: {kind} says: {' '.join(told[:3])}")
