"""A `ArchiveRecord` becomes a folder of YAML files, always in the same bytes."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from quotes.transfer.schema import PARTS, ArchiveRecord, file_of
from quotes.transfer.yaml_document import Mistake, RefusedRecord

# Where a line breaks depends on its words; unbroken, a change of one word changes one line.
_NO_WRAPPING = 10**9


class _Dumper(yaml.CSafeDumper):
    """YAML as the record is written: lists not indented, no anchors, numbers in plain digits."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_decimal(dumper: _Dumper, number: Decimal) -> yaml.ScalarNode:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{number:f}")


_Dumper.add_representer(Decimal, _represent_decimal)


def texts(record: ArchiveRecord) -> dict[str, str | None]:
    """The text of each file by its name; None for an optional file that has nothing to say."""
    return {file_of(kind): _text(getattr(record, kind.part), kind.is_required) for kind in PARTS}


def _text(entries: list[Any], required: bool) -> str | None:
    if not entries and not required:
        return None
    return yaml.dump(
        [entry.plain() for entry in entries],
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_NO_WRAPPING,
    )


def write(record: ArchiveRecord, folder: Path, *, force: bool = False) -> None:
    """Write a record, making the folder if need be.

    Every file is written beside its place before the first takes its place, so that a full disk
    leaves the old record whole. Raises `RefusedRecord` for a folder that holds other things, unless
    ``force`` is given (no other file is touched even then), and OSError.
    """
    if not force:
        _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    new = texts(record)
    drafts = {name: folder / f".{name}.new" for name in new}
    try:
        for name, text in new.items():
            if text is not None:
                drafts[name].write_text(text, encoding="utf-8", newline="\n")
        for name, draft in drafts.items():
            if new[name] is None:
                (folder / name).unlink(missing_ok=True)
            else:
                draft.replace(folder / name)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def _refuse_foreign(folder: Path) -> None:
    required = [file_of(kind) for kind in PARTS if kind.is_required]
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not all((folder / name).is_file() for name in required):
        message = "this folder is not empty and holds no record: name another, or use --force"
        raise RefusedRecord([Mistake(str(folder), 0, message)])
