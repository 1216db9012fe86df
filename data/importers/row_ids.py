"""Ids of rows: those that a file states, in permitted letters, and those derived from a row's cells."""

import hashlib
from typing import Final

import pandas as pd

from data.importers.row_reader import RowReader

_MAX_ID: Final = 74
"""The longest id that leaves room for the prefix."""
_DERIVED: Final = "In {rows} there is no id; it was derived from the row."


def ids(reader: RowReader, stated: pd.Series, prefix: str, digests: pd.Series | None = None) -> dict[str, pd.Series]:
    """Return the columns `event_id` and `derived_id` of the flat table.

    A row without an id gets one from its cells, so that the same row has the same id in every file. Letters that an id
    must not have become hyphens; such an id ends in a hash, so that different ids stay different.

    Args:
        reader: the rows.
        stated: the ids of the file; null where it states none.
        prefix: the beginning of all ids, as “acled-”.
        digests: a hash of each row, if the file may turn out to have no ids; None derives an id only where none is
            stated, from the cells that are read.
    """
    missing = stated.isna()
    reader.notes.count(_DERIVED, int(missing.sum()))
    if digests is None:
        digests = _digests(reader.rows[missing]) if missing.any() else pd.Series(dtype="str")
        digests = digests.reindex(stated.index)
    derived = prefix + digests
    return {"event_id": (prefix + _permitted(stated)).fillna(derived), "derived_id": derived}


def _permitted(text: pd.Series) -> pd.Series:
    plain = text.str.replace(r"[^A-Za-z0-9_-]", "-", regex=True)
    changed = text.notna() & ((plain != text) | (text.str.len() > _MAX_ID))
    marked = [f"{new[: _MAX_ID - 9]}-{_hash(old, 4)}" for new, old in zip(plain[changed], text[changed])]
    return plain.mask(changed, pd.Series(marked, index=text.index[changed], dtype="str"))


def _digests(rows: pd.DataFrame) -> pd.Series:
    """Return a hash of each row's cells, in the order of their columns' names."""
    texts = rows[sorted(rows.columns)].fillna("")
    found = [_hash("\x1f".join(cells), 10) for cells in texts.itertuples(index=False, name=None)]
    return pd.Series(found, index=rows.index, dtype="str")


def _hash(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()
