"""Opens a file for import, if its content matches its name."""

from pathlib import Path
from typing import Final

from data.importers.options import Options
from data.importers.report import RefusedError
from data.importers.sources import SOURCES, Source, content
from data.importers.sources.sheet import InferColumns, Sheet

UPLOAD_LIMIT_MB: Final = 200
"""The largest file that the page reads."""
FILE_LIMIT_MB: Final = 20_000
"""The largest file that the command line reads."""


def open_sheet(path: Path, limit_mb: int, infer_columns: InferColumns, options: Options) -> Sheet:
    """Open a table of rows.

    Args:
        path: the file.
        limit_mb: the largest file that is read, in megabytes.
        infer_columns: returns the columns of a text file or workbook whose first row is already data.
        options: what a person states about the file.

    Raises:
        RefusedError: the file does not exist, is empty or too large, or its content does not match its name.
    """
    if not path.is_file():
        raise RefusedError(f"There is no file {path.name}." if not path.exists() else f"{path.name} is not a file.")
    size = path.stat().st_size
    if not size:
        raise RefusedError(f"{path.name} is empty. {_advice()}")
    if size > limit_mb * 1_000_000:
        raise RefusedError(
            f"{path.name} has {size / 1_000_000:,.0f} MB, more than the {limit_mb:,} MB that are read here. Import a "
            "part of it, or use “python -m data import”."
        )
    return _source_of(path).open(path, infer_columns, options)


def _source_of(path: Path) -> Source:
    """Return the source that the file's name and content agree on."""
    suffix, found = path.suffix.lower(), content.describe(path)
    named = [source for source in SOURCES if suffix in source.suffixes]
    if not named:
        raise RefusedError(f"{path.name} looks like {found}; its name has no ending that is read here. {_advice()}")
    source = next((source for source in named if found in source.contents), None)
    if source is None:
        raise RefusedError(f"{path.name} looks like {found}, though its name ends in {suffix}. {_advice()}")
    return source


def _advice() -> str:
    *labels, last = (source.label for source in SOURCES)
    return f"Export the table as {', '.join(labels)} or {last} and try again."
