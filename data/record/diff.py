"""Differences between two versions of the record: rows added, removed and altered, in words."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data.record.catalog import FOLDER, TABLES

_KEYS: Final = {
    "sources": ("source_id",),
    "sites": ("site_id",),
    "actors": ("actor_id",),
    "events": ("event_id",),
    "citations": ("event_id", "source_id", "quote"),
    "casualties": ("event_id", "source_id", "account", "party", "harm"),
    "totals": ("source_id", "measure", "low", "quote"),
    "context": ("context_id",),
}
"""The columns that identify a row of each table; a column that a version lacks is empty there."""

Row = dict[str, str]
Key = tuple[str, ...]


def diff_command(old: Path, new: Path = FOLDER) -> int:
    """Print the differences between two versions of the record and return the exit status."""
    for folder in (old, new):
        if not (folder / "events.csv").is_file():
            sys.stderr.write(f"There is no record in {folder}: events.csv is missing.\n")
            return 2
    sys.stdout.writelines(f"{line}\n" for line in differences(old, new))
    return 0


def differences(old: Path, new: Path) -> list[str]:
    """Return the differences between the tables in two folders, one a line, with a count of rows for each table.

    A table or a column that only one version has is empty in the other.
    """
    return [line for name in TABLES for line in _in_table(name, _rows(old, name), _rows(new, name))]


def _rows(folder: Path, name: str) -> dict[Key, Row]:
    """Return the rows of a table by key; further rows with the same key are numbered."""
    file = folder / f"{name}.csv"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    seen: Counter[Key] = Counter()
    found = {}
    for row in rows:
        key = tuple(row.get(column, "") for column in _KEYS[name])
        seen[key] += 1
        found[key if seen[key] == 1 else (*key, str(seen[key]))] = row
    return found


def _in_table(name: str, old: dict[Key, Row], new: dict[Key, Row]) -> Iterator[str]:
    added = [key for key in new if key not in old]
    removed = [key for key in old if key not in new]
    altered = {key: changes for key in new if key in old and (changes := _changes(old[key], new[key]))}
    if not (added or removed or altered):
        return
    yield (
        f"{name}: {len(old)} rows before, {len(new)} now; "
        f"{len(added)} added, {len(removed)} removed, {len(altered)} altered"
    )
    yield from (f"  added: {_label(key)}" for key in added)
    yield from (f"  removed: {_label(key)}" for key in removed)
    for key, changes in altered.items():
        yield f"  altered: {_label(key)}"
        yield from (f"    {change}" for change in changes)


def _changes(old: Row, new: Row) -> list[str]:
    """Return the cells that differ, as `low: 1 → 2`."""
    columns = dict.fromkeys((*new, *old))
    cells = ((column, old.get(column, ""), new.get(column, "")) for column in columns)
    return [
        f"{column}: {before or '(empty)'} → {after or '(empty)'}" for column, before, after in cells if before != after
    ]


def _label(key: Key) -> str:
    return ", ".join(part for part in key if part)
