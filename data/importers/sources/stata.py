"""Stata files (.dta), read in chunks by pandas; coded values become their labels, dates ISO text.

A line is the number of the observation, from 1.
"""

import struct
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pandas.errors import CategoricalConversionWarning
from pandas.io.stata import StataReader

from data.importers.options import Options
from data.importers.sources.sheet import BATCH_ROWS, Batch, InferColumns, Sheet, cell_text, named, refusing

_BROKEN: Final = (
    *(ValueError, TypeError, AttributeError, LookupError, EOFError, OSError, ArithmeticError, MemoryError),
    *(struct.error, AssertionError),
)
"""What pandas raises over a broken file."""
_LABELLED: Final = "Values with a label were read as the label."
_LATIN_1: Final = "Text that is not in the encoding of Stata files (UTF-8) was read as Latin-1."
_REPEATED: Final = "Labels of values repeat, so values were read as their numbers."


def open_sheet(path: Path, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a Stata file.

    Raises:
        RefusedError: the file is broken.
    """
    del infer_columns, options  # columns always have names, and the file states its encoding
    with _refusing(path), _catch_warnings(), _reader(path, labels=False) as reader:
        found = reader.value_labels()
        names = list(reader.variable_labels())
        rows = int(reader._nobs)  # noqa: SLF001 - pandas has no public name for the number of observations
    columns, notes = named(names)
    repeated = any(len(set(labels.values())) < len(labels) for labels in found.values())
    if found:
        notes = (_REPEATED if repeated else _LABELLED, *notes)
    return Sheet(columns, rows, notes, partial(_batches, path, len(columns), labels=not repeated))


def _refusing(path: Path) -> AbstractContextManager[None]:
    return refusing(f"{path.name} is a broken Stata file. Save it again as .dta or CSV and try again.", _BROKEN)


def _reader(path: Path, *, labels: bool) -> Any:  # the types of pandas lack the reader’s methods
    return StataReader(path, convert_categoricals=labels, order_categoricals=False, chunksize=BATCH_ROWS)


def _batches(path: Path, width: int, *, labels: bool) -> Iterator[Batch]:
    done = 0
    with _refusing(path), _reader(path, labels=labels) as reader:
        while (found := _read(reader)) is not None:
            table, notes = found
            batch = Batch([], [], [], done + len(table), notes)
            for line, row in enumerate(zip(*(_texts(table[name]) for name in table)), start=done + 1):
                batch.add(line, row, width)
            done += len(table)
            yield batch
    if not done:
        yield Batch([], [], [], 0)


@contextmanager
def _catch_warnings() -> Iterator[list[warnings.WarningMessage]]:
    """Collect the warnings of pandas."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", CategoricalConversionWarning)  # some values may have no label
        yield caught


def _read(reader: Any) -> tuple[pd.DataFrame, Counter[str]] | None:
    """Return the next rows, and sentences about them; None at the end."""
    with _catch_warnings() as caught:
        try:
            table = reader.read(BATCH_ROWS)
        except StopIteration:
            return None
    notes = Counter(_LATIN_1 for warning in caught if issubclass(warning.category, UnicodeWarning))
    return (table, notes) if len(table) else None


def _texts(column: pd.Series) -> list[str]:
    """Return the cells as text; a float of 4 bytes has the digits that identify it among such floats."""
    values = pd.Series(column.to_numpy().astype(str)).map(float) if column.dtype == "float32" else column
    return [cell_text(None if pd.isna(value) else value) for value in values.astype("object")]
